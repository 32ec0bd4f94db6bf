"""Bursts that have settled become alerts: texts are asked for, compared, and the rules look at what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from wikidiff.analyze import compare
from wikidiff.model import Analysis, Page, Revision, User
from wikidiff.monitor import alerts
from wikidiff.monitor.alerts import Alert, Burst, Word
from wikidiff.monitor.events import Event
from wikidiff.monitor.rules import EditTest, Rule, Verdict, counted, judge
from wikidiff.monitor.settle import Waiting
from wikidiff.monitor.state import State

ATTEMPTS: Final = 4
LATER: Final = 5.0  # seconds until a revision is asked for again that a lagged replica does not know yet

Texts = Callable[[Iterable[int]], Mapping[int, Revision]]
People = Callable[[Iterable[str]], Mapping[str, tuple[tuple[str, ...], int | None]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a burst is judged by."""

    rules: tuple[Rule, ...]
    lists: Mapping[str, frozenset[str]]
    language: str
    site: str | None
    server: str | None
    filter: EditTest = field(default_factory=EditTest)
    people: People | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one burst: `lost` says why it could not be judged."""

    waiting: Waiting
    analysis: Analysis | None
    verdicts: tuple[Verdict, ...] = ()
    lost: str | None = None


def warm(scope: Scope, wiki: str) -> None:
    """Load what comparing needs, so that the first edits need not wait for it."""
    old = "The mill had 400 workers.<ref>{{cite web |url=https://a.org/}}</ref> It was old."
    compare(old, old.replace("400", "700").replace("old", "new"), language=scope.language, site=scope.site or wiki)


def rules_for(rules: Iterable[Rule], follow: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules that hold for pages of these lists."""
    return tuple(rule for rule in rules if not rule.follow or set(rule.follow) & set(follow))


def look(waiting: Sequence[Waiting], texts: Texts, scope: Scope) -> list[Judged]:
    """Compare and judge; raises `SourceError` where the wiki does not answer. Nothing is remembered here."""
    waiting = _introduced(waiting, scope)
    wanted = [one.burst.rev_id for one in waiting]
    wanted += [one.burst.parent_id for one in waiting if one.burst.parent_id]
    found = texts(dict.fromkeys(wanted))
    return [_look(one, found, scope) for one in waiting]


def _introduced(waiting: Sequence[Waiting], scope: Scope) -> list[Waiting]:
    """Ask for the groups and edit counts of users where rules need them and the source did not tell them."""
    tests = (scope.filter, *(rule.edit for rule in scope.rules))
    if scope.people is None or not any(test.about_people for test in tests):
        return list(waiting)
    names = [one.burst.event.user for one in waiting if one.burst.event.groups is None and one.burst.event.user]
    known = scope.people(names) if names else {}
    found = []
    for one in waiting:
        event = one.burst.event
        if event.groups is None and event.user is not None and event.user in known:
            groups, edits = known[event.user]
            event = replace(event, groups=groups, edit_count=edits)
        found.append(replace(one, burst=replace(one.burst, event=event)))
    return found


def _look(waiting: Waiting, found: Mapping[int, Revision], scope: Scope) -> Judged:
    burst = waiting.burst
    if scope.filter.why_not(burst.event) is not None:  # its tags may have come after the edit
        return Judged(waiting, None, lost="filtered")
    new = found.get(burst.rev_id)
    if new is None:
        return Judged(waiting, None, lost="missing")
    if burst.event.page_id is None and new.page is not None:
        burst = replace(burst, event=replace(burst.event, page_id=new.page.id))
        waiting = replace(waiting, burst=burst)
    parent_id = burst.parent_id if burst.parent_id is not None else new.parent_id
    old = found.get(parent_id) if parent_id else Revision(text="", page=new.page)
    if old is None:
        return Judged(waiting, None, lost="missing")
    if new.model not in (None, "wikitext"):
        return Judged(waiting, None, lost="model")
    if new.text is None or old.text is None:
        return Judged(waiting, None, lost="hidden")
    return Judged(waiting, *analysed(old, new, burst, rules_for(scope.rules, waiting.follow), scope))


def analysed(
    old: Revision, new: Revision, burst: Burst, rules: tuple[Rule, ...], scope: Scope
) -> tuple[Analysis, tuple[Verdict, ...]]:
    """Compare two revisions and let the rules look at them."""
    event = burst.event
    site = scope.site or (event.wiki if old.page is None and new.page is None else None)
    analysis = compare(old, new, language=scope.language, site=site)
    analysis = replace(analysis, old=old.header(), new=_with_event(new, event).header())
    return analysis, tuple(judge(rule, event, analysis, scope.lists) for rule in rules)


def _with_event(new: Revision, event: Event) -> Revision:
    """Return the revision with what the event tells of it beyond the wiki's answer."""
    page = new.page or Page(wiki=event.wiki, title=event.title, id=event.page_id, namespace=event.namespace)
    user = new.user
    if user is None and event.user is not None and "user" not in new.hidden:
        user = User(name=event.user, id=event.user_id, temporary=event.temporary, bot=event.bot)
    tags = tuple(dict.fromkeys((*new.tags, *(event.tags or ()))))
    return replace(new, page=replace(page, wiki=page.wiki or event.wiki), user=user, tags=tags)


def settle_all(state: State, judged: Sequence[Judged], scope: Scope, now: float) -> Counter[str]:
    """Put what came of the bursts into the queues, and the bursts out of the way: one transaction."""
    totals: Counter[str] = Counter()
    for one in judged:
        if one.lost == "missing" and one.waiting.attempts + 1 < ATTEMPTS:
            state.run("UPDATE pending SET attempts = attempts + 1, due = due + ? WHERE id = ?", LATER, one.waiting.id)
            continue
        state.run("DELETE FROM pending WHERE id = ?", one.waiting.id)
        if one.analysis is None:
            totals[f"edits_{one.lost}"] += 1
            continue
        totals["edits_judged"] += 1
        for verdict in one.verdicts:
            if verdict.fired:
                totals[_fire(state, verdict, one.waiting.burst, one.analysis, scope, now)] += 1
    state.add(totals)
    return totals


def _fire(state: State, verdict: Verdict, burst: Burst, analysis: Analysis, scope: Scope, now: float) -> str:
    """Make the alert of a rule that fired, unless its counts or its cooldown say otherwise."""
    rule, findings = verdict.rule, verdict.findings
    if rule.count is not None:
        findings = tuple(
            finding for finding in findings if _often(state, rule, burst, counted(rule, finding, burst.event))
        )
        if not findings:
            return "alerts_counted"
    thing = {
        "page": f"{burst.event.wiki}:{burst.event.page_id or burst.event.title}",
        "rule": "",
        "user": burst.event.user,
    }
    if rule.cooldown is not None:
        over = thing[rule.cooldown_per] or ""
        until = state.one("SELECT until FROM cooldowns WHERE rule = ? AND thing = ?", rule.name, over)
        if until is not None and burst.event.time < until:
            return "alerts_cooled"
        state.run(
            "INSERT OR REPLACE INTO cooldowns VALUES (?, ?, ?)",
            *(rule.name, over, burst.event.time + rule.cooldown.total_seconds()),
        )
    alert = alerts.make(rule, burst, analysis, findings, server=scope.server)
    return "alerts_made" if enqueue(state, alert, rule, now) else "alerts_known"


def _often(state: State, rule: Rule, burst: Burst, thing: str) -> bool:
    """Count a finding; tell whether it has come often enough within the rule's time."""
    if rule.count is None:
        return True
    name = f"{rule.name}:{rule.version}"
    state.run("INSERT OR IGNORE INTO counts VALUES (?, ?, ?, ?)", name, thing, burst.rev_id, burst.event.time)
    since = burst.event.time - rule.count.within.total_seconds()
    times = state.one(
        "SELECT count(*) FROM counts WHERE rule = ? AND thing = ? AND time > ? AND time <= ?",
        *(name, thing, since, burst.event.time),
    )
    return int(times) >= rule.count.least


def enqueue(state: State, alert: Alert, rule: Rule, now: float) -> bool:
    """Keep an alert and put it into the queue of each of its sinks; tell whether it is new."""
    added = state.run(
        "INSERT OR IGNORE INTO alerts (key, wiki, page_id, title, rule, severity, time, made, body, sinks) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(alert.key, alert.wiki, alert.page_id, alert.title, alert.rule, alert.severity, alert.time, now),
        *(alert.to_json(), json.dumps(rule.sinks)),
    )
    if not added:
        return False
    for rev_id in alert.revisions:
        state.run("INSERT OR IGNORE INTO alert_revisions VALUES (?, ?, ?)", alert.wiki, rev_id, alert.key)
    when, group = ready_at(rule, now), ""
    if rule.digest is not None:
        period = rule.digest.total_seconds()
        when = max(when, (now // period + 1) * period)
        group = f"{rule.name}:{int(when)}"
    for sink in rule.sinks:
        put(state, sink, alert.key, Word.ALERT, when, digest=group)
    return True


def ready_at(rule: Rule, now: float) -> float:
    """Return when an alert of a rule may go out: after its wait, and not in its quiet hours."""
    moment = now + (rule.after.total_seconds() if rule.after is not None else 0.0)
    if rule.quiet is None:
        return moment
    return rule.quiet.until(datetime.fromtimestamp(moment, UTC), rule.severity).timestamp()


def put(state: State, sink: str, key: str, word: Word, when: float, *, digest: str = "", mark: str = "") -> None:
    """Put a message into a queue; one that stands there or went out under this id is not put there again."""
    message = f"{key}:{word}{mark}"
    state.run(
        "INSERT OR IGNORE INTO queue (sink, message, word, key, due, digest) VALUES (?, ?, ?, ?, ?, ?)",
        *(sink, message, word, key, when, digest),
    )
