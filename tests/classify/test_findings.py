"""What holds for every finding of the labelled edits, and what is turned around when a pair is read backwards."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import pytest

import wikidiff
from benchmarks import material
from benchmarks.material import Pair
from tests.classify import findings
from wikidiff.model import Action, Analysis, Category

PAIRS = tuple(
    Pair(row["id"], row["lang"], row["before"], row["after"])
    for name in material.gold_names()
    for row in material.gold(name)
)
ONE_SIDED = {Category.VANDALISM, Category.REVERT}
TURNED = {
    "add": "remove",
    "remove": "add",
    "toward_loaded": "toward_neutral",
    "toward_neutral": "toward_loaded",
}
# Pairs that do not read backwards as they read forwards. A list that shrinks: a pair that holds must be taken out.
BROKEN: set[str] = set()


@dataclass(frozen=True)
class Both:
    """An edit read forwards and backwards."""

    pair: Pair
    there: Analysis
    back: Analysis


@lru_cache(maxsize=1)
def both() -> tuple[Both, ...]:
    """Return all labelled edits, read both ways once."""
    return tuple(
        Both(
            pair,
            wikidiff.compare(pair.old, pair.new, language=pair.language),
            wikidiff.compare(pair.new, pair.old, language=pair.language),
        )
        for pair in PAIRS
    )


def test_every_finding_is_well_formed():
    wrong = [
        f"{one.pair.name}: {what}"
        for one in both()
        for what in itertools.chain(
            findings.wrong(one.pair.old, one.pair.new, one.there), findings.wrong(one.pair.new, one.pair.old, one.back)
        )
    ]
    assert wrong == []


def test_every_category_is_met_but_the_one_that_needs_a_history():
    met = {finding.category for one in both() for finding in one.there.findings}
    assert met == set(Category) - {Category.REVERT}


def test_a_place_that_moved_whole_is_not_reported_as_words():
    for one in both():
        for finding in one.there.findings:
            if finding.action is not Action.MOVE:
                assert any(place.old.text != place.new.text for place in finding.occurrences), one.pair.name


def test_quotations_are_only_where_words_changed():
    altered = [
        (one.pair.name, finding.code)
        for one in both()
        for finding in one.there.findings
        if any(place.quotation_altered for place in finding.occurrences)
    ]
    assert altered, "the labelled edits hold altered quotations"
    for one in both():
        for finding in one.there.findings:
            if finding.category in {Category.FORMATTING, Category.LINK}:
                assert not any(place.quotation_altered for place in finding.occurrences), one.pair.name


def test_the_summary_counts_findings():
    for one in both():
        assert sum(one.there.summary.values()) == len(one.there.findings)
        assert set(one.there.summary) == {finding.category for finding in one.there.findings}


def read(analysis: Analysis, *, turned: bool) -> Counter[tuple[object, ...]]:
    """Return what must be the same when a pair is read backwards; turned, as it must be from the other side."""
    sign = -1 if turned else 1
    seen: Counter[tuple[object, ...]] = Counter()
    for finding in analysis.findings:
        delta, score = finding.detail.get("delta"), finding.detail.get("score")
        said = (str(finding.action), str(finding.detail.get("direction")))
        seen[
            finding.category,
            len(finding.occurrences),
            *(TURNED.get(word, word) if turned else word for word in said),
            round(sign * delta, 6) + 0.0 if isinstance(delta, int | float) else None,
            round(sign * score, 3) + 0.0 if isinstance(score, int | float) else None,
        ] += 1
    return seen


def mirrors(one: Both) -> bool:
    """Tell whether an edit read backwards is the edit read forwards, turned around."""
    if any(finding.category in ONE_SIDED for way in (one.there, one.back) for finding in way.findings):
        return True
    return read(one.there, turned=True) == read(one.back, turned=False)


@lru_cache(maxsize=1)
def broken() -> frozenset[str]:
    """Return the pairs that break the law."""
    return frozenset(one.pair.name for one in both() if not mirrors(one))


def test_backwards_is_forwards_turned_around():
    assert sorted(broken() - BROKEN) == []


def test_no_pair_is_excused_that_holds():
    assert sorted(BROKEN - broken()) == []


def test_nearly_all_pairs_are_mirrored():
    assert len(BROKEN) <= 0.02 * len(PAIRS)
    assert sorted(BROKEN - {pair.name for pair in PAIRS}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The town has 12,400 inhabitants.", "The town has 14,200 inhabitants."),
        ("The museum houses a collection of maps.", "The museum houses a stunning collection of maps."),
        ("In March the regime closed two papers.", "In March the government closed two papers."),
        ("The chairman spoke, and the chairman left.", "The chair spoke, and the chair left."),
        ("The mill stands by the Torne.", "The mill stands by the [[Torne River|Torne]]."),
        ("More than 300 people came to see it.", "300 people came to see it."),
    ],
)
def test_the_simple_edits_are_mirrored(old, new):
    pair = Pair("", "en", old, new)
    one = Both(pair, wikidiff.compare(old, new), wikidiff.compare(new, old))
    assert one.there.findings
    assert mirrors(one)
