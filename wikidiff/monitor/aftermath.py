"""What becomes of an alert: its edit is reverted, its page deleted, its text hidden.

An alert that has gone out is followed by a message that withdraws or redacts it; one that still waits is taken out of
the queue. Text that a wiki has hidden is also taken out of the state: nothing keeps what a wiki has withdrawn.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from wikidiff.monitor.alerts import Word, redacted
from wikidiff.monitor.events import REVERTED, Event, Kind
from wikidiff.monitor.judge import put
from wikidiff.monitor.site import Fate
from wikidiff.monitor.state import State, marks

_ALL: Final = ("text", "user", "comment")
_REASONS: Final = {"reverted": "the edit was reverted", "deleted": "the page was deleted"}


def apply(state: State, event: Event, now: float) -> Counter[str]:
    """Do to alerts what an event asks for; return what was done, for the counters."""
    done: Counter[str] = Counter()
    if event.kind is Kind.TAGS and event.rev_id is not None:
        _tags(state, event, now, done)
    elif event.kind is Kind.VISIBILITY:
        ids = event.revisions or ((event.rev_id,) if event.rev_id is not None else ())
        for key in _keys(state, event.wiki, ids):
            redact(state, key, event.hidden, now, done)
    elif event.kind is Kind.DELETE:
        for row in state.rows(
            "SELECT key FROM alerts WHERE wiki = ? AND (page_id = ? OR (? IS NULL AND title = ?)) AND state = 'live'",
            *(event.wiki, event.page_id, event.page_id, event.title),
        ):
            redact(state, row["key"], _ALL, now, done, quietly=True)
            withdraw(state, row["key"], "deleted", now, done)
        state.run(
            "DELETE FROM pending WHERE wiki = ? AND json_extract(event, '$.page_id') = ?", event.wiki, event.page_id
        )
    elif event.kind is Kind.MOVE and event.page_id is not None:
        state.run("UPDATE alerts SET title = ? WHERE wiki = ? AND page_id = ?", event.title, event.wiki, event.page_id)
    return done


def _keys(state: State, wiki: str, ids: Iterable[int]) -> list[str]:
    wanted = list(ids)
    rows = state.rows(
        f"SELECT DISTINCT key FROM alert_revisions WHERE wiki = ? AND rev_id IN ({marks(wanted)}) ORDER BY key",  # noqa: S608
        *(wiki, *wanted),
    )
    return [row["key"] for row in rows]


def _tags(state: State, event: Event, now: float, done: Counter[str]) -> None:
    """Join tags to the edit where it still waits; look whether it was reverted where it was told."""
    tags = event.tags or ()
    state.run("INSERT OR REPLACE INTO tags VALUES (?, ?, ?, ?)", event.wiki, event.rev_id, json.dumps(tags), event.time)
    for row in state.rows(
        "SELECT id, event FROM pending WHERE wiki = ? AND EXISTS "
        "(SELECT 1 FROM json_each(pending.revisions) WHERE value = ?)",
        *(event.wiki, event.rev_id),
    ):
        waiting = json.loads(row["event"])
        waiting["tags"] = list(dict.fromkeys((*waiting.get("tags", ()), *tags)))
        state.run("UPDATE pending SET event = ? WHERE id = ?", json.dumps(waiting), row["id"])
    if REVERTED in tags:
        for key in _keys(state, event.wiki, [event.rev_id] if event.rev_id is not None else []):
            withdraw(state, key, "reverted", now, done)


def withdraw(state: State, key: str, why: str, now: float, done: Counter[str]) -> None:
    """Take an alert back: out of the queues where it waits, by a message where it has gone out."""
    row = _alert(state, key)
    if row is None or row["state"] != "live":
        return
    body = {**json.loads(row["body"]), "state": why, "reason": _REASONS[why]}
    state.run("UPDATE alerts SET state = ?, body = ? WHERE key = ?", why, _line(body), key)
    _follow_up(state, key, json.loads(row["sinks"]), Word.RETRACT, now)
    done[f"alerts_{why}"] += 1


def redact(
    state: State, key: str, hidden: tuple[str, ...], now: float, done: Counter[str], *, quietly: bool = False
) -> None:
    """Take what was hidden out of an alert, and tell the sinks to do the same."""
    row = _alert(state, key)
    if row is None or not hidden:
        return
    body = json.loads(row["body"])
    known = set(body.get("hidden", []))
    if set(hidden) <= known:
        return
    body = redacted(body, hidden, page=quietly)
    if not quietly:
        body["state"] = "hidden"
    state.run("UPDATE alerts SET body = ?, state = ? WHERE key = ?", _line(body), body["state"], key)
    if not quietly:
        mark = "".join(sorted(name[0] for name in body["hidden"]))
        _follow_up(state, key, json.loads(row["sinks"]), Word.REDACT, now, mark=f":{mark}", drop="text" in hidden)
        done["alerts_redacted"] += 1


def _follow_up(
    state: State, key: str, sinks: list[str], word: Word, now: float, *, mark: str = "", drop: bool = True
) -> None:
    for sink in sinks:
        waits = state.rows("SELECT id, doubt FROM queue WHERE sink = ? AND key = ? AND word = ?", sink, key, Word.ALERT)
        if waits and not waits[0]["doubt"]:  # nobody was told: nothing needs to be taken back
            if drop:
                state.run("DELETE FROM queue WHERE id = ?", waits[0]["id"])
            continue
        put(state, sink, key, word, now, mark=mark)


def _alert(state: State, key: str) -> Any:
    rows = state.rows("SELECT state, body, sinks FROM alerts WHERE key = ?", key)
    return rows[0] if rows else None


def _line(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def recheck(state: State, told: Iterable[tuple[int, str]], fates: Mapping[int, Fate], now: float) -> Counter[str]:
    """Do to alerts what a wiki says of their revisions now; return what was done."""
    done: Counter[str] = Counter()
    for rev_id, key in told:
        fate = fates.get(rev_id)
        if fate is None:
            continue
        if fate.gone:
            redact(state, key, _ALL, now, done, quietly=True)
            withdraw(state, key, "deleted", now, done)
            continue
        if fate.hidden:
            redact(state, key, fate.hidden, now, done)
        if REVERTED in fate.tags:
            withdraw(state, key, "reverted", now, done)
    return done
