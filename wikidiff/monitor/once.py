"""Ask a watch's rules about what is there already: one revision (`--explain`), or stored histories (`--replay`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wikidiff.model import Revision
from wikidiff.monitor import judge, settle
from wikidiff.monitor.alerts import Burst
from wikidiff.monitor.events import Event, Kind
from wikidiff.monitor.judge import Scope
from wikidiff.monitor.rules import Verdict
from wikidiff.monitor.settings import Settings
from wikidiff.monitor.state import State
from wikidiff.monitor.targets import Members

_FAR = 1e12
HELD = 64  # revisions in memory before those that nobody needs are let go


def event_of(revision: Revision, wiki: str, old: Revision | None) -> Event:
    """Return the event that a source would have told of a revision."""
    page, user = revision.page, revision.user
    first = not revision.parent_id
    return Event(
        kind=Kind.CREATE if first else Kind.EDIT,
        wiki=wiki,
        time=revision.timestamp.timestamp() if revision.timestamp is not None else 0.0,
        origin="history",
        page_id=page.id if page else None,
        title=page.title if page else None,
        namespace=page.namespace if page else None,
        rev_id=revision.id,
        parent_id=revision.parent_id,
        user=user.name if user else None,
        user_id=user.id if user else None,
        temporary=bool(user and user.temporary),
        bot=bool(user and user.bot),
        minor=revision.minor,
        comment=revision.comment,
        tags=tuple(tag for tag in revision.tags if tag != "mw-reverted"),  # it came later
        size=revision.size,
        old_size=old.size if old is not None else 0 if first else None,
    )


@dataclass(frozen=True, slots=True)
class Explained:
    """What each rule says of one revision: `outside` why the watch would not look at it at all."""

    event: Event
    outside: str | None
    verdicts: tuple[Verdict, ...]
    findings: tuple[Any, ...]
    notes: tuple[str, ...]


def explain(found: Settings, scope: Scope, members: Members, old: Revision, new: Revision) -> Explained:
    """Let every rule look at one revision, followed or not."""
    event = event_of(new, found.wiki, old)
    which = members.which(found.follow, event)
    outside = None if which else "it belongs to no list that is followed"
    against = found.filter.why_not(event)
    if against is not None:
        outside = f"the filter leaves it out: {against}"
    waiting = settle.Waiting(0, Burst(event, (new.id or 0,), new.parent_id, event.time), which, 0)
    analysis, verdicts = judge.analysed(old, new, waiting.burst, found.rules, scope)
    told = tuple(
        replace_reason(verdict, which) if verdict.rule.follow and not set(verdict.rule.follow) & set(which) else verdict
        for verdict in verdicts
    )
    return Explained(event, outside, told, analysis.findings, tuple(note.text for note in analysis.notes))


def replace_reason(verdict: Verdict, which: tuple[str, ...]) -> Verdict:
    """Return a verdict that did not fire because its rule is for other pages."""
    there = ", ".join(which) or "none"
    return replace(
        verdict, findings=(), reasons=(f"the rule is for {', '.join(verdict.rule.follow)}; the page is of {there}",)
    )


def explained_as_text(found: Explained) -> str:
    """Return what `explain` found as lines for people."""
    lines = [f"revision {found.event.rev_id} of {found.event.title}, {len(found.findings)} findings"]
    if found.outside is not None:
        lines.append(f"not followed: {found.outside}")
    for verdict in found.verdicts:
        lines.append(f"rule {verdict.rule.name}: {'fires' if verdict.fired else 'does not fire'}")
        lines.extend(f"  + {finding.code} {finding.message}" for finding in verdict.findings)
        lines.extend(f"  - {reason}" for reason in verdict.reasons)
    lines.extend(f"note: {note}" for note in found.notes)
    return "\n".join(lines) + "\n"


class Replay:
    """Runs stored revisions through the rules as a watch would have seen them, and tells no sink.

    Bursts, counts and cooldowns are those of the rules; the state stands in a folder that is thrown away. `pairs` are
    revisions of one page after another, oldest first.
    """

    def __init__(self, found: Settings, scope: Scope, members: Members, *, since: float | None = None) -> None:
        self.settings, self.scope, self.members = found, scope, members
        self.since = since
        self.totals: Counter[str] = Counter()

    def run(self, pages: Iterable[Iterable[Revision]]) -> Iterator[Mapping[str, Any]]:
        """Yield the bodies of alerts, page by page."""
        with TemporaryDirectory(prefix="wikidiff-replay-") as folder:
            state = State(str(Path(folder) / "replay.sqlite"))
            state.run("PRAGMA synchronous=OFF")
            try:
                for revisions in pages:
                    yield from self._page(state, revisions)
            finally:
                state.close()

    def _page(self, state: State, revisions: Iterable[Revision]) -> Iterator[Mapping[str, Any]]:
        held: dict[int, Revision] = {}
        last: Revision | None = None
        for revision in revisions:
            number = revision.id
            if number is None:
                continue
            if last is not None and revision.parent_id is None:
                revision = replace(revision, parent_id=last.id)
            held[number] = revision
            parent = held.get(revision.parent_id or 0)
            event = event_of(revision, self.settings.wiki, parent)
            which = self.members.which(self.settings.follow, event)
            self.totals["revisions"] += 1
            late = self.since is None or event.time >= self.since
            if late and which and self.settings.filter.why_not(event) is None:
                with state.batch():
                    settle.take(state, event, which, self.settings.settle, self.settings.longest)
            yield from self._judge(state, held, event.time)
            last = revision
            self._forget(state, held)
        yield from self._judge(state, held, _FAR)

    @staticmethod
    def _forget(state: State, held: dict[int, Revision]) -> None:
        """Keep the last revisions, and those that a burst still needs."""
        if len(held) < HELD:
            return
        needed: set[int] = set(list(held)[-2:])
        for row in state.rows("SELECT rev_id, parent_id FROM pending"):
            needed |= {int(row["rev_id"]), int(row["parent_id"] or 0)}
        for number in [number for number in held if number not in needed]:
            del held[number]

    def _judge(self, state: State, held: dict[int, Revision], until: float) -> Iterator[Mapping[str, Any]]:
        while waiting := settle.due(state, until, 25):
            judged = judge.look(waiting, partial(_among, held), self.scope)
            judged = [replace(one, waiting=replace(one.waiting, attempts=judge.ATTEMPTS)) for one in judged]
            with state.batch():
                self.totals.update(judge.settle_all(state, judged, self.scope, until))
            for row in state.rows("SELECT body FROM alerts ORDER BY time, key"):
                yield json.loads(row["body"])
            state.run("DELETE FROM alerts")
            state.run("DELETE FROM queue")


def _among(held: Mapping[int, Revision], ids: Iterable[int]) -> dict[int, Revision]:
    return {one: held[one] for one in ids if one in held}
