"""Narrow two stretches of text to the part that changed, without cutting anything a reader or parser holds together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from wikidiff.diff.blocks import unspaced
from wikidiff.diff.trim import common_prefix, common_suffix
from wikidiff.wikitext.scan import Pair

SHORT = 240  # stretches up to this length are read whole
_HIDDEN = "\x00"
_SPACE = re.compile(r"[ \n。！？।，、；]")
# In scripts without spaces any letter that opens a cluster will do: Thai, Lao, ideographs, hiragana.
_OPENERS = "\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff"
_BEFORE = "\u0e00-\u0e3f\u0e45-\u0ebf\u0ec5-\u0eff\u3041-\u3096\u3400-\u9fff"  # no vowel written before its letter
_LETTER = re.compile(_SPACE.pattern + rf"|(?<=[{_BEFORE}])(?=[{_OPENERS}])")
WORDS, LETTERS = 8, 24  # kept on both sides of a change
NEAR, REACH = 120, 1200  # how far from a change a border is looked for, first and then
_OPENING_QUOTES = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"'}
_QUOTES = re.compile('[“”„«»‹›「」『』"\n]')


def masked(text: str, start: int, end: int, constructs: Sequence[Pair]) -> str:
    """Return `text[start:end]` with its constructs blotted out, of the same length."""
    if not constructs:
        return text[start:end]
    parts: list[str] = []
    at = start
    for first, stop, _, _ in constructs:
        stop = min(stop, end)
        if first < at or stop <= at:
            continue
        parts += text[at:first], _HIDDEN * (stop - first)
        at = stop
    parts.append(text[at:end])
    return "".join(parts)


def narrowed(old: str, new: str, old_mask: str, new_mask: str) -> tuple[int, int]:
    """Return how much may be cut off both texts at their start and end: whole words, nothing left open.

    A few words stay on both sides of the change, for whoever has to judge it.
    """
    prefix = common_prefix(old, new)
    suffix = common_suffix(old, new, min(len(old), len(new)) - prefix)
    head = _head(old_mask, new_mask, prefix)
    room = min(len(old), len(new)) - head
    tail = _tail(old_mask, new_mask, min(suffix, room))
    return head, tail


def _head(old: str, new: str, prefix: int) -> int:
    """Cut at a space some words before the change where nothing stands open."""
    for reach in (NEAR, REACH):
        border, kept = _border(old, max(0, prefix - reach), prefix)
        places = list(map(re.Match.end, border.finditer(old, max(0, prefix - reach), prefix)))
        for at in reversed(places[:-kept]):
            if _closed(old, at) and new[:at] == old[:at]:
                return at
    return 0


def _tail(old: str, new: str, suffix: int) -> int:
    """Cut at a space some words behind the change where nothing stands open."""
    low = len(old) - suffix
    for reach in (NEAR, REACH):
        border, kept = _border(old, low, min(len(old), low + reach))
        places = map(re.Match.start, border.finditer(old, low, min(len(old), low + reach)))
        for at in islice(places, kept, None):
            tail = len(old) - at
            if _closed(old, at) and new[-tail:] == old[-tail:]:
                return tail
    return 0


def _border(mask: str, start: int, end: int) -> tuple[re.Pattern[str], int]:
    """Return where a stretch may be cut, and how many such places stay beside a change."""
    return (_LETTER, LETTERS) if unspaced(mask[start:end]) else (_SPACE, WORDS)


def _closed(mask: str, at: int) -> bool:
    """Tell whether no bracket or tag stands open at a border."""
    opened = mask.rfind("[", 0, at)
    if opened >= 0 and mask.find("]", opened, at) < 0:
        return False
    opened = mask.rfind("<", 0, at)
    return opened < 0 or mask.find(">", opened, at) >= 0


def may_quote(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch may hold a quotation: a mark or a tag for one."""
    return _QUOTES.search(text, start, end) is not None or text.find("<", start, end) >= 0


def quotations(mask: str, offset: int, constructs: Iterable[Pair] = ()) -> list[tuple[int, int]]:
    """Return the direct quotations of a paragraph in order, as spans inside the quotation marks.

    A mark that closes nothing, or that nothing closes before the line ends, is no quotation.
    """
    found = [(pair.start, pair.end) for pair in constructs if pair.kind == "blockquote"]
    opened, closers = -1, ""
    for match in _QUOTES.finditer(mask):
        mark = match.group()
        if mark == "\n":
            opened = -1
        elif opened >= 0 and mark in closers:
            found.append((offset + opened, offset + match.start()))
            opened = -1
        elif opened < 0 and mark in _OPENING_QUOTES:
            opened, closers = match.end(), _OPENING_QUOTES[mark]
    return sorted(found)


def within(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether a stretch lies inside one of the spans (an empty stretch: strictly inside)."""
    return any(low <= start and end <= high and (start < end or low < start < high) for low, high in spans)
