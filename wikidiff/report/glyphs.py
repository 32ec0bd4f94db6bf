"""Make any wikitext safe and readable on a terminal: control characters, invisible ones, wide ones, right-to-left.

Wikitext is written by anybody. Nothing of it may reach the terminal that moves the cursor, changes colours or turns
the reading direction of what follows; what cannot be seen is named, because it may be the very thing that changed.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from rich.cells import cell_len

_NAMES: Final = {
    "\u00a0": "NBSP",
    "\u00ad": "SHY",
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202f": "NNBSP",
    "\ufeff": "BOM",
}
_JOINERS: Final = frozenset("\u200c\u200d")  # letters of many scripts and emoji are made with them
_ARABIC_SIGNS: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")  # format characters with ink
_COUNT: Final = 22  # columns for "[…1,234 characters…]" and the spaces around it
_RTL: Final = frozenset({"R", "AL", "AN"})
LEFT_TO_RIGHT, RIGHT_TO_LEFT, END = "\u2066", "\u2067", "\u2069"  # isolates


def visible(text: str, *, changed: bool = False) -> str:
    """Return the text with nothing left in it that acts on a terminal.

    A line break becomes a pilcrow, a tab a space, a control character, lone surrogate or direction override its
    number (`<U+001B>`). Direction marks and other invisible characters are left out, unless the text itself was
    `changed`: then they are named, and a text of spaces alone is shown as such.
    """
    if changed and not text.strip():
        return "".join(_named(character) for character in text)
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _shown(character, changed) for character in text)


def _named(character: str) -> str:
    if character == " ":
        return "␣"
    if character == "\n":
        return "¶"
    if character == "\t":
        return "<TAB>"
    return f"<{_NAMES[character]}>" if character in _NAMES else f"<U+{ord(character):04X}>"


def _shown(character: str, changed: bool) -> str:
    if character == "\n":
        return " ¶ "
    if character == "\t":
        return " "
    if character in _JOINERS or character in _ARABIC_SIGNS:
        return character
    if character in _NAMES:
        return _named(character) if changed else " " if character.isspace() else ""
    kind = unicodedata.category(character)
    if kind == "Zs":
        return " "
    if kind in ("Cn", "Co"):  # newer than this Python's tables, or private: takes a cell and does nothing
        return character
    return f"<U+{ord(character):04X}>"


def combines(character: str) -> bool:
    """Tell whether a character is drawn upon the one before it, so that no cut may fall between them."""
    return character in _JOINERS or "\ufe00" <= character <= "\ufe0f" or unicodedata.category(character)[0] == "M"


def cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return cell_len(text)


def head(text: str, room: int) -> str:
    """Return the longest beginning that takes at most `room` columns, cut between whole letters."""
    return text[: _fit(text, room)]


def tail(text: str, room: int) -> str:
    """Return the longest end that takes at most `room` columns, cut between whole letters."""
    taken, start = 0, len(text)
    floor = max(0, len(text) - 4 * max(room, 0))  # marks without width must not make a line endless
    position = len(text)
    while position > floor:
        position -= 1
        taken += cell_len(text[position])
        if taken > room:
            break
        if not combines(text[position]):
            start = position
    return text[start:]


def _fit(text: str, room: int) -> int:
    taken = end = 0
    for position, character in enumerate(text[: 4 * max(room, 0)]):
        if not combines(character):
            end = position
        taken += cell_len(character)
        if taken > room:
            return end
    return len(text) if len(text) <= 4 * max(room, 0) else end


def shorten(text: str, room: int) -> str:
    """Return the text in at most `room` columns, with an ellipsis where it was cut at its end."""
    if len(text) <= 4 * room and cell_len(text) <= room:
        return text
    return head(text, room - 1).rstrip() + "…"


def squeeze(text: str, room: int) -> str:
    """Return a changed text, made visible, in about `room` columns: its middle gives way to the count of what it held.

    Looks at both ends only, however long the text is.
    """
    ends = 8 * room
    if len(text) <= 2 * ends:
        first = last = visible(text, changed=True)
        if len(first) <= 4 * room and cell_len(first) <= room:
            return first
    else:
        first, last = visible(text[:ends], changed=True), visible(text[-ends:], changed=True)
    left = max(room - _COUNT, 12)
    first, last = head(first, left * 2 // 3), tail(last, left // 3)
    space = first.rfind(" ", len(first) * 3 // 4)
    first = first[:space] if space > 0 else first.rstrip()
    space = last.find(" ", 0, len(last) // 4)
    last = last[space + 1 :] if space >= 0 else last.lstrip()
    return f"{first} […{max(len(text) - len(first) - len(last), 1):,} characters…] {last}"


def rtl(text: str) -> bool:
    """Tell whether the text holds a letter that is read from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in _RTL for character in text)


def starts_rtl(text: str) -> bool:
    """Tell whether the first letter of the text that has a direction is read from right to left."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in _RTL for kind in kinds if kind == "L" or kind in _RTL), False)


def isolate(text: str) -> str:
    """Keep right-to-left text from reordering what stands around it; other text is returned as it is."""
    if not rtl(text):
        return text
    return f"{RIGHT_TO_LEFT if starts_rtl(text) else LEFT_TO_RIGHT}{text}{END}"


def direction(text: str) -> str:
    """Return `rtl` for a text most of whose letters are read from right to left, else `ltr`.

    Markup is Latin on every wiki, so the first letter of a line of wikitext says little.
    """
    if text.isascii():
        return "ltr"
    kinds = [unicodedata.bidirectional(character) for character in text[:4000]]
    right = sum(kind in ("R", "AL") for kind in kinds)
    return "rtl" if right > kinds.count("L") else "ltr"
