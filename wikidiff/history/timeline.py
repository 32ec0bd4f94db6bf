"""When a thing appeared, changed, vanished and came back: read from the changed lines of every revision.

Never by halving the history: what vanished may come back, and a search that looks at the middle first does not see it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wikidiff.history.subjects import Follower, Section, Source, Term
from wikidiff.history.subjects import Number as NumberFollower
from wikidiff.history.walk import Step, walk
from wikidiff.model import Revision
from wikidiff.model.history import Event, Subject, Timeline, Turn
from wikidiff.text.quantities import quantities

MOST_SHOWN = 12  # different values of one revision that an event names


def timelines(
    revisions: Iterable[Revision],
    *,
    term: str | Sequence[str] = (),
    number: str | Sequence[str] = (),
    source: str | Sequence[str] = (),
    section: str | Sequence[str] = (),
    language: str = "en",
) -> tuple[Timeline, ...]:
    """Follow terms, numbers (by the words beside them), sources and sections through the revisions of one page.

    Args:
        revisions: the revisions of one page, oldest first.
        term: words or phrases, found in any case at the borders of words.
        number: labels; the figure nearest to the label in its line is the number.
        source: identifiers (`doi:10.1000/182`, `isbn:…`), addresses, or words of the citation.
        section: titles of sections. Of each, one text or a sequence of them.
        language: how figures are read.

    Raises:
        UsageError: a name is empty, or no such identifier can be.
    """
    watched = followers(term=term, number=number, source=source, section=section, language=language)
    books = [Book(follower, language) for follower in watched]
    for step in walk(revisions, language, light=True):
        removed, added = step.lines()
        for book in books:
            book.read(step, removed, added)
    return tuple(book.timeline() for book in books)


def followers(
    *,
    term: str | Sequence[str] = (),
    number: str | Sequence[str] = (),
    source: str | Sequence[str] = (),
    section: str | Sequence[str] = (),
    language: str = "en",
) -> list[Follower]:
    """Return what reads each of the things to follow, in the order of the arguments; a text alone is one of them."""
    return [
        *(Term(name) for name in _names(term)),
        *(NumberFollower(name, language) for name in _names(number)),
        *(Source(name) for name in _names(source)),
        *(Section(name) for name in _names(section)),
    ]


def _names(given: str | Sequence[str]) -> Sequence[str]:
    return (given,) if isinstance(given, str) else given


class Book:
    """The timeline of one thing while it is written."""

    def __init__(self, follower: Follower, language: str) -> None:
        self.follower, self.language = follower, language
        self._now: Counter[str] = Counter()
        self._counts: list[float | None] = []
        self._events: list[Event] = []
        self._seen = False

    def read(self, step: Step, removed: Sequence[str], added: Sequence[str]) -> None:
        """Read a revision by its changed lines."""
        if step.revision.text is None:
            self._counts.append(None)
            return
        if removed or added:
            self._change(step, removed, added)
        self._counts.append(self._count(step))

    def timeline(self) -> Timeline:
        """Return what was written so far."""
        return Timeline(
            subject=self.follower.subject,
            name=self.follower.name,
            counts=tuple(self._counts),
            events=tuple(self._events),
        )

    def _change(self, step: Step, removed: Sequence[str], added: Sequence[str]) -> None:
        values = self.follower.values
        first = [value for line in removed for value in values(line)]
        second = [value for line in added for value in values(line)]
        if first == second:
            return
        gone, came = Counter(first), Counter(second)
        if gone == came:
            return
        before = self._now
        self._now = now = before - gone + came
        if not before:
            turn = Turn.RETURNED if self._seen else Turn.APPEARED
        else:
            turn = Turn.CHANGED if now else Turn.VANISHED
        self._seen = True
        self._events.append(
            Event(
                turn=turn,
                index=step.number,
                revision=step.revision.header(),
                old=_shown(before),
                new=_shown(now),
            )
        )

    def _count(self, step: Step) -> float | None:
        if self.follower.subject is Subject.NUMBER:
            best = max(self._now, key=lambda value: (self._now[value], value), default=None)
            found = quantities(best, self.language) if best is not None else ()
            return next((float(entry.value) for entry in found if entry.value is not None), None)
        if isinstance(self.follower, Section):
            return float(self.follower.size(step.revision.text or "")) if self._now else 0.0
        return float(sum(self._now.values()))


def _shown(values: Counter[str]) -> tuple[str, ...]:
    return tuple(value for value in sorted(values) for _ in range(values[value]))[:MOST_SHOWN]
