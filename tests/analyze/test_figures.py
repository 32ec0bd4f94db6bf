"""The quantities an edit touches: those it overlaps or meets, each side in its own words and templates."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.analyze.support import edits_of
from tests.laws.strategies import TEXT
from wikidiff.analyze.figures import touched
from wikidiff.model import QuantityKind


def around(text: str, within: bool = False) -> list[str]:
    """Return the quantities that a place between two carets touches."""
    start = text.index("^")
    end = text.rindex("^") - 1 if text.count("^") == 2 else start
    return [quantity.text for quantity in touched(text.replace("^", ""), start, end, "en", within)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has ^5^ km of road.", ["5 km"]),
        ("It has 5 ^km^ of road.", ["5 km"]),
        ("It has 5 km ^of^ road.", []),
        ("It has 12,^4^00 people.", ["12,400"]),
        ("It ^has^ then 5 km.", []),
        ("It ^has^ 5 km, then 6 km.", ["5 km"]),
        ("It has ^5 km, then 6^ km.", ["5 km", "6 km"]),
        ("It has ^over^ 300 km.", ["300 km"]),
        ("In ^1999^ it was.", ["1999"]),
        ("a\n5 km ^b^\n6 km", []),
        ("'''^5^''' km", ["5    km"]),
        ("<small>5</small> ^a^", []),
        ("see [[1999 in music|^that^]] year", []),
        ("see [http://a.b/1999 ^that^] year", []),
    ],
)
def test_what_a_place_touches(text, expected):
    assert around(text) == expected


def test_an_empty_place_touches_what_it_meets():
    assert around("It has ^5 km of road.") == ["5 km"]
    assert around("It has 5 km^ of road.") == ["5 km"]
    assert around("It^ has 5 km of road.") == []
    assert around("It has 12,4^00 12,400 people.") == ["12,400"]  # the other one is beside it


def test_words_of_a_bound_touch_its_figure():
    assert around("It has ^more^ than 300 men.") == ["300"]
    assert around("It has ^at^ least 300 men.") == ["300"]
    assert around("It ^has^ more than 300 men.") == []


def test_inside_a_template_only_the_one_value_is_read():
    text = "{{b|area=5 km|people=^300^|height=7 m}}"
    assert around(text, within=True) == ["300"]
    assert around("{{b|3 km|^5^|7 m}}", within=True) == ["5"]


@given(TEXT, st.integers(0, 60), st.integers(0, 10))
@example("12,400 12,400", 5, 0)  # two letters away from the second
def test_quantities_are_where_they_say(text, start, length):
    start = min(start, len(text))
    end = min(len(text), start + length)
    for quantity in touched(text, start, end, "en"):
        assert len(quantity.text) == len(quantity.span)
        assert quantity.span.start < end + 2 or ((quantity.bound or quantity.approximate) and start < end)
        assert start <= quantity.span.end


def quantities(old: str, new: str, language: str = "en", site: str = "enwiki") -> tuple[list[str], list[str]]:
    (edit,) = edits_of(old, new, language, site)
    return [q.text for q in edit.old_quantities], [q.text for q in edit.new_quantities]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It has 5 km of road.", "It has 6 km of road.", (["5 km"], ["6 km"])),
        ("It has 5 km of road.", "It has 5 mi of road.", (["5 km"], ["5 mi"])),
        ("It has 5 km of road.", "It had 5 km of road.", ([], [])),
        ("The old town.", "The new town.", ([], [])),
        ("{{convert|5|km}} of road", "{{convert|6|km}} of road", (["5 km"], ["6 km"])),
        ("{{val|5|0.2|u=kg}} of", "{{val|5|0.3|u=kg}} of", (["5 ± 0.2 kg"], ["5 ± 0.3 kg"])),
        ("{{convert|5|km|mi}} of road", "{{convert|5|km|nmi}} of road", (["5 km"], ["5 km"])),
        ("{{film date|2001|3|4|Rome}} was", "{{film date|2001|3|4|Oslo}} was", ([], [])),
        ("{{Infobox a|area_km2=5}}", "{{Infobox a|area_km2=6}}", (["5"], ["6"])),
        ("{{convert|a lot|km}} of", "{{convert|a few|km}} of", ([], [])),
        ("won in 2008 at home", "won in 2008 and 2009 at home", ([], ["2009"])),
        ("is 5 km long", "is 5 km (3.1 mi) long", (["5 km"], ["3.1 mi"])),
        ("about {{convert|5|km}} of road", "about 6 km of road", (["5 km"], ["6 km"])),
        ("a <!-- 5 km --> b", "a <!-- 6 km --> b", ([], [])),
        ("a <math>5</math> b", "a <math>6</math> b", ([], [])),
    ],
)
def test_the_quantities_of_an_edit(old, new, expected):
    assert quantities(old, new) == expected


def test_quantities_of_another_language():
    old, new = quantities("Die Stadt hat 3,5 km Wege.", "Die Stadt hat 4,5 km Wege.", "de", "dewiki")
    assert (old, new) == (["3,5 km"], ["4,5 km"])


def test_coordinates_are_quantities_of_their_own_kind():
    (edit,) = edits_of("{{coord|51|30|N|0|7|W}} x", "{{coord|51|31|N|0|7|W}} x")
    assert [q.kind for q in (*edit.old_quantities, *edit.new_quantities)] == [QuantityKind.COORDINATES] * 2
    (edit,) = edits_of("{{coord|51|30|N|0|7|W}} x", "{{coord|51|30|S|0|7|W}} x")
    assert [q.parts[0] for q in (*edit.old_quantities, *edit.new_quantities)] == ["51.5", "-51.5"]
    (edit,) = edits_of("{{coord|51|30|N|0|7|W|display=title}} x", "{{coord|51|30|N|0|7|W|display=inline}} x")
    assert edit.old_quantities == ()


def test_the_parameters_of_one_value_are_one_edit():
    (edit,) = edits_of("born {{birth date|1950|3|7}} in", "born {{birth date|1950|7|3}} in")
    assert [(old.text, new.text) for old, new in edit.places] == [("3", "7"), ("7", "3")]
    assert [q.parts for q in (*edit.old_quantities, *edit.new_quantities)] == [("1950-03-07",), ("1950-07-03",)]


def test_a_bare_number_has_the_unit_of_its_parameter():
    (edit,) = edits_of("{{Infobox a|elevation_m=1850}}", "{{Infobox a|elevation_m=1950}}")
    assert [(q.value, q.unit) for q in (*edit.old_quantities, *edit.new_quantities)] == [(1850, "m"), (1950, "m")]
    (edit,) = edits_of("{{Infobox a|population_total=1850}}", "{{Infobox a|population_total=1950}}")
    assert [q.kind for q in (*edit.old_quantities, *edit.new_quantities)] == [QuantityKind.COUNT] * 2


def test_an_expression_is_left_as_text():
    (edit,) = edits_of("it is {{#expr:3*4}} now", "it is {{#expr:3*5}} now")
    assert edit.old_quantities == edit.new_quantities == ()


def test_a_measure_and_its_conversion_that_change_places_are_one_edit():
    (edit,) = edits_of("is 5 km (3.1 mi) long", "is 3.1 mi (5 km) long")
    assert edit.hints["turned"]
    assert len(edit.places) == 2


def test_a_date_template_is_read_as_a_date():
    (edit,) = edits_of("born {{birth date|1950|3|7}} in", "born 8 March 1950 in")
    assert [q.kind for q in edit.old_quantities] == [QuantityKind.DATE]


def test_a_long_rewrite_is_not_searched_for_figures():
    (edit,) = edits_of("1 " + "old " * 200, "2 " + "new " * 200)
    assert edit.old_quantities == edit.new_quantities == ()


def test_a_bound_that_changed_keeps_the_figure_on_both_sides():
    (edit,) = edits_of("It is over 5 km long.", "It is 5 km long.")
    assert [(q.text, q.bound) for q in edit.old_quantities] == [("5 km", "over")]
    assert [(q.text, q.bound) for q in edit.new_quantities] == [("5 km", None)]
