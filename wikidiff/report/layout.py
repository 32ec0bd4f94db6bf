"""Break styled text into lines of a terminal, whatever its script."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Console
from rich.text import Text

from wikidiff.report import glyphs

_LINK_NUMBER: Final = re.compile(r"\x1b\]8;id=[^;]*;")  # drawn by lot, and needed by nobody
_ISOLATES = (glyphs.LEFT_TO_RIGHT, glyphs.RIGHT_TO_LEFT)


def printed(lines: Iterable[Text], width: int, *, color: bool) -> str:
    """Return the lines as text, with escape sequences where colour is wanted: those of links among them."""
    if not color:
        return "".join(line.plain.rstrip() + "\n" for line in lines)
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        color_system="standard",
        force_terminal=True,
        no_color=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for line in lines:
        console.print(line, soft_wrap=True)
    return _LINK_NUMBER.sub("\x1b]8;;", out.getvalue())


def wrapped(text: Text, width: int) -> Iterator[Text]:
    """Yield the lines of a text, none wider than `width` columns (a single letter apart), styles kept.

    Lines break after spaces and between letters of scripts that are written without them, never before closing
    punctuation; what is too wide for a line is cut. An isolate that spans a break is closed on one line and opened
    again on the next.
    """
    still_open = ""
    for line in text.divide(_breaks(text.plain, max(width, 2))):
        line.rstrip()
        before = still_open
        for character in line.plain:
            if character in _ISOLATES:
                still_open += character
            elif character == glyphs.END:
                still_open = still_open[:-1]
        yield Text.assemble(before, line, glyphs.END * len(still_open))


def _breaks(plain: str, width: int) -> list[int]:
    breaks: list[int] = []
    line_start = taken = 0
    for start, end in _units(plain):
        space = len(plain[start:end].rstrip()) + start
        wide = glyphs.cells(plain[start:space])
        if taken + wide > width and start > line_start and (wide <= width or width - taken < width // 3):
            breaks.append(start)
            line_start, taken = start, 0
        while glyphs.cells(plain[start:space]) > width - taken:
            start += _cut(plain[start:space], width - taken) or int(
                not taken
            )  # an empty line takes a letter of any width
            breaks.append(start)
            line_start, taken = start, 0
        taken += glyphs.cells(plain[start:end])
    return breaks


def _cut(unit: str, room: int) -> int:
    """Return where to cut what no line holds: after a mark that parts an address, else at the line's end."""
    fits = len(glyphs.head(unit, room))
    after = max(unit.rfind(mark, fits // 2, fits) for mark in "/|&=?;_") + 1
    return after or fits


def _units(plain: str) -> Iterator[tuple[int, int]]:
    """Yield stretches that stay on one line: words with the space after them, single wide letters."""
    start = 0
    for position in range(1, len(plain)):
        last, this = plain[position - 1], plain[position]
        if this.isspace() or glyphs.combines(this):
            continue
        between = (_wide(last) or _wide(this)) and not _opens(last) and not _closes(this)
        if last.isspace() or between:
            yield start, position
            start = position
    if start < len(plain):
        yield start, len(plain)


def _wide(character: str) -> bool:
    return character > "\u1100" and unicodedata.east_asian_width(character) in "WF"


def _closes(character: str) -> bool:
    """Tell whether a line may not begin with this: closing and ending punctuation, marks of a change."""
    return character in ("-", "+", glyphs.END) or unicodedata.category(character) in ("Pe", "Pf", "Po")


def _opens(character: str) -> bool:
    """Tell whether a line may not end with this: opening punctuation, marks of a change."""
    return character in ("-", "+", *_ISOLATES) or unicodedata.category(character) in ("Ps", "Pi")
