"""Both directions of a swap of terms are treated alike: shown on every labelled pair."""

from __future__ import annotations

from collections import Counter

import pytest

import wikidiff
from benchmarks import material
from wikidiff.model import Category


def terms(old: str, new: str, language: str) -> Counter[tuple[str, str, str, int, float]]:
    found = wikidiff.compare(old, new, language=language).findings
    return Counter(
        (f.code, str(f.detail["old_term"]), str(f.detail["new_term"]), len(f.occurrences), f.confidence)
        for f in found
        if f.category is Category.TERMINOLOGY
    )


@pytest.mark.parametrize("name", material.gold_names())
def test_swapping_old_and_new_swaps_the_terms_and_nothing_else(name):
    seen = 0
    for row in material.gold(name):
        there = terms(row["before"], row["after"], row["lang"])
        back = terms(row["after"], row["before"], row["lang"])
        turned = Counter({(code, new, old, *rest): n for (code, old, new, *rest), n in back.items()})
        assert turned == there, row["id"]
        seen += sum(there.values())
    assert seen or name == "moves"


def test_a_charged_pair_says_the_same_of_both_directions():
    there = wikidiff.compare("Illegal aliens came.", "Undocumented immigrants came.").findings[0]
    back = wikidiff.compare("Undocumented immigrants came.", "Illegal aliens came.").findings[0]
    assert (there.detail["neutral"], back.detail["neutral"]) == ("new", "old")
    assert there.detail["reason"] == back.detail["reason"]
    assert "prefers the new term" in there.message
    assert "prefers the old term" in back.message
