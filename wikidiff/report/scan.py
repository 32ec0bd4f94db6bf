"""What was found in one text, for people and for programs: each place with its reason, and no verdict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Any, Final

from wikidiff.model import BareSource, Context, Note, Scan, Watch
from wikidiff.report.words import PLACE

_AROUND: Final = 34  # characters of the text shown on each side of a word
_INDENT: Final = "    "
_LEAD: Final = "Lead"


def render(scan: Scan, text: str, *, width: int = 80, heading: str | None = None, places: int = 3) -> str:
    """Return the report as text that ends in a line break; `places` is the number of excerpts of one device."""
    parts = [_filled(_summary(scan, heading), width, "")]
    for device, words in _by_device(scan.words):
        parts.append(_device(device, words, text, width, places))
    if scan.sources:
        parts.append(_sources(scan.sources, width, places))
    if scan.notes:
        parts.append("\n".join(_filled(f"Note: {note.text}", width, "") for note in scan.notes))
    return "\n\n".join(parts) + "\n"


def to_json(scan: Scan, title: str | None = None, indent: int | None = None) -> str:
    """Return the scan as JSON."""
    record: dict[str, Any] = {
        "schema": scan.schema,
        "language": scan.language,
        "site": scan.site,
        "title": title,
        "size": scan.size,
        "words": [_word(word) for word in scan.words],
        "sources": [_source(source) for source in scan.sources],
        "notes": [_note(note) for note in scan.notes],
    }
    return json.dumps(record, ensure_ascii=False, indent=indent)


def _word(word: Watch) -> dict[str, Any]:
    return {
        "text": word.text,
        "start": word.span.start,
        "end": word.span.end,
        "section": list(word.section),
        "context": word.context.value,
        "device": word.device,
        "weight": word.weight,
        "guideline": word.guideline,
        "advice": word.advice,
        "neutral": word.neutral or None,
    }


def _source(source: BareSource) -> dict[str, Any]:
    return {
        "url": source.url,
        "start": source.span.start,
        "end": source.span.end,
        "section": list(source.section),
    }


def _note(note: Note) -> dict[str, str]:
    return {"code": note.code, "text": note.text}


def _summary(scan: Scan, heading: str | None) -> str:
    name = f"{heading}: " if heading else ""
    words, sources = len(scan.words), len(scan.sources)
    if not words and not sources:
        return f"{name}no words to watch and no bare sources were found."
    said = [f"{words} {'word' if words == 1 else 'words'} to watch"] if words else ["no words to watch"]
    if sources:
        said.append(f"{sources} bare {'source' if sources == 1 else 'sources'}")
    return f"{name}{' and '.join(said)}. A word stands here because it deserves a look, not because it is wrong."


def _by_device(words: Iterable[Watch]) -> list[tuple[str, list[Watch]]]:
    """Gather words by device, the device that weighs most first."""
    weights: Counter[str] = Counter()
    gathered: dict[str, list[Watch]] = {}
    for word in words:
        weights[word.device] += round(abs(word.weight) * 10_000)
        gathered.setdefault(word.device, []).append(word)
    return sorted(gathered.items(), key=lambda pair: (-weights[pair[0]], pair[0]))


def _device(device: str, words: list[Watch], text: str, width: int, places: int) -> str:
    title = device.replace("_", " ")
    lines = [f"{title} ({words[0].guideline}): {len(words)}", _filled(words[0].advice, width, _INDENT)]
    heaviest = sorted(words, key=lambda word: (-abs(word.weight), word.span.start))[:places]
    for word in sorted(heaviest, key=lambda word: word.span.start):
        lines += _place(word, text, width)
    if len(words) > places:
        rest = len(words) - places
        lines.append(f"{_INDENT}and {rest} more {'place' if rest == 1 else 'places'}")
    return "\n".join(lines)


def _place(word: Watch, text: str, width: int) -> Iterator[str]:
    where = " › ".join(word.section) or _LEAD
    if word.context is not Context.PROSE and word.context in PLACE:
        where += f", {PLACE[word.context]}"
    instead = f" · perhaps “{word.neutral}”" if word.neutral else ""
    yield _filled(f"“{word.text}” {word.weight:+.2f} · {where}{instead}", width, _INDENT)
    yield _filled(_excerpt(word, text), width, _INDENT * 2)


def _excerpt(word: Watch, text: str) -> str:
    start, end = word.span.start, word.span.end
    before = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    if start - _AROUND > 0 and len(before) == _AROUND:
        before = "…" + (before.partition(" ")[2] or before)
    if end + _AROUND < len(text) and len(after) == _AROUND:
        after = (after.rpartition(" ")[0] or after) + "…"
    return f"{before}[{text[start:end]}]{after}"


def _sources(sources: tuple[BareSource, ...], width: int, places: int) -> str:
    lines = [f"bare sources (WP:BARE): {len(sources)}"]
    lines.append(_filled("Only an address is given: consider adding author, title and date.", width, _INDENT))
    lines += [f"{_INDENT}{source.url} · {' › '.join(source.section) or _LEAD}" for source in sources[:places]]
    if len(sources) > places:
        rest = len(sources) - places
        lines.append(f"{_INDENT}and {rest} more {'place' if rest == 1 else 'places'}")
    return "\n".join(lines)


def _filled(text: str, width: int, indent: str) -> str:
    return "\n".join(wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))
