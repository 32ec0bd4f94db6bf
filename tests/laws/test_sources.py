"""Sources on real pages: nothing that stayed is taken away and put back, and no word of a source is prose."""

from __future__ import annotations

from collections import Counter

import pytest

import wikidiff
from benchmarks import material
from benchmarks.material import Pair
from tests.campaign import tenth
from tests.laws import laws, sources
from tests.laws.test_comparing import REAL
from wikidiff.model import Action, Analysis, Category

PROSE = (Category.NUMERIC, Category.TERMINOLOGY, Category.TONE)
SOURCED = tuple(pair for pair in REAL if "<ref" in pair.old or "<ref" in pair.new)
PAGES = tuple(
    pair for pair in material.recent_pairs() if len(sources.REF.findall(pair.new)) > 4 and len(pair.new) < 60_000
)
CAMPAIGN = tuple(
    Pair(f"{number}-{page.name}", page.language, page.new, sources.edited(page.new, number))
    for number, page in enumerate(PAGES[n % len(PAGES)] for n in range(500))
)


def changed(analysis: Analysis, kind: str, *, new: bool) -> Counter[str]:
    """Count the sources that are said to have come or gone."""
    found: Counter[str] = Counter()
    for finding in analysis.findings:
        one_sided = finding.action is (Action.ADD if new else Action.REMOVE)
        if finding.category is Category.CITATION and finding.detail["kind"] in kind.split() and one_sided:
            for place in finding.occurrences:
                found += sources.places((place.new if new else place.old).text)
    return found


def wrong(pair: Pair, analysis: Analysis) -> list[str]:
    """Say which sources are said to have come or gone that, counted independently, did not."""
    came, went = changed(analysis, "added reused", new=True), changed(analysis, "removed", new=False)
    if not came and not went:
        return []
    before, after = sources.places(pair.old), sources.places(pair.new)
    both = [f"{key} came and went" for key in came.keys() & went.keys()]
    return [
        *both,
        *(f"{key} came" for key in came if not key.startswith(sources.NAMELESS) and after[key] <= before[key]),
        *(f"{key} went" for key in went if not key.startswith(sources.NAMELESS) and after[key] >= before[key]),
    ]


@pytest.mark.parametrize("pair", [pytest.param(p, id=f"{i}-{p.name}") for i, p in enumerate(SOURCED)])
def test_nothing_that_stayed_is_taken_away_and_put_back(pair):
    assert wrong(pair, wikidiff.compare(pair.old, pair.new, language=pair.language)) == []


@pytest.mark.parametrize("pair", [pytest.param(p, id=f"{i}-{p.name}") for i, p in enumerate(SOURCED)])
def test_no_word_of_a_source_is_prose(pair):
    analysis = wikidiff.compare(pair.old, pair.new, language=pair.language)
    places = [(f.code, place) for f in analysis.findings if f.category in PROSE for place in f.occurrences]
    for code, place in places:
        for side, text in ((place.old, pair.old), (place.new, pair.new)):
            assert not sources.cited(text, side.start, side.end), (code, side)


@pytest.mark.parametrize("pair", [pytest.param(p, id=p.name) for p in tenth(CAMPAIGN)])
def test_what_editors_do_to_sources(pair):
    there = wikidiff.compare(pair.old, pair.new, language=pair.language)
    assert list(laws.comparison(pair.old, pair.new, there)) == []
    back = wikidiff.compare(pair.new, pair.old, language=pair.language)
    assert list(laws.comparison(pair.new, pair.old, back)) == []
    assert [one for one in wrong(pair, there) if one.endswith("came and went")] == []
