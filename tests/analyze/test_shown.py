"""What templates that show a value say, and what they are given that nobody can read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.analyze.shown import read
from wikidiff.model import Quantity, QuantityKind


def shown(text: str, parameter: str = "", language: str = "en", site: str = "enwiki") -> Quantity | None:
    """Return the quantity of the first template of a text."""
    start = text.index("{{")
    return read(text, start, text.rindex("}}") + 2, parameter, language, site)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("{{convert|12|km|mi}}", 12, "km"),
        ("{{cvt|1,234.5|sqmi}}", 1234.5, "sq mi"),
        ("{{convert|-5|C}}", -5, "°C"),
        ("{{convert|12½|mi}}", 12.5, "mi"),
        ("{{convert|6|ft|2|in}}", 74, "in"),
        ("{{convert|12|km|0}}", 12, "km"),
        ("{{convert|twelve|km}}", 12, "km"),
        ("{{height|ft=6|in=2}}", 74, "in"),
        ("{{height|m=1.80}}", 1.8, "m"),
        ("{{val|12.5|u=kg}}", 12.5, "kg"),
        ("{{val|6.241|e=18}}", 6241 * 10**15, None),
        ("{{formatnum:12345}}", 12345, None),
        ("{{nts|1850}}", 1850, None),
        ("{{frac|1|2}}", 0.5, None),
        ("{{frac|3|1|2}}", 3.5, None),
        ("{{frac|2}}", 0.5, None),
        ("{{US$|12 million}}", 12_000_000, "USD"),
        ("{{INRConvert|12|c}}", 120_000_000, "INR"),
        ("{{percentage|3|4}}", 75, "%"),
        ("{{duration|m=3|s=20}}", 200, "s"),
        ("{{circa|1850}}", 1850, None),
        ("{{inflation|US|100|1950}}", 100, None),
        ("{{ordinal|5}}", 5, None),
        ("{{increase|12,000}}", 12000, None),
    ],
)
def test_a_value_and_its_unit(text, value, unit):
    found = shown(text)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)
    assert (found.span.start, found.span.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "parameter", "parts"),
    [
        ("{{birth date|1950|3|7|df=y}}", "", ("1950-03-07",)),
        ("{{start date|2001|March|4}}", "", ("2001-03-04",)),
        ("{{start date|2001|3}}", "", ("2001-03",)),
        ("{{death date and age|2001|2|3|1950|4|5}}", "1", ("2001-02-03",)),
        ("{{death date and age|2001|2|3|1950|4|5}}", "5", ("1950-04-05",)),
        ("{{age|1950|1|2|2000|3|4}}", "6", ("2000-03-04",)),
        ("{{coord|59|20|N|18|4|E}}", "", ("59.3333", "18.0667")),
        ("{{coord|-59.5|18.25|region:SE}}", "", ("-59.5", "18.25")),
    ],
)
def test_parts_of_dates_and_coordinates(text, parameter, parts):
    found = shown(text, parameter)
    assert found is not None
    assert found.parts == parts


def test_ranges_dimensions_and_uncertainty():
    span = shown("{{convert|12|to|15|km}}")
    assert span is not None
    assert (span.kind, span.low, span.high, span.unit) == (QuantityKind.RANGE, 12, 15, "km")
    size = shown("{{convert|3|x|4|m}}")
    assert size is not None
    assert size.parts == ("3", "4")
    measured = shown("{{val|12.5|0.3|u=kg}}")
    assert measured is not None
    assert (measured.value, measured.uncertainty) == (12.5, 0.3)
    about = shown("{{circa|1850}}")
    assert about is not None
    assert about.approximate


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("over {{convert|5|km}} long", 5, "km", "over"),
        ("{{GBP|5}} million more", 5_000_000, "GBP", None),
        ("{{INR|12}} crore in", 120_000_000, "INR", None),
        ("{{formatnum:12345}} people live", 12345, "people", None),
        ("[[5]] {{formatnum:12345}}|7 people", 12345, None, None),
    ],
)
def test_what_stands_beside_a_template_belongs_to_its_value(text, value, unit, bound):
    start, end = text.index("{{"), text.index("}}") + 2
    found = read(text, start, end, "", "en", "enwiki")
    assert found is not None
    assert (found.value, found.unit, found.bound) == (value, unit, bound)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("{{unité|12,5|km}}", "fr", 12.5),
        ("{{siècle|XIX}}", "fr", 19),
        ("{{nombre|12000|habitants}}", "fr", 12000),
        ("{{число|12000}}", "ru", 12000),
    ],
)
def test_other_wikis_have_tables_of_their_own(text, language, value):
    found = shown(text, "", language, f"{language}wiki")
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "{{convert}}",
        "{{convert||km}}",
        "{{convert|a lot|km}}",
        "{{convert|5|to|km}}",
        "{{convert|{{#expr:3}}|km}}",
        "{{convert|9e999|km}}",
        "{{convert|" + "9" * 900 + "|km}}",
        "{{convert|" + "9" * 10_000 + "|km}}",
        "{{val}}",
        "{{val|x}}",
        "{{frac|1|0}}",
        "{{frac}}",
        "{{percentage|3|0}}",
        "{{height}}",
        "{{birth date|the year|of|the ox}}",
        "{{birth date|1950|13|7}}",
        "{{coord}}",
        "{{coord|north}}",
        "{{coord|999|E|5|N}}",
        "{{nothing known|5}}",
        "{{siècle|Q}}",
    ],
)
def test_what_cannot_be_read_is_text(text):
    assert shown(text) is None


def test_a_day_that_does_not_exist_has_no_parts():
    found = shown("{{birth date|1950|2|31}}")
    assert found is not None
    assert (found.value, found.parts) == (None, ())


@given(
    st.lists(
        st.sampled_from(["5", "-3", "km", "to", "x", "±", "", "a=b", "{{x}}", "1e9", "ft", "½", "|", "="]), max_size=8
    )
)
def test_whatever_a_template_is_given_it_is_read_or_left(arguments):
    for name in ("convert", "val", "frac", "birth date", "coord", "height", "inflation", "duration"):
        text = "{{" + "|".join([name, *arguments]) + "}}"
        found = read(text, 0, len(text), "", "en", "enwiki")
        assert found is None or found.span.end == len(text)
