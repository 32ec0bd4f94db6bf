"""When an edit may be judged: a user's burst on one page is one edit.

Time here is the time of the events, not of this machine: a burst ends when the source has told of everything up to
`settle` after its last edit. So the same events make the same bursts, however often the watcher was stopped, and
whatever its clock says.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from wikidiff.monitor.alerts import Burst
from wikidiff.monitor.events import Event, Kind
from wikidiff.monitor.state import State

AHEAD: Final = 3600.0  # an event from further in the future says that a clock is wrong, not that time has passed


@dataclass(slots=True)
class Watermark:
    """Up to when the source has told of everything.

    It follows the events. Where all that came has been taken in and an open connection stays silent, it goes on with
    the time that passes (monotonic, so a clock that jumps moves nothing); while there is no connection, or while what
    came has not been taken in, it stands still.
    """

    latest: float = 0.0
    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    _heard: float | None = field(default=None)

    def told(self, moment: float) -> None:
        """Take note of an event."""
        if moment > max(self.wall(), self.latest) + AHEAD:
            return
        self.latest = max(self.latest, moment)
        self._heard = self.clock()

    def connected(self, *, up: bool) -> None:
        """Take note that the source can be heard, or no more."""
        self._heard = self.clock() if up else None

    def quiet(self) -> None:
        """Take note that there is nothing more to take in: what the connection was silent, has passed."""
        if self._heard is not None:
            now = self.clock()
            self.latest += now - self._heard
            self._heard = now

    def busy(self) -> None:
        """Take note that something waits to be taken in: time that passes meanwhile is not silence."""
        if self._heard is not None:
            self._heard = self.clock()

    def now(self) -> float:
        """Return the moment up to which everything was told."""
        return self.latest


def take(state: State, event: Event, follow: tuple[str, ...], settle: timedelta, longest: timedelta) -> bool:
    """Let an edit wait, in the burst that it continues or alone; tell whether it was new."""
    if event.rev_id is None or not state.first_sight(event.wiki, event.rev_id, event.time):
        return False
    wait, limit = settle.total_seconds(), longest.total_seconds()
    if wait and event.parent_id:
        rows = state.rows("SELECT * FROM pending WHERE wiki = ? AND rev_id = ?", event.wiki, event.parent_id)
        for row in rows:
            earlier = Event.from_json(row["event"])
            if _continues(earlier, event) and event.time <= row["due"] and event.time - row["began"] <= limit:
                due = min(event.time + wait, row["began"] + limit)
                revisions = [*json.loads(row["revisions"]), event.rev_id]
                joined = replace(
                    event,
                    old_size=earlier.old_size,
                    minor=bool(event.minor and earlier.minor),
                    tags=tuple(dict.fromkeys((*(earlier.tags or ()), *(event.tags or ())))) or event.tags,
                    kind=Kind.CREATE if earlier.kind is Kind.CREATE else event.kind,
                )
                state.run(
                    "UPDATE pending SET rev_id = ?, due = ?, revisions = ?, event = ?, follow = ? WHERE id = ?",
                    *(event.rev_id, due, json.dumps(revisions), joined.to_json(), json.dumps(follow), row["id"]),
                )
                return True
    state.run(
        "INSERT INTO pending (wiki, rev_id, due, began, parent_id, revisions, follow, event) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(event.wiki, event.rev_id, event.time + wait, event.time, event.parent_id),
        *(json.dumps([event.rev_id]), json.dumps(follow), event.to_json()),
    )
    return True


def _continues(earlier: Event, event: Event) -> bool:
    """Tell whether two edits are by one person; users that are not told are never the same."""
    return event.user is not None and earlier.user == event.user


@dataclass(frozen=True, slots=True)
class Waiting:
    """A burst whose time has come, with the lists it belongs to."""

    id: int
    burst: Burst
    follow: tuple[str, ...]
    attempts: int


def due(state: State, watermark: float, limit: int) -> list[Waiting]:
    """Return bursts that have settled, in the order in which they did."""
    rows = state.rows("SELECT * FROM pending WHERE due <= ? ORDER BY due, rev_id LIMIT ?", watermark, limit)
    return [
        Waiting(
            row["id"],
            Burst(Event.from_json(row["event"]), tuple(json.loads(row["revisions"])), row["parent_id"], row["began"]),
            tuple(json.loads(row["follow"])),
            row["attempts"],
        )
        for row in rows
    ]
