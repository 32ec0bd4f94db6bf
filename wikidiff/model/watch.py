"""What one text holds that deserves a look: words to watch, and sources of which only the address is given."""

from __future__ import annotations

from dataclasses import dataclass

from wikidiff.model.analysis import SCHEMA_VERSION, Note
from wikidiff.model.finding import Context
from wikidiff.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One word or phrase to look at: nobody says that it is wrong.

    `weight` is from -1 (makes a claim more cautious) to +1 (loaded). `guideline` names the style guide's section,
    `advice` says what it asks to consider, `neutral` a plainer word where the list knows one.
    """

    text: str
    span: Span
    section: tuple[str, ...]
    context: Context
    device: str
    weight: float
    guideline: str
    advice: str
    neutral: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BareSource:
    """A source that is an address and nothing else."""

    url: str
    span: Span
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was found in one text, in the order of the text; `notes` say what could not be looked at."""

    language: str
    site: str
    size: int
    words: tuple[Watch, ...] = ()
    sources: tuple[BareSource, ...] = ()
    notes: tuple[Note, ...] = ()
    schema: int = SCHEMA_VERSION
