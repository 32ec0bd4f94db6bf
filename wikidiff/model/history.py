"""What only many revisions together can tell. Revisions stand here without their texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from wikidiff.model.revision import Revision
from wikidiff.model.span import Span

UNKNOWN = "–"  # the name of whoever is hidden or not known


class Method(StrEnum):
    """How a revert was made, as far as the wiki's own change tags tell."""

    UNDO = "undo"
    ROLLBACK = "rollback"
    MANUAL = "manual"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """A revert by content: `reverting` puts back some of what `undone` took out, or takes out what it brought.

    `put_back` and `taken_out` are the very words, shortened where they are long. `share` is the share of the words
    that `undone` changed which it undoes, 0 to 1.
    """

    reverting: Revision
    undone: Revision
    put_back: tuple[str, ...] = ()
    taken_out: tuple[str, ...] = ()
    share: float = 0.0
    method: Method = Method.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class RevertChain:
    """Reverts of reverts: each of `reverting` undoes the one before it."""

    reverting: tuple[Revision, ...]

    @property
    def users(self) -> tuple[str, ...]:
        """Names of those who took part, in the order in which they came."""
        return tuple(dict.fromkeys(name_of(revision) for revision in self.reverting))


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Consecutive revisions of one user, to be read as one edit: from `old` (None: the page's first) to the last."""

    old: Revision | None
    revisions: tuple[Revision, ...]

    @property
    def new(self) -> Revision:
        """The last revision, with the text that the user left."""
        return self.revisions[-1]


class Subject(StrEnum):
    """What a timeline, a dispute or a survival is about."""

    TERM = "term"
    NUMBER = "number"
    SOURCE = "source"
    SECTION = "section"
    TEXT = "text"


class Turn(StrEnum):
    """What happened to a thing in a revision."""

    APPEARED = "appeared"
    CHANGED = "changed"
    VANISHED = "vanished"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One turn of a timeline: what stood there before and what stands there now, the number of the revision."""

    turn: Turn
    index: int
    revision: Revision
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One thing through a history.

    `counts` has one number for each revision that was read: the places where the thing stands (of a section its
    characters, of a number its value, None where there is none). `events` are the turns, oldest first.
    """

    subject: Subject
    name: str
    counts: tuple[float | None, ...]
    events: tuple[Event, ...]

    @property
    def first(self) -> Event | None:
        """When it appeared first."""
        return self.events[0] if self.events else None

    @property
    def standing(self) -> bool:
        """Whether it stands in the last revision."""
        return bool(self.events) and self.events[-1].turn is not Turn.VANISHED


class Exchange(NamedTuple):
    """One turn of a dispute; `back` tells that a form returned that somebody else had taken away."""

    revision: Revision
    old: str
    new: str
    back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """An edit war over one value, term, source or sentence.

    `forms` are those between which it went, in the order in which they came up; the empty text means that nothing
    stood there. `passages` counts what went to and fro together. `damage` tells that a turn was damage (blanking,
    letter runs): then it is rather vandals and those who clear up than two opinions.
    """

    subject: Subject
    section: tuple[str, ...]
    forms: tuple[str, ...]
    exchanges: tuple[Exchange, ...]
    damage: bool = False
    passages: int = 1

    @property
    def standing(self) -> str:
        """The form in which it ended."""
        return self.exchanges[-1].new

    @property
    def returns(self) -> int:
        """How often a form was put back."""
        return sum(entry.back for entry in self.exchanges)

    @property
    def users(self) -> dict[str, int]:
        """How many turns each took, the most first."""
        counts: dict[str, int] = {}
        for entry in self.exchanges:
            name = name_of(entry.revision)
            counts[name] = counts.get(name, 0) + 1
        return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """How long something that an edit added stood.

    `revisions` counts those in which it stood, up to the end of the history; `gone` is the revision in which it went
    for good (None: it stands), `returns` how often it came back meanwhile.
    """

    subject: Subject
    text: str
    added: Revision
    revisions: int
    gone: Revision | None = None
    returns: int = 0

    @property
    def lasted(self) -> timedelta | None:
        """Time from the edit that added it to the one that took it out for good."""
        if self.gone is None or self.gone.timestamp is None or self.added.timestamp is None:
            return None
        return self.gone.timestamp - self.added.timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Words of a revision that one earlier revision wrote first."""

    span: Span
    text: str
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many findings of each category a user, a month or the whole history has."""

    key: str
    revisions: int
    findings: tuple[tuple[str, int], ...]


def name_of(revision: Revision) -> str:
    """Return the name of whoever made a revision, a dash where it is hidden or unknown."""
    return (revision.user.name if revision.user is not None else None) or UNKNOWN


def month_of(moment: datetime | None) -> str:
    """Return the month of a moment as `2006-03`, a dash where it is unknown."""
    return UNKNOWN if moment is None else f"{moment.year:04}-{moment.month:02}"
