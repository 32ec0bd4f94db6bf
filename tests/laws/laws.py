"""The laws that hold for any text and any pair. Each returns what breaks it, so that a failure says more than no."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import wikidiff
from wikidiff.model import Action, Analysis, Category, Finding, Span
from wikidiff.wikitext.segment import blocks

ENCLOSING = {Category.STRUCTURE, Category.FORMATTING, Category.VANDALISM, Category.REVERT}
NOT_MIRRORED = {Category.VANDALISM, Category.REVERT}
TURNED = {
    Action.ADD: Action.REMOVE,
    Action.REMOVE: Action.ADD,
}
DIRECTIONS = {"toward_loaded": "toward_neutral", "toward_neutral": "toward_loaded"}


class Place(NamedTuple):
    """One side of an occurrence, and whose it is."""

    start: int
    end: int
    finding: int


def reading(text: str) -> Iterator[str]:
    """Yield what is wrong with the readings of one text."""
    tokens = wikidiff.tokenize(text)
    if "".join(token.text for token in tokens) != text:
        yield "tokens do not join to the text"
    yield from (f"token {t.text!r} is not at {t.span}" for t in tokens if t.span.slice(text) != t.text)
    found = blocks(text)
    if "".join(block.span.slice(text) for block in found) != text:
        yield "blocks do not join to the text"
    yield from (f"the value of {block} is outside" for block in found if not block.span.contains(block.value))
    yield from _sections(text)
    yield from _citations(text)
    quantities = wikidiff.quantities(text)
    yield from (f"quantity {q.text!r} is not at {q.span}" for q in quantities if q.span.slice(text) != q.text)


def _sections(text: str) -> Iterator[str]:
    sections = wikidiff.sections(text)
    if not sections or (sections[0].level, sections[0].path) != (0, ()):
        yield "the lead is missing"
    for section in sections:
        if not section.span.contains(section.heading):
            yield f"the heading of {section.path} is outside its section"
        if section.level and (not section.path or section.path[-1] != section.title):
            yield f"the path of {section.title!r} does not end in it: {section.path}"
    tops = [section for section in sections if len(section.path) <= 1]
    yield from _partition((section.span for section in tops), len(text))


def _partition(spans: Iterable[Span], size: int) -> Iterator[str]:
    at = 0
    for span in spans:
        if span.start != at:
            yield f"nothing stands between {at} and {span.start}"
        at = span.end
    if at != size:
        yield f"nothing stands between {at} and the end, {size}"


def _citations(text: str) -> Iterator[str]:
    for citation in wikidiff.citations(text):
        if citation.span.slice(text) != citation.text:
            yield f"citation {citation.text!r} is not at {citation.span}"
        if not citation.span.contains(citation.content):
            yield f"the content of {citation.text!r} is outside"
        for field in citation.fields:
            if not citation.span.contains(field.span):
                yield f"the field {field.name} of {citation.text!r} is outside"


def comparison(old: str, new: str, analysis: Analysis) -> Iterator[str]:
    """Yield what is wrong with an analysis of two texts."""
    if old == new and analysis.findings:
        yield "equal texts have findings"
    if analysis.work.characters != len(old) + len(new):
        yield "the work does not count the characters"
    for finding in analysis.findings:
        yield from (f"{finding.code}: {wrong}" for wrong in _finding(old, new, finding))
    yield from _ownership(old, new, analysis)
    yield from _travels(analysis)


def _finding(old: str, new: str, finding: Finding) -> Iterator[str]:
    if not finding.occurrences:
        yield "stands nowhere"
    if finding.labels[:1] != (finding.category,) or len(set(finding.labels)) != len(finding.labels):
        yield f"its labels are {finding.labels}, its category {finding.category}"
    if not 0 <= finding.confidence <= 1:
        yield f"is sure with {finding.confidence}"
    if not finding.message.strip() or "\n" in finding.message:
        yield f"says {finding.message!r}"
    for place in finding.occurrences:
        for text, side in ((old, place.old), (new, place.new)):
            if not 0 <= side.start <= side.end <= len(text) or text[side.start : side.end] != side.text:
                yield f"{side} is not in the text"
        if not place.old.text and not place.new.text:
            yield "an occurrence is empty on both sides"


def _ownership(old: str, new: str, analysis: Analysis) -> Iterator[str]:
    """Every changed character is in exactly one innermost finding: nothing is missed, nothing is claimed twice."""
    old_places, new_places = _places(analysis)
    left = [_outside(text, places) for text, places in ((old, old_places), (new, new_places))]
    if left[0] != left[1]:
        yield f"something changed outside the findings: {_first_difference(*left)}"
    for name, places in (("old", old_places), ("new", new_places)):
        yield from (f"{name}: {wrong}" for wrong in _nesting(places, analysis))


def _places(analysis: Analysis) -> tuple[list[Place], list[Place]]:
    sides: tuple[list[Place], list[Place]] = ([], [])
    for number, finding in enumerate(analysis.findings):
        for occurrence in finding.occurrences:
            for places, side in zip(sides, (occurrence.old, occurrence.new), strict=True):
                if side.start < side.end:
                    places.append(Place(side.start, side.end, number))
    for places in sides:
        places.sort(key=lambda place: (place.start, -place.end, place.finding))
    return sides


def _outside(text: str, places: Iterable[Place]) -> str:
    kept, at = [], 0
    for place in places:
        kept.append(text[at : max(at, place.start)])
        at = max(at, place.end)
    return "".join(kept) + text[at:]


def _first_difference(one: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(0, at - 30) : at + 30]!r} and {other[max(0, at - 30) : at + 30]!r}"


def _nesting(places: Iterable[Place], analysis: Analysis) -> Iterator[str]:
    open_places: list[Place] = []
    for place in places:
        while open_places and open_places[-1].end <= place.start:
            open_places.pop()
        if open_places:
            outer = open_places[-1]
            enclosing = analysis.findings[outer.finding]
            if outer.end < place.end:
                yield f"{outer} and {place} cross"
            elif enclosing.action is not Action.MOVE and enclosing.category not in ENCLOSING:
                inner = analysis.findings[place.finding]
                yield f"{enclosing.code} {outer} holds {inner.code} {place}"
        open_places.append(place)


def _travels(analysis: Analysis) -> Iterator[str]:
    if wikidiff.from_json(wikidiff.to_json(analysis)) != analysis:
        yield "does not survive its JSON"
    if pickle.loads(pickle.dumps(analysis)) != analysis:  # noqa: S301  # our own bytes
        yield "does not survive pickling"
    if hash(analysis) != hash(wikidiff.from_json(wikidiff.to_json(analysis))):
        yield "equal analyses have different hashes"


def mirrored(there: Analysis, back: Analysis) -> Iterator[str]:
    """Yield where `compare(new, old)` does not mirror `compare(old, new)`."""
    if any(finding.category in NOT_MIRRORED for one in (there, back) for finding in one.findings):
        return
    if there.summary != back.summary:
        yield f"there {_counts(there)}, back {_counts(back)}"
        return
    for what, turned in (("actions", _actions), ("directions", _directions), ("deltas", _deltas)):
        if turned(there, turn=True) != turned(back, turn=False):
            yield f"{what}: there {turned(there, turn=False)}, back {turned(back, turn=False)}"


def _counts(analysis: Analysis) -> dict[str, int]:
    return {str(category): count for category, count in analysis.summary.items()}


def _actions(analysis: Analysis, *, turn: bool) -> Counter[str]:
    return Counter(str(TURNED.get(f.action, f.action) if turn else f.action) for f in analysis.findings)


def _directions(analysis: Analysis, *, turn: bool) -> Counter[str]:
    said = (str(f.detail.get("direction")) for f in analysis.findings if f.category is Category.TONE)
    return Counter(DIRECTIONS.get(direction, direction) if turn else direction for direction in said)


def _deltas(analysis: Analysis, *, turn: bool) -> list[float]:
    deltas = (f.detail.get("delta") for f in analysis.findings if f.category is Category.NUMERIC)
    sign = -1 if turn else 1
    return sorted(round(sign * delta, 6) + 0.0 for delta in deltas if isinstance(delta, int | float))
