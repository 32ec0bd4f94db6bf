"""What one text is made of: sections, blocks and tokens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from wikidiff.model.span import Span


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    SPACE = "space"
    PUNCT = "punct"
    URL = "url"
    ENTITY = "entity"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True)
class Token:
    """An undividable piece of text; the texts of all tokens join to the input."""

    text: str
    kind: TokenKind
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section with everything below it.

    `level` is 0 for the lead, else 1 to 6; `path` holds the titles from the outermost heading down
    (`()` for the lead); `span` runs from the heading to the next heading of the same or a higher level;
    `heading` is the span of the heading line (empty for the lead).
    """

    level: int
    title: str
    path: tuple[str, ...]
    span: Span
    heading: Span


class BlockKind(StrEnum):
    """What a block is, by the line structure of wikitext."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    TABLE = "table"  # the opening, caption and closing lines of a table
    TABLE_ROW = "table_row"  # the line that opens a row
    TABLE_CELL = "table_cell"  # one line of cells, with the lines that continue it
    TEMPLATE = "template"  # a template that stands alone, when its parameters are not on lines of their own
    TEMPLATE_OPEN = "template_open"  # the name line of a template whose parameters stand on lines of their own
    PARAMETER = "parameter"
    TEMPLATE_CLOSE = "template_close"
    COMMENT = "comment"
    CATEGORY = "category"
    MEDIA = "media"
    CODE = "code"  # pre, source, timeline, math, gallery bodies …
    BLANK = "blank"
    OTHER = "other"


class Block(NamedTuple):
    """A leaf of the line structure: the blocks of a text, in order, join to it.

    `value_start:value_end` is what a reader may see of the block (the cell without its bar, the item without its
    bullets, the title without its equals signs, the parameter's value). `template` is the name of the template
    around the block (innermost), `name` that of the parameter a `PARAMETER` block gives a value to, or of the
    template of a `TEMPLATE` or `TEMPLATE_OPEN` block; `depth` counts the tables and templates open around it.
    A named tuple, not a dataclass: a page has thousands.
    """

    kind: BlockKind
    start: int
    end: int
    value_start: int
    value_end: int
    depth: int = 0
    template: str = ""
    name: str = ""

    @property
    def span(self) -> Span:
        """The block with its line break."""
        return Span(self.start, self.end)

    @property
    def value(self) -> Span:
        """What a reader may see of the block."""
        return Span(self.value_start, self.value_end)
