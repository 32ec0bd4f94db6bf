"""What was found: one change as a careful editor would list it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from wikidiff.model.detail import Detail


class Category(StrEnum):
    """What kind of change it is."""

    TERMINOLOGY = "terminology"
    TONE = "tone"
    CITATION = "citation"
    NUMERIC = "numeric"
    COPYEDIT = "copyedit"
    FORMATTING = "formatting"
    CONTENT = "content"
    STRUCTURE = "structure"
    TEMPLATE = "template"
    LINK = "link"
    MEDIA = "media"
    CATEGORY = "category"
    VANDALISM = "vandalism"
    REVERT = "revert"


class Action(StrEnum):
    """What was done."""

    ADD = "add"
    REMOVE = "remove"
    CHANGE = "change"
    MOVE = "move"
    RENAME = "rename"
    REPLACE = "replace"


class Context(StrEnum):
    """Where in the wikitext it was done."""

    PROSE = "prose"
    QUOTATION = "quotation"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    INFOBOX = "infobox"
    TEMPLATE = "template"
    CAPTION = "caption"
    CITATION = "citation"
    LINK = "link"
    COMMENT = "comment"
    CODE = "code"


@dataclass(frozen=True, slots=True, init=False)
class Side:
    """One side of an occurrence: `[start, end)` into that revision's wikitext, and the text there."""

    start: int
    end: int
    text: str

    def __init__(self, start: int, end: int, text: str) -> None:
        # As for a span: the constructor that a frozen dataclass gets takes twice as long.
        _set_start(self, start)
        _set_end(self, end)
        _set_text(self, text)


_set_start, _set_end, _set_text = (Side.__dict__[name].__set__ for name in ("start", "end", "text"))


@dataclass(frozen=True, slots=True, init=False)
class Occurrence:
    """One place of a finding. A side on which nothing stands has `start == end` and text `""`."""

    old: Side
    new: Side
    section: tuple[str, ...] = ()
    context: Context = Context.PROSE
    quotation_altered: bool = False

    def __init__(
        self,
        old: Side,
        new: Side,
        section: tuple[str, ...] = (),
        context: Context = Context.PROSE,
        quotation_altered: bool = False,
    ) -> None:
        _set_old(self, old)
        _set_new(self, new)
        _set_section(self, section)
        _set_context(self, context)
        _set_altered(self, quotation_altered)


_set_old, _set_new, _set_section, _set_context, _set_altered = (
    Occurrence.__dict__[name].__set__ for name in ("old", "new", "section", "context", "quotation_altered")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One change, in one place or in one systematic set of places.

    `labels` starts with `category`; `meaning` says whether a reader would learn something different;
    `confidence` is calibrated, 0 to 1; `section` is the heading path in the new text (in the old text for what
    was removed); `detail` holds what is particular to the category.
    """

    code: str
    category: Category
    labels: tuple[Category, ...]
    action: Action
    section: tuple[str, ...]
    old: str
    new: str
    meaning: bool
    confidence: float
    message: str
    occurrences: tuple[Occurrence, ...]
    detail: Detail = field(default_factory=Detail)
