"""Cut the words around a change out of a page, so that it can be judged without opening the page."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, NamedTuple

from wikidiff.model import Action, Context, Finding, Occurrence
from wikidiff.report import glyphs, words

_REACH: Final = 900  # characters on each side in which to look for words: references are long, and are folded
_LEAST: Final = 36  # columns for the words around a change, however long it is
_RAW: Final = frozenset({Context.COMMENT, Context.CODE})
_REF: Final = re.compile(r"<ref\b[^<>]*/>|<ref\b[^<>]*>[^<>]*</ref>", re.IGNORECASE)
_REF_END: Final = re.compile(r"</ref\s*>", re.IGNORECASE)
_REF_START: Final = re.compile(r"<ref\b", re.IGNORECASE)
_LINK: Final = re.compile(r"\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]*)\]\]")
_TEMPLATE: Final = re.compile(r"\{\{([^{}|\n]*)\|[^{}]{24,}\}\}")
_SPACE: Final = re.compile(r"&nbsp;|<br\s*/?>|\s+", re.IGNORECASE)
_QUOTED: Final = re.compile("“([^“”]*)”")
_QUOTES: Final = re.compile("'{2,5}")


class Role(Enum):
    """What a piece of an excerpt is."""

    CONTEXT = "context"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"


class Piece(NamedTuple):
    """A stretch of an excerpt, safe to print."""

    role: Role
    text: str


def excerpt(
    place: Occurrence, old_text: str | None, new_text: str | None, *, room: int, action: Action = Action.CHANGE
) -> tuple[Piece, ...]:
    """Return what went and what came at one place, within the words around it, in about `room` columns.

    A long change takes up to twice the room; its middle is left out beyond that. Where neither revision's text is
    known, or the offsets do not fit it, the change stands alone. References, link targets and long templates
    around the change are folded: a person reads the sentence. Two sides that are the same (a move) are shown once.
    """
    old, new = place.old.text, place.new.text
    before, after = _around(place, old_text, new_text)
    if not (old and new) or action is Action.MOVE:  # a block that came, went or moved: the breaks around it say nothing
        old, new = old.strip("\n") or old, new.strip("\n") or new
    while before and any(side and glyphs.combines(side[0]) for side in (old, new)):
        old, new, before = before[-1] + old, before[-1] + new, before[:-1]
    while after and glyphs.combines(after[0]):
        old, new, after = old + after[0], new + after[0], after[1:]
    if place.context not in _RAW:
        before, after = _fold_before(before), _fold_after(after)
    before, after = (glyphs.visible(_SPACE.sub(" ", side)) for side in (before, after))
    if old == new or action is Action.MOVE:
        return _framed(before, (Piece(Role.MOVED, _cut(new or old, room * 3 // 2)),), after, room)
    share = room * 7 // 8 if old and new else room * 7 // 4
    changed = tuple(Piece(role, _cut(side, share)) for role, side in ((Role.REMOVED, old), (Role.ADDED, new)) if side)
    return _framed(before, changed, after, room)


def said(finding: Finding, sentence: str) -> tuple[Piece, ...]:
    """Return the sentence of a finding with its old and its new words marked, safe to print.

    Quoted words that are read from right to left stand in isolates: the sentence around them keeps its order.
    """
    text = glyphs.visible(sentence)
    found: list[tuple[int, int, Role]] = []
    for side, role in zip(words.names(finding), (Role.REMOVED, Role.ADDED), strict=True):
        for name in (f"“{glyphs.visible(name)}”" for name in side if name):
            start = text.find(name)
            if start >= 0:
                found.append((start + 1, start + len(name) - 1, role))
                break
    pieces, at = [], 0
    for start, end, role in sorted(found):
        if start >= at:
            pieces += [_quoting(text[at:start]), Piece(role, glyphs.isolate(text[start:end]))]
            at = end
    return tuple(piece for piece in (*pieces, _quoting(text[at:])) if piece.text)


def _quoting(text: str) -> Piece:
    """Return a part of a sentence that says nothing of the old and new words; what it quotes stands in isolates."""
    return Piece(Role.CONTEXT, _QUOTED.sub(lambda match: f"“{glyphs.isolate(match[1])}”", text))


def isolated(pieces: tuple[Piece, ...]) -> tuple[str, tuple[Piece, ...], str]:
    """Return an excerpt that is read right to left in isolates: what opens the whole, its pieces, what closes it."""
    whole = "".join(piece.text for piece in pieces)
    if not glyphs.rtl(whole):
        return "", pieces, ""
    held = tuple(piece if piece.role is Role.CONTEXT else _held(piece) for piece in pieces)
    return (glyphs.RIGHT_TO_LEFT, held, glyphs.END) if glyphs.starts_rtl(whole) else ("", held, "")


def _held(piece: Piece) -> Piece:
    opening = glyphs.RIGHT_TO_LEFT if glyphs.starts_rtl(piece.text) else glyphs.LEFT_TO_RIGHT
    return Piece(piece.role, f"{opening}{piece.text}{glyphs.END}")


def swap(finding: Finding, room: int) -> tuple[str, str]:
    """Return what went and what came, each in about `room` columns, for a line of its own."""
    old, new = (glyphs.squeeze(side.strip("\n") or side, room) if side else "" for side in (finding.old, finding.new))
    return old, new


def _around(place: Occurrence, old_text: str | None, new_text: str | None) -> tuple[str, str]:
    sides = [(new_text, place.new), (old_text, place.old)]
    if place.old.text and not place.new.text:
        sides.reverse()
    for text, side in sides:
        if text is not None and text[side.start : side.end] == side.text and side.end <= len(text):
            start = text.rfind("\n", max(0, side.start - _REACH), side.start) + 1 or max(0, side.start - _REACH)
            end = text.find("\n", side.end, side.end + _REACH)
            block = bool(side.text.strip())  # its own breaks part it from what stands before and after
            before = "" if block and side.text[0] == "\n" else text[start : side.start]
            after = "" if block and side.text[-1] == "\n" else text[side.end : end if end >= 0 else side.end + _REACH]
            return before, after
    return "", ""


def _fold_before(text: str) -> str:
    text = _REF.sub("[ref]", text)
    ends = list(_REF_END.finditer(text))
    if ends and not _REF_START.search(text, 0, ends[-1].start()):
        text = "[ref]" + text[ends[-1].end() :]
    return fold(text)


def _fold_after(text: str) -> str:
    text = _REF.sub("[ref]", text)
    start = _REF_START.search(text)
    if start and not _REF_END.search(text, start.end()):
        text = text[: start.start()] + "[ref]"
    return fold(text)


def fold(text: str) -> str:
    """Return wikitext as its reader sees it: labels for links, no quotes for bold, long templates by name."""
    return _QUOTES.sub("", _TEMPLATE.sub(r"{{\1|…}}", _LINK.sub(r"\1", text)))


def _cut(text: str, room: int) -> str:
    return glyphs.squeeze(text, max(room, 40))


def _framed(before: str, changed: tuple[Piece, ...], after: str, room: int) -> tuple[Piece, ...]:
    """Put as much of both sides around the change as there is room for, cut at words."""
    left = max(room - sum(glyphs.cells(piece.text) + 5 for piece in changed), _LEAST)
    wish_before, wish_after = (min(glyphs.cells(side[:2000]), left) for side in (before, after))
    for_before = max(min(wish_before, left // 2), left - wish_after)
    for_after = left - min(for_before, wish_before)
    pieces = (
        Piece(Role.CONTEXT, _last_words(before, for_before)),
        *changed,
        Piece(Role.CONTEXT, _first_words(after, for_after)),
    )
    return tuple(piece for piece in pieces if piece.text)


def _last_words(text: str, room: int) -> str:
    if len(glyphs.tail(text, room)) == len(text):
        return text.lstrip()
    kept = glyphs.tail(text, room - 2)
    if _splits_a_word(text, len(text) - len(kept)):
        kept = kept.partition(" ")[2]
    return "… " + kept.lstrip()


def _first_words(text: str, room: int) -> str:
    if len(glyphs.head(text, room)) == len(text):
        return text.rstrip()
    kept = glyphs.head(text, room - 2)
    if _splits_a_word(text, len(kept)):
        kept = kept.rpartition(" ")[0]
    return kept.rstrip() + " …"


def _splits_a_word(text: str, position: int) -> bool:
    """Tell whether a cut falls into a word of a script that is written with spaces (those before Thai)."""
    around = text[max(0, position - 1) : position + 1]
    return len(around) == 2 and " " not in around and max(around) < "\u0e00"
