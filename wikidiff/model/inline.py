"""The inside of a changed block: pieces in order, and the markup they belong to."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class PieceKind(IntEnum):
    """What a piece is. Up to `URL` a reader sees it as text; from `REF` on it is read whole."""

    WORD = 0
    NUMBER = 1
    PUNCT = 2
    SPACE = 3
    ENTITY = 4
    URL = 5
    STYLE = 6  # runs of apostrophes: bold, italics
    TAG = 7  # <small>, </small>, <br>: one tag
    LINK_OPEN = 8  # [[target|  or [[ before a label that is the target
    LINK_CLOSE = 9
    EXTLINK_OPEN = 10  # [http://… with the space behind it
    EXTLINK_CLOSE = 11
    MARK = 12  # other markup: a switch, a bullet
    REF = 13
    TEMPLATE = 14
    COMMENT = 15
    MEDIA = 16
    CATEGORY = 17
    CODE = 18  # nowiki, math, timeline …
    INTERWIKI = 19  # a link to another language's page, shown in the margin
    TABLE = 20


VISIBLE_LAST = PieceKind.URL
ATOMIC_FIRST = PieceKind.REF


class Piece(NamedTuple):
    """A piece of wikitext that an edit takes whole; the pieces of a stretch join to it.

    `node` is the index of the link or template it belongs to, -1 for none.
    """

    kind: PieceKind
    text: str
    start: int
    end: int
    node: int = -1


class Node(NamedTuple):
    """A construct inside a block: a link, template, ref, tag, media …

    `name` is the target, the template's name or the tag's name, as written but trimmed; `label_start:label_end` the
    part that stays visible (a link's label), or what stands inside (a ref's content, a template's parameters).
    """

    kind: PieceKind
    start: int
    end: int
    name: str = ""
    label_start: int = 0
    label_end: int = 0


class Inline(NamedTuple):
    """The pieces and nodes of one stretch, and how many characters the parser had to read for it."""

    pieces: list[Piece]
    nodes: list[Node]
    parsed: int = 0
    opaque: bool = False
