"""What changed, before anybody says what kind of change it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from wikidiff.model.citation import Citation
from wikidiff.model.document import Block, BlockKind
from wikidiff.model.finding import Context
from wikidiff.model.inline import Node, Piece
from wikidiff.model.quantity import Quantity


class Opcode(NamedTuple):
    """difflib's five: `old[i1:i2]` became `new[j1:j2]`; `tag` is equal, replace, delete or insert."""

    tag: str
    i1: int
    i2: int
    j1: int
    j2: int


class Aspect(StrEnum):
    """What an edit touches."""

    TEXT = "text"  # words that a reader sees
    SPACE = "space"  # white space and line breaks
    STYLE = "style"  # bold, italics, small and other marks around standing words
    LINK = "link"  # a link's target or brackets around standing words
    SOURCE = "source"  # a ref, a citation template, a short footnote, a URL that serves as one
    TEMPLATE = "template"  # a template that came or went, or its name
    PARAMETER = "parameter"  # a parameter's name, or one that came or went
    MEDIA = "media"  # a file and its options
    CATEGORY = "category"
    INTERWIKI = "interwiki"
    COMMENT = "comment"
    CODE = "code"
    MARK = "mark"  # the marks of a line: bullets, bars, equals signs
    BLOCK = "block"  # whole blocks that came or went
    MOVE = "move"  # whole blocks that stand elsewhere


_BLANK = BlockKind.BLANK


class Stretch(NamedTuple):
    """`[start, end)` of one side, and the text there."""

    start: int
    end: int
    text: str


@dataclass(slots=True, kw_only=True, eq=False)
class Edit:
    """One changed place: what stood there, what stands there, and everything around it that tells its kind.

    `before` and `after` are the standing words beside a `TEXT` edit, nearest last and first. `quotation` says that the
    place lies in a direct quotation. `template` and `parameter` name what the place gives a value to. `quantities`
    are those that the edit touches, paired. `old_node`, `new_node` are the link, template or file of each
    side, `old_target`, `new_target` the page to which all its words link. `blocks` are the
    blocks of a `BLOCK` or `MOVE` edit. `places` are the changed places inside it, where it
    is one change in several (the fields of a source).
    """

    aspect: Aspect
    old: Stretch
    new: Stretch
    section: tuple[str, ...] = ()
    context: Context = Context.PROSE
    quotation: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    old_pieces: tuple[Piece, ...] = ()
    new_pieces: tuple[Piece, ...] = ()
    old_node: Node | None = None
    new_node: Node | None = None
    old_target: str = ""
    new_target: str = ""
    template: str = ""
    parameter: str = ""
    old_name: str = ""
    new_name: str = ""
    old_quantities: tuple[Quantity, ...] = ()
    new_quantities: tuple[Quantity, ...] = ()
    old_citation: Citation | None = None
    new_citation: Citation | None = None
    old_blocks: tuple[Block, ...] = ()
    new_blocks: tuple[Block, ...] = ()
    block: int = -1
    source_changed: bool | None = None
    places: tuple[tuple[Stretch, Stretch], ...] = ()
    hints: dict[str, object] = field(default_factory=dict)

    @property
    def solid_blocks(self) -> list[Block]:
        """Its blocks on both sides, the old ones first, blank lines left out."""
        if not self.old_blocks and not self.new_blocks:
            return []
        return [block for block in (*self.old_blocks, *self.new_blocks) if block.kind is not _BLANK]

    @property
    def old_words(self) -> str:
        """What a reader saw here before, markup left out."""
        return visible(self.old_pieces)

    @property
    def new_words(self) -> str:
        """What a reader sees here now, markup left out."""
        return visible(self.new_pieces)


def visible(pieces: tuple[Piece, ...]) -> str:
    """Join what a reader sees of some pieces: words, numbers, marks and spaces, entities as they are written."""
    return "".join([text for kind, text, _, _, _ in pieces if kind <= 5]).strip()


class Spot(NamedTuple):
    """What a place of a text gives a value to: a template's parameter, or a table's row and column."""

    template: str = ""
    parameter: str = ""
    row: str = ""
    column: str = ""


class Column(NamedTuple):
    """The figures of a column of a table from top to bottom, None where there is none, and which of them was meant."""

    values: tuple[float | None, ...]
    at: int
    share: bool = False


class Surroundings(Protocol):
    """What stands around a place of either text: read when a finding asks, because most do not."""

    def spot(self, at: int, *, new: bool) -> Spot:
        """Return what the place gives a value to."""

    def column(self, at: int, *, new: bool) -> Column | None:
        """Return the column of a table that holds the place."""

    def cell(self, at: int, *, new: bool) -> tuple[int, int, int, int] | None:
        """Return where the table around the place begins, its row and column, and how many rows the table has."""

    def dates(self, at: int, *, new: bool) -> tuple[Quantity | None, Quantity | None]:
        """Return the begin and the end of the span of time that the place belongs to."""

    def life(self, *, new: bool) -> tuple[Quantity | None, Quantity | None]:
        """Return the dates of birth and death that an infobox of the text gives."""

    def beside(self, at: int, *, new: bool) -> tuple[Quantity, ...]:
        """Return the quantities of the line around the place."""

    def standing(self, quantity: Quantity, words: tuple[str, ...], edits: Sequence[Edit]) -> tuple[Spot, ...] | None:
        """Return the places of the new text, those of the edits apart, that still say what the old one said here.

        None where that was not looked for.
        """


@dataclass(slots=True, kw_only=True, eq=False)
class Page:
    """All edits between two texts, with what a rule may ask about the whole.

    `reverts_to` is the id of the earlier revision whose text the new one has (0 where it has none). `facts` holds what
    rules found out about the page once, `around` reads what stands around a place; both are no part of the result.
    """

    old_text: str
    new_text: str
    language: str
    site: str
    edits: list[Edit]
    blanked: bool = False
    reverts_to: int | None = None
    notes: list[tuple[str, str]] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    around: Surroundings | None = None
