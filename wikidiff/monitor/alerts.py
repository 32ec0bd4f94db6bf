"""An alert: what a rule has to say of one edit, and what becomes of it later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from wikidiff.model import Analysis, Finding
from wikidiff.monitor.events import Event
from wikidiff.monitor.rules import Rule
from wikidiff.wire import to_json

SCHEMA: Final = 1
_PARTS: Final = ("old", "new", "findings", "summary", "notes", "language", "site")


class Word(StrEnum):
    """What a message says of an alert."""

    ALERT = "alert"
    UPDATE = "update"  # more is known of it: its tags
    RETRACT = "retract"  # the edit was reverted, or its page deleted
    REDACT = "redact"  # the edit's text, user or comment was hidden: what was said of it must go


@dataclass(frozen=True, slots=True)
class Burst:
    """Edits of one user to one page that are judged as one: the last event, and all revisions, oldest first."""

    event: Event
    revisions: tuple[int, ...]
    parent_id: int | None
    began: float

    @property
    def rev_id(self) -> int:
        """The last revision, which names the whole."""
        return self.revisions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What one rule has to say of one burst; `body` is ready for JSON."""

    key: str
    wiki: str
    rule: str
    severity: str
    rev_id: int
    revisions: tuple[int, ...]
    page_id: int | None
    title: str | None
    time: float
    body: Mapping[str, Any]

    def to_json(self) -> str:
        """Return the body as one line."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Message:
    """What a sink is given: `id` is the same at every attempt, so that a sink can tell that it has it already."""

    id: str
    word: Word
    key: str
    body: Mapping[str, Any]
    text: str = ""
    doubt: bool = False  # an earlier attempt may have arrived

    @property
    def title(self) -> str:
        """The first line of the text."""
        return self.text.strip().partition("\n")[0] or self.key


def alert_key(wiki: str, rev_id: int, rule: Rule) -> str:
    """Return the key of an alert: one per wiki, revision, rule and version of the rule."""
    return f"{wiki}:{rev_id}:{rule.name}:{rule.version}"


def make(rule: Rule, burst: Burst, analysis: Analysis, findings: tuple[Finding, ...], *, server: str | None) -> Alert:
    """Return the alert of a rule that fired; of the analysis it keeps what the rule saw."""
    event = burst.event
    told = json.loads(to_json(replace(analysis, findings=findings)))
    key = alert_key(event.wiki, burst.rev_id, rule)
    stamp = datetime.fromtimestamp(event.time, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    body = {
        "schema": SCHEMA,
        "key": key,
        "rule": {"name": rule.name, "version": rule.version, "severity": rule.severity, "message": rule.message},
        "wiki": event.wiki,
        "page": {"title": event.title, "id": event.page_id, "namespace": event.namespace},
        "revisions": list(burst.revisions),
        "old_id": burst.parent_id,
        "new_id": burst.rev_id,
        "user": event.user,
        "comment": event.comment,
        "timestamp": stamp,
        "tags": list(event.tags or ()),
        "url": diff_url(server, burst.parent_id, burst.rev_id),
        "state": "live",
        "analysis": {name: told[name] for name in _PARTS if name in told},
    }
    return Alert(
        key=key,
        wiki=event.wiki,
        rule=rule.name,
        severity=rule.severity,
        rev_id=burst.rev_id,
        revisions=burst.revisions,
        page_id=event.page_id,
        title=event.title,
        time=event.time,
        body=body,
    )


def diff_url(server: str | None, old: int | None, new: int) -> str | None:
    """Return the address of a difference, None where the wiki's address is not known."""
    if server is None:
        return None
    pair = f"diff={new}&oldid={old}" if old else f"oldid={new}"
    return f"{server}/w/index.php?{quote(pair, safe='=&')}"


def redacted(body: Mapping[str, Any], hidden: tuple[str, ...], *, page: bool = False) -> dict[str, Any]:
    """Return a body without what a wiki has hidden: its text, its user, its comment; of the whole `page` if told."""
    found = dict(body)
    analysis = dict(found.get("analysis") or {})
    if "text" in hidden:
        analysis["findings"] = [
            {name: finding[name] for name in ("code", "category", "labels", "action") if name in finding}
            for finding in analysis.get("findings", [])
        ]
    for name in ("user", "comment"):
        if name in hidden:
            found[name] = None
            for side in ("old", "new"):  # the old revision may be of the same user
                told = analysis.get(side)
                if isinstance(told, dict) and (page or told.get("id") in found.get("revisions", [])):
                    analysis[side] = {**analysis[side], name: None}
    found["analysis"] = analysis
    found["hidden"] = sorted({*found.get("hidden", []), *hidden})
    return found
