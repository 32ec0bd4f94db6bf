"""A change in two columns: what stood there on the left, what stands there now on the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from rich.text import Text

from wikidiff.report import glyphs
from wikidiff.report.excerpt import Piece, Role
from wikidiff.report.layout import wrapped

LEAST: Final = 150  # columns of a terminal from which two texts beside each other are read with ease
MOST: Final = 200
_BETWEEN: Final = " │ "


def width_of(room: int) -> int:
    """Return the width of each of two columns in so much room."""
    return (room - len(_BETWEEN)) // 2


def sides(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return an excerpt as it was and as it is."""
    held = tuple(pieces)
    return (
        tuple(piece for piece in held if piece.role is not Role.ADDED),
        tuple(piece for piece in held if piece.role is not Role.REMOVED),
    )


def beside(left: Text, right: Text, room: int) -> Iterator[Text]:
    """Yield the lines of two texts side by side, each wrapped in its own column."""
    width = width_of(room)
    empty = Text()
    for one, other in zip_longest(wrapped(left, width), wrapped(right, width), fillvalue=empty):
        padding = " " * max(0, width - glyphs.cells(one.plain))
        yield Text.assemble(one, padding, (_BETWEEN, "dim"), other)
