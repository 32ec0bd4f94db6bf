"""Put first what a person should look at first."""

from __future__ import annotations

from typing import Final

from wikidiff.model import Analysis, Category, Finding

_TIER: Final = {
    Category.VANDALISM: 0,
    Category.REVERT: 0,
    Category.TERMINOLOGY: 1,
    Category.TONE: 1,
    Category.NUMERIC: 1,
    Category.CONTENT: 2,
    Category.CITATION: 2,
    Category.STRUCTURE: 3,
    Category.MEDIA: 3,
    Category.TEMPLATE: 4,
    Category.LINK: 4,
    Category.CATEGORY: 4,
    Category.COPYEDIT: 5,
    Category.FORMATTING: 5,
}


def quoted(finding: Finding) -> int:
    """Return in how many places a direct quotation was altered."""
    return sum(place.quotation_altered for place in finding.occurrences)


def weight(finding: Finding) -> tuple[bool, bool, int, float, int]:
    """Return a key that sorts by weight.

    What changes the meaning comes first, and of that an altered quotation, because the source never said the new
    words; then damage, then names, stance and figures, then statements and sources, then the page around them; then
    what is surer; then what stands earlier.
    """
    first = finding.occurrences[0].new.start if finding.occurrences else 0
    return not finding.meaning, not quoted(finding), _TIER[finding.category], -finding.confidence, first


def by_weight(analysis: Analysis) -> tuple[Finding, ...]:
    """Return the findings, heaviest first."""
    return tuple(sorted(analysis.findings, key=weight))
