"""A source in a passage that is too large to be aligned: what changed in a ref is still the ref.

On a page where thousands of places changed the later ones are only cut at their common ends. A few characters in the
middle of a ref would then read as words of the text, its dates as figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wikidiff.wikitext import refs

if TYPE_CHECKING:
    from wikidiff.analyze.page import Reader

Span = tuple[int, int]
MOST = 2_000  # refs of one passage that are looked through


def source(
    reader: Reader, whole: tuple[int, int, int, int], cut: tuple[int, int, int, int]
) -> tuple[Span, Span] | None:
    """Return the ref on both sides (or where none stands, the empty place) that alone changed; None where more did."""
    o1, o2, n1, n2 = whole
    left, right = _refs(reader.old, o1, o2), _refs(reader.new, n1, n2)
    if not left and not right:
        return None
    old, new = _holding(left, cut[0], cut[1]), _holding(right, cut[2], cut[3])
    if old is None and new is None:
        return None
    old, new = old or (cut[0], cut[1]), new or (cut[2], cut[3])
    if reader.old[o1 : old[0]] != reader.new[n1 : new[0]] or reader.old[old[1] : o2] != reader.new[new[1] : n2]:
        return None
    sides = ((reader.old[slice(*old)], old in left), (reader.new[slice(*new)], new in right))
    return (old, new) if all(is_ref or not text.strip() for text, is_ref in sides) else None


def _refs(text: str, start: int, end: int) -> list[Span]:
    """Return the refs of a stretch; one that never closes is text, and so is what a ref holds."""
    found: list[Span] = []
    at = start
    while len(found) < MOST and (opener := refs.OPEN.search(text, at, end)) is not None:
        at = opener.end()
        if not opener[1].endswith("/"):
            close = refs.CLOSE.search(text, at, end)
            if close is None:
                break
            at = close.end()
        found.append((opener.start(), at))
    return found


def _holding(found: list[Span], start: int, end: int) -> Span | None:
    """Return the ref that holds a place; the cut may have slid into it by characters that both ends share."""
    return next(((a, b) for a, b in found if (a <= start and end <= b and (start < end or a < start < b))), None)
