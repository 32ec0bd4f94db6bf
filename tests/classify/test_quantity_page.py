"""What the page says about a changed figure: its row and parameter, other mentions, sums, spans of time, updates."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import codes, detail, only
from wikidiff.model import Category

TOWNS = """{| class="wikitable"
! Town !! People !! Share (%)
|-
| Aby || 1,204 || 60
|-
| Norrby || 812 || 40
|-
| Total || 2,016 || 100
|}
"""
BOX = """{{Infobox settlement
| name = Norrby
| population_total = 1,204
| population_as_of = 2010
| area_km2 = 12
}}
'''Norrby''' is a town of 1,204 people.
"""
KING = """{{Infobox royalty
| birth_date = {{birth date|1900|3|7}}
| death_date = {{death date and age|1950|4|5|1900|3|7}}
}}
'''John''' (7 March 1900 – 5 April 1950) was king and died aged 50 at home.
"""


def seen(old: str, new: str, code: str = "") -> list[str]:
    """Return the signals of the first figure that changed, or of the first finding of a code."""
    found = [f for f in wikidiff.compare(old, new).findings if f.category is Category.NUMERIC]
    finding = next(f for f in found if not code or f.code == code)
    return [signal["name"] for signal in detail(finding)["signals"]]


def test_a_figure_says_what_it_is_the_value_of():
    cell = detail(only(TOWNS, TOWNS.replace("812", "813")))
    assert (cell["row"], cell["column"]) == ("Norrby", "People")
    assert detail(only(BOX, BOX.replace("= 12\n", "= 13\n")))["parameter"] == "area_km2"
    assert "parameter" not in detail(only("It has 12 rooms.", "It has 13 rooms."))


def test_a_column_that_no_longer_adds_up():
    wrong = TOWNS.replace("1,204", "1,304")
    assert "column_sum" in seen(TOWNS, wrong)
    assert "the other rows of the column add up to 2,116, its total is 2,016" in only(TOWNS, wrong).message
    assert "column_sum_fits" in seen(wrong, TOWNS)
    assert "column_sum" not in seen(TOWNS, wrong.replace("2,016", "2,116"))
    assert "column_sum" not in seen(TOWNS.replace("2,016", "2,017"), wrong.replace("2,016", "2,017"))


def test_shares_that_no_longer_add_up():
    old = TOWNS.replace("|-\n| Total || 2,016 || 100\n", "")
    assert "shares_sum" in seen(old, old.replace("|| 40", "|| 45"))
    assert "shares_sum_fits" in seen(old.replace("|| 40", "|| 45"), old)


def test_one_value_in_infobox_and_text_is_one_finding():
    finding = only(BOX, BOX.replace("1,204", "1,402"))
    assert len(finding.occurrences) == 2
    assert detail(finding)["remaining"] == 0


def test_another_mention_with_the_old_value_is_said():
    finding = only(BOX, BOX.replace("1,204\n", "1,402\n"))
    assert detail(finding)["remaining"] == 1
    assert "infobox_differs" in seen(BOX, BOX.replace("1,204\n", "1,402\n"))
    assert "infobox_differs" in seen(BOX, BOX.replace("1,204 people", "1,402 people"))
    assert "the old figure still stands in 1 place" in finding.message


def test_the_message_counts_its_places_before_it_goes_on():
    text = "It has 1,204 people. They are 1,204 people.\n\nSo 1,204 people live here."
    finding = only(text, text.replace("1,204", "1,402", 2))
    assert finding.message.endswith(" in 2 places; the old figure still stands in 1 place.")


@pytest.mark.parametrize(
    ("beside", "count"),
    [
        ("The guild counts 1,204 people.", 1),
        ("The guild was founded in 1204.", 0),
        ("Text.<ref>Holm, 1,204 people.</ref>", 0),
        ("<!-- 1,204 people -->", 0),
        ("See [[1,204 people|them]].", 0),
        ("It has 11,204 nails, or 1,204.5 for each of 21,204 men.", 0),
    ],
)
def test_only_what_means_the_same_remains(beside, count):
    old = f"It has 1,204 people.\n\n{beside}"
    assert detail(only(old, old.replace("1,204", "1,402", 1)))["remaining"] == count


def test_a_year_remains_only_beside_the_same_words():
    old = "The castle burned in 1911.\n\nIn 1911 the war ended.\n\nAfter 1911, when the castle burned, it stood empty."
    assert detail(only(old, old.replace("1911", "1921", 1)))["remaining"] == 1


def test_small_figures_of_other_things_are_findings_of_their_own():
    old = "{|\n| Aby || 3 || 5\n|-\n| Oby || 3 || 5\n|}"
    assert codes(old, old.replace("3", "4")) == ["NUM001", "NUM001"]
    assert codes("It has 3 mills. It has 3 inns.", "It has 4 mills. It has 4 inns.") == ["NUM001", "NUM001"]


def test_a_measure_and_its_conversion_are_one_finding():
    finding = only("It is 5 km (3.1 mi) long.", "It is 8 km (5.0 mi) long.")
    assert len(finding.occurrences) == 2
    assert detail(finding)["delta"] == 3


def test_a_conversion_that_no_longer_fits():
    assert "conversion_differs" in seen("It is 5 km (3.1 mi) long.", "It is 8 km (3.1 mi) long.")
    assert "conversion_differs" not in seen("It is 5 km (9 mi) long.", "It is 8 km (9 mi) long.")
    assert "conversion_differs" not in seen("It is 8 km (3.1 mi) long.", "It is 5 km (3.1 mi) long.")


@pytest.mark.parametrize(
    ("gone", "come", "signal"),
    [
        ("{{birth date|1900|3|7}}", "{{birth date|1960|3|7}}", "death_before_birth"),
        ("5 April 1950", "5 April 1850", "end_before_start"),
        ("aged 50", "aged 60", "age_differs"),
        ("7 March 1900 –", "7 March 1890 –", "age_differs"),
    ],
)
def test_times_that_no_longer_fit(gone, come, signal):
    assert signal in seen(KING, KING.replace(gone, come))
    assert signal not in seen(KING.replace(gone, come), KING)


def test_a_span_of_years_that_ends_before_it_begins():
    old = "{{Infobox officeholder|term_start1=1900|term_end1=1904|term_start2=1910|term_end2=1914}}"
    assert "end_before_start" in seen(old, old.replace("1914", "1904"))
    assert "end_before_start" not in seen(old, old.replace("1914", "1918"))
    assert "end_before_start" in seen("He ruled from 1900 to 1950.", "He ruled from 1900 to 1890.")


def test_two_figures_that_changed_places():
    old = "It has 1,204 men and 812 women."
    assert "swapped_pair" in seen(old, "It has 812 men and 1,204 women.")
    assert "swapped_pair" not in seen(old, "It has 812 men and 1,240 women.")


def test_signs_of_an_honest_update():
    assert "as_of_moved" in seen(BOX, BOX.replace("1,204\n", "1,402\n").replace("2010", "2020"))
    assert "as_of_moved" not in seen(BOX, BOX.replace("1,204\n", "1,402\n").replace("2010", "2000"))
    prose = "As of 2010 it has 1,204 people."
    assert "as_of_moved" in seen(prose, "As of 2020 it has 1,402 people.", "NUM001")
    cited = "It has 1,204 people.<ref>{{cite web|title=T|url=http://a.b/c|access-date=4 May 2010}}</ref>"
    assert "access_date_moved" in seen(cited, cited.replace("1,204", "1,402").replace("2010", "2020"))
    assert "access_date_moved" not in seen(cited, cited.replace("1,204", "1,402"))


@pytest.mark.parametrize(
    ("old", "new", "values"),
    [
        ("{{val|6.241|e=18}}", "{{val|6.242|e=18}}", (6241 * 10**15, 6242 * 10**15)),
        ("{{val|5|0.2}}", "{{val|5|0.3}}", (5, 5)),
        ("{{frac|1|2}}", "{{frac|1|4}}", (0.5, 0.25)),
        ("{{convert|6|ft|2|in}}", "{{convert|6|ft|3|in}}", (74, 75)),
        ("{{cvt|3|mi}}", "{{cvt|3|nmi}}", (3, 3)),
        ("{{INR|12}} crore", "{{INR|13}} crore", (120_000_000, 130_000_000)),
        ("{{birth date|1950|3|7}}", "{{birth date|1950|7|3}}", (None, None)),
        ("{{start date|2001|3}}", "{{start date|2001}}", (None, 2001)),
    ],
)
def test_a_template_is_one_value(old, new, values):
    said = detail(only(f"It is {old} by the book.", f"It is {new} by the book."))
    assert (said["old"]["value"], said["new"]["value"]) == values


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{convert|5|km|mi}}", "{{convert|5|km|nmi}}"),
        ("{{convert|5|km}}", "{{convert|3.1|mi}}"),
        ("{{birth date|1950|03|7}}", "{{birth date|1950|3|7}}"),
        ("{{frac|3|1|2}}", "3.5"),
        ("{{c.|1850}}", "c. 1850"),
        ("5 km (3.1 mi)", "3.1 mi (5 km)"),
        ("530 km<sup>2</sup>", "{{convert|530|km2|sqmi}}"),
        ("the 5<sup>th</sup>", "the 5th"),
        ("over 1,800 feet (550 m)", "over {{convert|1800|ft|m}}"),
    ],
)
def test_the_same_value_in_another_template_is_format(old, new):
    for left, right in ((old, new), (new, old)):
        finding = only(f"It is {left} by the book.", f"It is {right} by the book.")
        assert (finding.code, finding.meaning) == ("FMT004", False)
        assert detail(finding)["reason"]


def test_an_expression_is_left_as_text_and_said():
    analysis = wikidiff.compare("It is {{#expr:3*4}} now.", "It is {{#expr:3*5}} now.")
    assert [note.code for note in analysis.notes] == ["expression"]
    assert [finding.category for finding in analysis.findings] == [Category.CONTENT]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{{convert|a lot|km}}", "{{convert|a bit|km}}"),
        ("{{convert}}", "{{convert|-}}"),
        ("{{val}}", "{{val|x}}"),
        ("{{Infobox a|population=" + "9" * 10_000 + "}}", "{{Infobox a|population=" + "8" * 10_000 + "}}"),
        ("{{convert|" + "9" * 10_000 + "|km}}", "{{convert|" + "8" * 10_000 + "|km}}"),
        ("{{birth date|1950|2|31}}", "{{birth date|1950|2|32}}"),
    ],
)
def test_what_cannot_be_read_has_no_value(old, new):
    found = wikidiff.compare(f"It is {old} here.", f"It is {new} here.").findings
    assert found
    for finding in found:
        said = detail(finding)
        assert {side["value"] for side in (said.get("old"), said.get("new")) if isinstance(side, dict)} <= {None}


def test_a_single_digit_is_not_looked_for():
    assert (
        detail(only("It has 3 mills. The fair has 3 mills.", "It has 4 mills. The fair has 3 mills."))["remaining"]
        is None
    )


def test_of_very_many_figures_it_is_not_asked_what_the_page_says():
    row = "|-\n| Town {0} || {1}\n"
    old = "{|\n! Town !! People\n" + "".join(row.format(number, number + 1000) for number in range(150)) + "|}\n"
    new = "{|\n! Town !! People\n" + "".join(row.format(number, number + 1001) for number in range(150)) + "|}\n"
    said = [detail(finding) for finding in wikidiff.compare(old, new).findings]
    assert len(said) == 150
    assert 0 < sum("row" in one for one in said) < 150
    assert 0 < sum(one["remaining"] is not None for one in said) < 150


def test_what_a_film_cost_is_not_as_of_its_release():
    old = "{{Infobox film|budget=$12 million|released={{film date|2001|3|4}}}}"
    assert "as_of_moved" not in seen(old, old.replace("$12", "$15").replace("2001|3", "2001|5"), "NUM001")


def test_a_huge_table_is_not_added_up():
    rows = "".join(f"|-\n| Town {number} || {number + 1000}\n" for number in range(6000))
    old = "{| class=wikitable\n! Town !! People\n" + rows + "|}\n"
    said = detail(only(old, old.replace("|| 1234\n", "|| 1243\n")))
    assert (said["old"]["value"], said["new"]["value"]) == (1234, 1243)
    assert "row" not in said
