"""What the tests of the classifiers ask of an analysis, in words of their own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import wikidiff
from wikidiff.model import Analysis, Category, Context, Finding, Occurrence

MOST_LABELS = 4
CONTEXTS = frozenset(Context)
_QUOTED = re.compile("“[^“”]*”")
_STOP = re.compile(r"[.!?][\s)]+\S")
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})


def only(old: str, new: str, language: str = "en", history: Iterable[str] = ()) -> Finding:
    """Return the one finding between two texts."""
    found = wikidiff.compare(old, new, language=language, history=history).findings
    assert len(found) == 1, [(finding.code, finding.old, finding.new) for finding in found]
    return found[0]


def one(code: str, old: str, new: str, language: str = "en") -> Finding:
    """Return the one finding of a code between two texts; there may be others."""
    found = wikidiff.compare(old, new, language=language).findings
    of_code = [finding for finding in found if finding.code == code]
    assert len(of_code) == 1, [(finding.code, finding.old, finding.new) for finding in found]
    return of_code[0]


def categories(old: str, new: str, language: str = "en") -> list[str]:
    """Return the categories of all findings, in their order."""
    return [str(finding.category) for finding in wikidiff.compare(old, new, language=language).findings]


def codes(old: str, new: str, language: str = "en") -> list[str]:
    """Return the codes of all findings, in their order."""
    return [finding.code for finding in wikidiff.compare(old, new, language=language).findings]


def texts(finding: Finding) -> list[tuple[str, str]]:
    """Return what stood and what stands in each place of a finding."""
    return [(place.old.text, place.new.text) for place in finding.occurrences]


def detail(finding: Finding) -> dict[str, Any]:
    """Return what is particular to a finding as plain values, as JSON has it."""
    return dict(finding.detail.plain())


def wrong(old: str, new: str, analysis: Analysis) -> Iterator[str]:
    """Yield what no finding may be, whatever it is about."""
    for finding in analysis.findings:
        where = f"{finding.code} {finding.message!r}"
        yield from (f"{where}: {what}" for what in (*_labels(finding), *_message(finding.message)))
        if finding.code[:3].upper() != finding.code[:3] or not finding.code[3:].isdigit():
            yield f"{where}: its code is no code"
        if not finding.occurrences or finding.section != finding.occurrences[0].section:
            yield f"{where}: its section is not that of its first place"
        for place in finding.occurrences:
            yield from (f"{where}: {what}" for what in _place(place, old, new))
            if place.quotation_altered and finding.category in {Category.FORMATTING, Category.LINK}:
                yield f"{where}: marks and links put no words into a mouth"


def _labels(finding: Finding) -> Iterator[str]:
    if finding.labels[:1] != (finding.category,):
        yield f"its labels {finding.labels} do not begin with its category"
    if len(finding.labels) > MOST_LABELS or len(set(finding.labels)) != len(finding.labels):
        yield f"it has the labels {finding.labels}"
    if not 0.0 <= finding.confidence <= 1.0:
        yield f"it is sure with {finding.confidence}"


def _message(message: str) -> Iterator[str]:
    if any(unicodedata.category(character) in _CONTROL for character in message):
        yield "its message holds control characters"
    bare = _QUOTED.sub("“”", message)
    if not bare.endswith(".") or bare.endswith("..") or _STOP.search(bare):
        yield "its message is not one sentence"
    if bare[:1].islower() or bare != bare.strip():
        yield "its message does not begin like a sentence"


def _place(place: Occurrence, old: str, new: str) -> Iterator[str]:
    for text, side in ((old, place.old), (new, place.new)):
        if text[side.start : side.end] != side.text:
            yield f"{side} is not in its text"
    if not place.old.text and not place.new.text:
        yield "one of its places is empty on both sides"
    if place.context not in CONTEXTS:
        yield f"{place.context} is no context"
    known = {section.path for text in (old, new) for section in wikidiff.sections(text)}
    if place.section not in known:
        yield f"no section is called {place.section}"
