"""Values, units, bounds, dates and scores."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, codes, detail, one, only, texts
from wikidiff.model import Category

KEYS = {"old", "new", "delta", "relative_delta", "source_changed"}
SIDE = {"value", "unit", "kind", "text", "low", "high", "bound", "uncertainty", "approximate"}


@pytest.mark.parametrize(
    ("language", "old", "new", "values"),
    [
        ("en", "The fair drew 1,200 visitors.", "The fair drew 2,100 visitors.", (1200, 2100)),
        ("en", "It handled 3.6 million tonnes.", "It handled 3.8 million tonnes.", (3600000, 3800000)),
        ("en", "The mill employed seven men.", "The mill employed nine men.", (7, 9)),
        ("en", "Prices fell by 4.5%.", "Prices fell by 5.4%.", (4.5, 5.4)),
        ("en", "The hill is 212 m high.", "The hill is 221 m high.", (212, 221)),
        ("en", "It was sold for $12,000.", "It was sold for $21,000.", (12000, 21000)),
        ("en", "It fell to −12 °C.", "It fell to −14 °C.", (-12, -14)),
        ("de", "Der Ort hat 1.200 Einwohner.", "Der Ort hat 2.100 Einwohner.", (1200, 2100)),
        ("de", "Der Berg ist 2,5 km lang.", "Der Berg ist 5,2 km lang.", (2.5, 5.2)),
        ("fr", "La ville compte 1 200 habitants.", "La ville compte 2 100 habitants.", (1200, 2100)),
        ("ru", "В городе 1200 жителей.", "В городе 2100 жителей.", (1200, 2100)),
        ("hi", "यहाँ 34 लाख लोग रहते हैं।", "यहाँ 43 लाख लोग रहते हैं।", (3400000, 4300000)),
        ("ja", "人口は3万人である。", "人口は4万人である。", (30000, 40000)),
        ("zh", "全市有35万人。", "全市有53万人。", (350000, 530000)),
        ("ar", "عدد السكان ١٢٠٠ نسمة.", "عدد السكان ٢١٠٠ نسمة.", (1200, 2100)),
    ],
)
def test_both_values_and_their_difference(language, old, new, values):
    finding = only(old, new, language)
    said = detail(finding)
    assert finding.category is Category.NUMERIC
    assert set(said) >= KEYS
    assert set(said["old"]) >= SIDE
    assert set(said["new"]) >= SIDE
    assert (said["old"]["value"], said["new"]["value"]) == pytest.approx(values)
    assert said["delta"] == pytest.approx(values[1] - values[0])
    assert said["relative_delta"] == pytest.approx((values[1] - values[0]) / values[0], rel=1e-6)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("It opened in 1911.", "It opened in 1912.", "year"),
        ("It opened on 4 May 1911.", "It opened on 14 May 1911.", "date"),
        ("It was built in the 1920s.", "It was built in the 1930s.", "decade"),
        ("It is of the 14th century.", "It is of the 15th century.", "century"),
    ],
)
def test_dates_have_a_code_of_their_own(old, new, kind):
    finding = only(old, new)
    assert finding.code == "NUM002"
    assert detail(finding)["new"]["kind"] == kind


def test_a_year_has_a_difference_a_full_date_has_parts():
    year = detail(only("It opened in 1911.", "It opened in 1921."))
    assert (year["old"]["value"], year["delta"]) == (1911, 10)
    date = detail(only("It opened on 4 May 1911.", "It opened on 14 May 1911."))
    assert (date["old"]["value"], date["delta"]) == (None, None)
    assert (date["old"]["parts"], date["new"]["parts"]) == (["1911-05-04"], ["1911-05-14"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("The tunnel is 120 m long.", "The tunnel is 120 km long.", "NUM004"),
        ("Over 300 people came.", "300 people came.", "NUM004"),
        ("The hall holds up to 500 people.", "The hall holds 500 people.", "NUM004"),
        ("The hall has 400+ seats.", "The hall has 400 seats.", "NUM004"),
        ("The wall fell in 300 BC.", "The wall fell in 300 AD.", "NUM004"),
    ],
)
def test_a_unit_or_bound_beside_a_standing_figure(old, new, code):
    finding = only(old, new)
    assert finding.code == code
    assert detail(finding)["delta"] == 0
    assert finding.meaning


def test_a_bound_is_named():
    said = detail(only("Over 300 people came.", "300 people came."))
    assert (said["old"]["bound"], said["new"]["bound"]) == ("over", None)
    assert "over" in only("Over 300 people came.", "300 people came.").message


def test_a_score_or_a_range_is_one_value_of_two_parts():
    score = detail(only("They won 3–1 at home.", "They won 2–1 at home."))
    assert (score["old"]["kind"], score["old"]["value"]) == ("score", None)
    assert (score["old"]["text"], score["new"]["text"]) == ("3–1", "2–1")
    assert score["old"]["parts"] != score["new"]["parts"]
    span = detail(only("It is 1,200–1,400 m high.", "It is 1,200–1,500 m high."))
    assert (span["old"]["low"], span["old"]["high"], span["new"]["high"]) == (1200, 1400, 1500)
    assert span["delta"] is None


def test_coordinates():
    finding = only("It is here. {{coord|59|20|N|18|4|E}}", "It is here. {{coord|59|20|N|18|40|E}}")
    assert (finding.code, detail(finding)["new"]["value"]) == ("NUM003", None)


def test_a_figure_in_a_table_an_infobox_and_a_caption():
    table = '{| class="wikitable"\n|-\n| Norrby || 1,204\n|}\nText.'
    box = "{{Infobox settlement\n| name = Norrby\n| population_total = 1,204\n}}"
    caption = "[[File:Norrby.jpg|thumb|Norrby had 1,204 people]]"
    for text, context in ((table, "table"), (box, "infobox"), (caption, "caption")):
        finding = only(text, text.replace("1,204", "1,402"))
        assert (finding.code, str(finding.occurrences[0].context)) == ("NUM001", context)


def test_a_value_inside_a_converting_template():
    finding = only("It covers {{convert|12|km2|sqmi}} of land.", "It covers {{convert|21|km2|sqmi}} of land.")
    assert texts(finding) == [("12", "21")]
    assert detail(finding)["delta"] == 9


@pytest.mark.parametrize(("reference", "changed"), [("Holm, p. 3.", False), ("Lind, p. 9.", True)])
def test_did_the_source_beside_it_change_too(reference, changed):
    old = "It has 1,200 rooms.<ref>Holm, p. 3.</ref>"
    new = f"It has 2,100 rooms.<ref>{reference}</ref>"
    finding = one("NUM001", old, new)
    assert detail(finding)["source_changed"] is changed
    assert finding.message.endswith("; the source beside it did not change.") is not changed


def test_without_a_source_it_cannot_have_changed():
    assert detail(only("It has 1,200 rooms.", "It has 2,100 rooms."))["source_changed"] is None


def test_the_message_gives_both_texts_and_the_share():
    finding = only("The parish has 200 farms.", "The parish has 250 farms.")
    assert finding.message == "“200” became “250” (+25 %)."


def test_the_least_share_is_not_rounded_to_nothing():
    finding = only("It has 2,100,000 trees.", "It has 2,100,001 trees.")
    assert finding.message == "“2,100,000” became “2,100,001” (less than 0.01 % more)."


@pytest.mark.parametrize(
    ("old", "new", "size"),
    [
        ("built in 1990", "built in 1994", "(4 years later)"),
        ("built in 1990", "built in 1989", "(1 year earlier)"),
        ("built in 44 BC", "built in 45 BC", "(1 year earlier)"),
        ("in the 19th century", "in the 18th century", "(1 century earlier)"),
        ("aged 41", "aged 43", "(+2 years)"),
        ("a tax of 5%", "a tax of 6.5%", "(+1.5 percentage points)"),
        ("a tax of 6%", "a tax of 5%", "(−1 percentage point)"),
    ],
)
def test_the_size_is_counted_as_its_kind_is(old, new, size):
    assert only(f"It was {old}.", f"It was {new}.").message.endswith(f"{size}.")


def test_a_share_of_a_rank_says_nothing():
    assert only("She came 3rd.", "She came 5th.").message == "“3rd” became “5th”."


def test_a_figure_changed_in_a_quotation():
    finding = only("“We lost 30 men,” he wrote.", "“We lost 300 men,” he wrote.")
    assert finding.category is Category.NUMERIC
    assert finding.occurrences[0].quotation_altered


def test_a_figure_and_its_year_are_two_findings():
    old = "The town had 1,204 people in 1911."
    assert codes(old, "The town had 1,402 people in 1921.") == ["NUM001", "NUM002"]


def test_the_mirror_turns_the_sign():
    there = detail(only("It has 1,200 rooms.", "It has 2,100 rooms."))
    back = detail(only("It has 2,100 rooms.", "It has 1,200 rooms."))
    assert (there["delta"], back["delta"]) == (900, -900)
    assert (there["old"], there["new"]) == (back["new"], back["old"])


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "It has 12400 people.", "It has 12,400 people."),
        ("en", "It opened on May 4, 1911.", "It opened on 4 May 1911."),
        ("en", "It has five rooms.", "It has 5 rooms."),
        ("en", "The war of 1870-71 ended.", "The war of 1870–71 ended."),
        ("en", "He met Henry IV there.", "He met Henry VI there."),
        ("en", "A Boeing 737 landed.", "A Boeing 747 landed."),
        ("en", "Text.<ref>{{cite web|title=T|date=4 May 2011|url=http://a.example}}</ref>", "Text."),
        ("en", "Text.<ref>Holm 1990, p. 3.</ref>", "Text.<ref>Holm 1990, p. 5.</ref>"),
        ("en", "Text.{{sfn|Holm|1990|p=3}}", "Text.{{sfn|Holm|1990|p=5}}"),
        ("en", "[[File:Mill.jpg|thumb|200px|A mill]]", "[[File:Mill.jpg|thumb|300px|A mill]]"),
        ("en", "[[File:Mill 1911.jpg|thumb|A mill]]", "[[File:Mill 1912.jpg|thumb|A mill]]"),
        ("en", "The [[1911 fair|fair]] ended.", "The [[1912 fair|fair]] ended."),
        ("en", "Text.<!-- 1911 -->", "Text.<!-- 1912 -->"),
        ("en", "[[Category:1911 births]]", "[[Category:1912 births]]"),
        ("hi", "यहाँ 34,000 लोग हैं।", "यहाँ ३४,००० लोग हैं।"),
        ("ja", "人口は12000人である。", "人口は1万2000人である。"),
    ],
)
def test_it_is_silent(language, old, new):
    assert "numeric" not in categories(old, new, language)


@pytest.mark.parametrize(
    "page", ["They won {} there.", "{{|\n|-\n| Lanton || {}\n|}}", "{{{{Infobox game|score={}}}}}"]
)
def test_the_parts_of_one_score_are_one_finding(page):
    finding = only(page.format("8–3"), page.format("9–4"))
    assert (finding.old, finding.new) == ("8–3", "9–4")
    assert finding.message == "“8–3” became “9–4”."
    assert [(place.old.text, place.new.text) for place in finding.occurrences] == [("8–3", "9–4")]


def test_one_range_at_two_places_is_counted_by_places():
    finding = only("It cost 10–20 dollars, later 10–20 dollars.", "It cost 12–25 dollars, later 12–25 dollars.")
    assert finding.message == "“10–20 dollars” became “12–25 dollars” in 2 places."
