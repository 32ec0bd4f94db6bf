"""What a feed tells goes into the state: one transaction a batch, its cursor with it."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from wikidiff.monitor import aftermath, settle
from wikidiff.monitor.events import Event, Kind, joined
from wikidiff.monitor.feeds import Item
from wikidiff.monitor.rules import EditTest
from wikidiff.monitor.state import State
from wikidiff.monitor.targets import Follow, Members

_LOG = logging.getLogger("wikidiff.monitor.intake")


@dataclass(slots=True)
class Intake:
    """By what events are taken in; `stale` is set when a category's members changed."""

    wiki: str
    follows: tuple[Follow, ...]
    members: Members
    filter: EditTest
    settle: timedelta
    longest: timedelta
    source: str
    stale: bool = field(default=False)

    def take(self, state: State, items: Sequence[Item], now: float) -> Counter[str]:
        """Take a batch in, all or nothing, and move the cursor behind it."""
        totals: Counter[str] = Counter()
        with state.batch():
            last: Item | None = None
            for item in items:
                if item.word == "bad":
                    why, _, data = item.text.partition("\n")
                    state.reject(why, data)
                    totals["events_bad"] += 1
                elif item.gap is not None:
                    gap = item.gap
                    state.gap(self.source, gap.began, gap.ended, gap.reason, gap.filled, gap.outcome)
                    totals["gaps"] += 1
                elif item.word == "event":
                    totals["events"] += 1
                    if item.event is not None and item.event.wiki == self.wiki:
                        self._event(state, item.event, now, totals)
                if item.cursor is not None:
                    last = item
            if last is not None and last.cursor is not None:
                state.set_cursor(self.source, last.cursor, last.time or 0.0)
            if totals:
                state.add(totals)
        return totals

    def _event(self, state: State, event: Event, now: float, totals: Counter[str]) -> None:
        if event.is_edit:
            totals["edits"] += 1
            which = self.members.which(self.follows, event)
            if not which or self.filter.early().why_not(event) is not None:
                return
            known = state.one("SELECT tags FROM tags WHERE wiki = ? AND rev_id = ?", event.wiki, event.rev_id)
            if known is not None:
                event = joined(event, tuple(json.loads(known)))
            new = settle.take(state, event, which, self.settle, self.longest)
            totals["edits_followed" if new else "edits_again"] += 1
            return
        if event.kind is Kind.CATEGORIZE:
            self.stale = self.stale or any(follow.categories for follow in self.follows)
            return
        if event.kind is Kind.MOVE and event.old_title and event.title:
            self.members.moved(event.old_title, event.title)
        totals.update(aftermath.apply(state, event, now))
