"""The seed edit: exactly what a careful editor lists, and the same when its words give way to words nobody knows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping

import pytest

import wikidiff
from benchmarks import material
from benchmarks.material import FIXTURES, Pair
from tests.classify import findings
from wikidiff.model import Analysis, Category, Finding

SEED = material.seed()
INVENTED = {
    "latin": ("grobal", "tindle", "mervish", "plonter", "quandal"),
    "short": ("xo", "yu", "ze", "wa", "vi"),
    "vowels": ("oblick", "ebbu", "overtan", "ulk", "isp"),
    "accents": ("gróbal", "tîndle", "mérvish", "plönter", "quändal"),
    "cyrillic": ("громбал", "тиндель", "мервиш", "плонтер", "квандаль"),
    "greek": ("γρομπάλ", "τίντλε", "μέρβις", "πλόντερ", "κβανδάλ"),
}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return wikidiff.compare(SEED.old, SEED.new)


def the(analysis: Analysis, code: str, old: str = "") -> Finding:
    found = [f for f in analysis.findings if f.code == code and f.old.startswith(old)]
    assert len(found) == 1, (code, [(f.code, f.old[:60]) for f in analysis.findings])
    return found[0]


def test_seven_findings_and_nothing_else(analysis):
    said = [(str(f.category), len(f.occurrences)) for f in analysis.findings]
    assert sorted(said) == [
        ("citation", 1),
        ("content", 1),
        ("copyedit", 1),
        ("copyedit", 1),
        ("numeric", 1),
        ("terminology", 1),
        ("terminology", 8),
    ]
    assert analysis.notes == ()
    assert list(findings.wrong(SEED.old, SEED.new, analysis)) == []


def test_every_place_is_where_the_labels_have_it(analysis):
    labelled = json.loads((FIXTURES / "seed" / "changes.json").read_text(encoding="utf-8"))
    places = {
        (place.old.start, place.old.end, place.new.start, place.new.end): str(finding.category)
        for finding in analysis.findings
        for place in finding.occurrences
    }
    for change in labelled:
        old, new = change["old"], change["new"]
        # A reference may be reported whole or by the part that changed.
        touching = {
            category
            for (o1, o2, n1, n2), category in places.items()
            if o1 <= old["start"] and old["end"] <= o2 and n1 <= new["start"] and new["end"] <= n2
        }
        assert touching == {change["category"]}, change
    assert len(places) == len(labelled)


def test_the_swap_of_the_term_is_one_finding_in_eight_places(analysis):
    (swap,) = [f for f in analysis.findings if f.category is Category.TERMINOLOGY and len(f.occurrences) == 8]
    assert swap.labels == (Category.TERMINOLOGY, Category.TONE)
    assert [place.quotation_altered for place in swap.occurrences] == [False] * 4 + [True] * 4
    assert [str(place.context) for place in swap.occurrences] == ["prose"] * 4 + ["quotation"] * 4
    assert findings.detail(swap)["remaining"] == 0
    assert swap.meaning
    capital = [place for place in swap.occurrences if place.old.text[0].isupper()]
    assert len(capital) == 1
    assert capital[0].new.text[0].isupper()


def test_the_other_swap_is_a_finding_of_its_own(analysis):
    (swap,) = [f for f in analysis.findings if f.category is Category.TERMINOLOGY and len(f.occurrences) == 1]
    (place,) = swap.occurrences
    assert (place.old.start, place.old.end) == (344, 363)
    assert not place.quotation_altered
    assert place.old.text.split()[1] == place.new.text.split()[1]


def test_the_scheme_of_an_address_is_no_other_source(analysis):
    source = the(analysis, "CIT005")
    assert findings.detail(source)["kind"] == "reformatted"
    assert not source.meaning
    (field,) = findings.detail(source)["fields"]
    assert (field["name"], field["part"]) == ("url", "scheme")
    assert (field["old"].partition(":")[0], field["new"].partition(":")[0]) == ("http", "https")
    assert findings.detail(source)["claim_changed"] is False


def test_the_figure_lost_its_plus_and_a_hundred(analysis):
    figure = the(analysis, "NUM001")
    assert (figure.old, figure.new) == ("7,100+", "7,000")
    old, new = findings.detail(figure)["old"], findings.detail(figure)["new"]
    assert (old["value"], new["value"], findings.detail(figure)["delta"]) == (7100, 7000, -100)
    assert findings.detail(figure)["relative_delta"] == pytest.approx(-0.0141, abs=0.0001)
    assert old["bound"] is not None
    assert new["bound"] is None
    assert findings.detail(figure)["source_changed"] is False


def test_a_claim_of_rank_was_dropped(analysis):
    rank = the(analysis, "CNT006")
    assert (rank.old, rank.new) == ("the second largest", "a")
    assert Category.TONE in rank.labels


def test_two_slips_of_the_pen(analysis):
    slips = [f for f in analysis.findings if f.category is Category.COPYEDIT]
    assert [(f.old, f.new, f.meaning) for f in slips] == [(";", ",", False), ("this", "and it", False)]


def renamed(pair: Pair, words: Mapping[str, str]) -> Pair:
    """Put other words in place of some, on both sides alike, in the same case."""
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)

    def swap(match: re.Match[str]) -> str:
        word = words[match.group().lower()]
        return word.capitalize() if match.group()[0].isupper() else word

    return Pair(pair.name, pair.language, pattern.sub(swap, pair.old), pattern.sub(swap, pair.new))


def of_words(quality: str, thing: str, other_quality: str, other_thing: str, matter: str) -> dict[str, str]:
    return {
        "illegal": quality,
        "alien": thing,
        "aliens": thing + "s",
        "undocumented": other_quality,
        "immigrant": other_thing,
        "immigrants": other_thing + "s",
        "immigration": matter,
    }


@pytest.mark.parametrize("name", INVENTED)
def test_no_rule_knows_the_words(analysis, name):
    pair = renamed(SEED, of_words(*INVENTED[name]))
    without = wikidiff.compare(pair.old, pair.new)
    said = " ".join(f"{f.old} {f.new}" for f in without.findings if f.category is Category.TERMINOLOGY)
    assert not re.search("illegal|alien|undocumented|immigra", said, re.IGNORECASE)
    swaps = sorted(len(f.occurrences) for f in without.findings if f.category is Category.TERMINOLOGY)
    assert swaps == [1, 8]
    assert shape(without) == shape(analysis)
    assert list(findings.wrong(pair.old, pair.new, without)) == []


def shape(analysis: Analysis) -> Counter[tuple[str, str, int, int, bool]]:
    """Return what an analysis says without its words; invented words carry no tone."""
    return Counter(
        (f.code, f.action, len(f.occurrences), sum(p.quotation_altered for p in f.occurrences), f.meaning)
        for f in analysis.findings
    )


@pytest.mark.parametrize("name", INVENTED)
def test_the_terms_are_the_invented_words(name):
    words = INVENTED[name]
    pair = renamed(SEED, of_words(*words))
    swap = next(f for f in wikidiff.compare(pair.old, pair.new).findings if len(f.occurrences) == 8)
    assert swap.old.casefold() == f"{words[0]} {words[1]}s".casefold()
    assert swap.new.casefold() == f"{words[2]} {words[3]}s".casefold()
    assert findings.detail(swap)["remaining"] == 0
