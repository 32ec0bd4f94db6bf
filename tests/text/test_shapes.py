"""The shapes of quantities, language by language: spans, kinds, values, and what must stay without a value."""

from __future__ import annotations

import pytest

from benchmarks.quantities import LANGUAGES, number_words, right, sentences
from wikidiff.model import Quantity
from wikidiff.text.quantities import quantities


def only(text: str, language: str = "en") -> Quantity:
    found = quantities(text, language)
    assert len(found) == 1, [q.text for q in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("40°42′46″N 74°0′22″W", ("40.7128N", "74.0061W")),
        ("40° 42' 46\" N, 74° 00' 21\" W", ("40.7128N", "74.0058W")),
        ("51°30'N 0°7'W", ("51.5N", "0.116667W")),
        ("52.5200° N, 13.4050° E", ("52.52N", "13.405E")),
        ("40.7128 N, 74.0060 W", ("40.7128N", "74.006W")),
    ],
)
def test_coordinates(text: str, parts: tuple[str, ...]) -> None:
    found = only(text)
    assert (found.kind, found.text, found.parts, found.value) == ("coordinates", text, parts, None)


def test_degrees_and_minutes_are_no_feet_and_inches() -> None:
    assert [(q.kind.value, q.unit) for q in quantities("a tilt of 7°12′ and 5′ 3″ of height")] == [
        ("measurement", "°"),
        ("measurement", "in"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.48×10−5", 2.48e-5),
        ("5.5x10-3 kg", 5.5e-3),
        ("4e14 Hz", 4e14),
        ("-1e-3 W/min", -1e-3),
        ("8x2^10 bits", 8192),
        ("10^6", 10**6),
        ("10⁶", 10**6),
        ("10⁻⁹", 1e-9),
        ("$2.174T", 2.174e12),
        ("(3 1/2, wide)", 3.5),
        ("It is ($99.99).", -99.99),
    ],
)
def test_powers_and_signs(text: str, value: float) -> None:
    assert only(text).value == pytest.approx(value, rel=1e-12)


def test_brackets_around_an_amount_are_no_sign_behind_a_noun() -> None:
    assert only("the fee ($99.99) was paid").value == 99.99


def test_an_uncertainty_may_have_its_own_power() -> None:
    found = only("9.83e-3 +/- 1e-5 m/s2")
    assert (found.value, found.uncertainty, found.unit) == (0.00983, 0.00001, "m/s²")


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("300–200 BC", 200, 300, "BCE"),
        ("from 27 to 14 BC", 14, 27, "BCE"),
        ("aged 12–15", 12, 15, "year"),
        ("aged 12 to 15", 12, 15, "year"),
        ("in her 40s", 40, 49, "year"),
        ("−18 °C to −34 °C", -34, -18, "°C"),
    ],
)
def test_ranges(text: str, low: float | None, high: float | None, unit: str | None) -> None:
    found = quantities(text)[0]
    assert (found.low, found.high) == (low, high)
    assert (found.value, found.unit) == (None, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2h 30m", 150, "min"),
        ("1h 5m 20s", 3920, "s"),
        ("$5 a gallon", 5, "USD/gal"),
        ("60 miles an hour", 60, "mph"),
        ("a pint of beer", 1, "pt"),
        ("500 kr", 500, "kr"),
    ],
)
def test_measures(text: str, value: float, unit: str) -> None:
    found = only(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["a dollar store", "a mile marker", "the foot of a hill", "a second of all"])
def test_an_article_counts_no_noun_that_a_unit_describes(text: str) -> None:
    assert quantities(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "phone 555-1234",
        "(212) 555-0199",
        "2001:db8::1",
        "1/0",
        "00:1A:2B:3C:4D:5E",
        "doi:10.1000/182",
        "1.2.3.4",
        "1,23,4",
        "12-34-56",
        "0123456789",
    ],
)
def test_what_only_looks_like_a_quantity_has_no_value(text: str) -> None:
    assert [q.value for q in quantities(text)] == [None]


def test_the_stop_behind_an_identifier_is_none_of_it() -> None:
    assert only("see 10.1000/182, there").text == "10.1000/182"


def test_a_size_in_dots_is_no_pair_of_years() -> None:
    assert [q.kind.value for q in quantities("1920×1080")] == ["count", "count"]


def test_a_population_of_a_year_in_brackets_is_no_telephone_number() -> None:
    assert [q.value for q in quantities("(2010) 300 000")] == [2010, 300000]


@pytest.mark.parametrize(
    ("text", "language", "kind", "value", "unit"),
    [
        ("the XIX century", "en", "century", 19, None),
        ("made in MCMXCIV", "en", "year", 1994, None),
        ("XVe arrondissement", "fr", "ordinal", 15, None),
        ("3 millions d'euros", "fr", "currency", 3000000, "EUR"),
        ("44 год до н. э.", "ru", "year", 44, "BCE"),
        ("двумястами пятьюдесятью шестью", "ru", "number_word", 256, None),
        ("siete mil ochocientos millones", "es", "number_word", 7800000000, None),
        ("साढ़े तीन लाख", "hi", "number_word", 350000, None),
        ("पौने तीन", "hi", "number_word", 2.75, None),
        ("三分之二", "zh", "fraction", 2 / 3, None),
        ("3分の2", "ja", "fraction", 2 / 3, None),
        ("百分之三十", "zh", "percentage", 30, "%"),
        ("三割", "ja", "percentage", 3, "割"),
        ("第二名", "zh", "ordinal", 2, None),
        ("一九九〇年", "zh", "year", 1990, None),
        ("令和5年", "ja", "year", 5, "令和"),
        ("民国36年", "zh", "year", 36, "民国"),
        ("ยี่สิบเอ็ด", "th", "number_word", 21, None),
        ("สองร้อยห้าสิบ", "th", "number_word", 250, None),
        ("44 ปีก่อนคริสต์ศักราช", "th", "year", 44, "BCE"),
        ("three million, two hundred & forty", "en", "number_word", 3000240, None),
        ("hundred", "en", "number_word", 100, None),
    ],
)
def test_kinds_of_each_language(text: str, language: str, kind: str, value: float, unit: str | None) -> None:
    found = only(text, language)
    assert (found.kind, found.value, found.unit) == (kind, value, unit)


@pytest.mark.parametrize(
    ("text", "language", "kind", "parts"),
    [
        ("14 VII 1789", "pl", "date", ("1789-07-14",)),
        ("昭和20年8月15日", "ja", "date", ("1945-08-15",)),
        ("20世纪90年代", "zh", "decade", ("1990s",)),
        ("下午3时30分", "zh", "time", ("15:30",)),
        ("午後3時30分", "ja", "time", ("15:30",)),
        ("estate 1994", "it", "date", ("1994", "summer")),
        ("zomer 1994", "nl", "date", ("1994", "summer")),
        ("5 o'clock", "en", "time", ("05:00",)),
    ],
)
def test_dates_and_times_of_each_language(text: str, language: str, kind: str, parts: tuple[str, ...]) -> None:
    found = only(text, language)
    assert (found.kind, found.parts, found.text) == (kind, parts, text)


def test_ends_joined_by_a_letter_that_is_glued() -> None:
    found = only("بين 40 و50 كم", "ar")
    assert (found.kind, found.low, found.high, found.unit) == ("range", 40, 50, "km")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one thousand, two thousand, and three", [1000, 2000, 3]),
        ("a thousand first prizes", [1000, 1]),
    ],
)
def test_numbers_that_do_not_belong_together(text: str, values: list[float]) -> None:
    assert [q.value for q in quantities(text) if q.value is not None] == values


def test_a_name_holds_no_roman_number() -> None:
    assert quantities("World War II, Louis XIV, DM, CD, MIX and I") == ()


@pytest.mark.parametrize(
    "text",
    ["9" * 10_000, "1," * 5000, "1/0" * 3000, "1:" * 5000, "x2^" * 3000, "one " * 3000, "million " * 3000, "1e" * 4000],
)
def test_hostile_text_is_read_without_a_wrong_value(text: str) -> None:
    found = quantities(text)
    assert all(text[q.span.start : q.span.end] == q.text for q in found)
    assert all(q.value is None or len(q.text) <= 200 for q in found)


def test_sentences_of_a_peer() -> None:
    assert sum(right(row, quantities(row["text"])) for row in sentences()) >= 97


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_words_of_a_peer(language: str) -> None:
    table = [(value, words) for tag, value, words in number_words() if tag == language]
    read = [[q.value for q in quantities(words, language)] == [value] for value, words in table]
    assert sum(read) / len(read) >= 0.99
