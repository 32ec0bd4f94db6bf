"""Rules: what of an edit is worth telling, to whom, and how often.

A rule fires when what it asks of the edit holds (`[rule.edit]`) and at least one finding meets its conditions. `also`
must be met by some finding of the same edit, `unless` by none. Everything is judged on the difference that this edit
made: what stood there before is never told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wikidiff.model import Analysis, Finding
from wikidiff.monitor import conditions
from wikidiff.monitor.conditions import Case, Condition
from wikidiff.monitor.events import Event
from wikidiff.monitor.tables import Table

SEVERITIES: Final = ("info", "low", "medium", "high", "critical")
PER: Final = ("page", "user", "rule", "section", "value", "term", "domain")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_HOURS: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of one thing it takes: `least` of them `within` a time, counted `per` what."""

    least: int
    within: timedelta
    per: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which alerts wait, but for those of `but` or above; `start` may be later than `end`."""

    start: time
    end: time
    zone: ZoneInfo
    but: str

    def until(self, moment: datetime, severity: str) -> datetime:
        """Return the moment, or the end of the quiet hours it falls into."""
        if SEVERITIES.index(severity) >= SEVERITIES.index(self.but):
            return moment
        local = moment.astimezone(self.zone)
        now = local.time()
        inside = self.start <= now < self.end if self.start < self.end else now >= self.start or now < self.end
        if not inside:
            return moment
        end = local.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        if now >= self.end:
            end += timedelta(days=1)
        return end.astimezone(moment.tzinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTest:
    """What a rule asks of the edit itself; empty fields ask nothing."""

    users: re.Pattern[str] | None = None
    not_users: re.Pattern[str] | None = None
    titles: re.Pattern[str] | None = None
    comments: re.Pattern[str] | None = None
    namespaces: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    not_groups: tuple[str, ...] = ()
    bots: bool | None = None
    minor: bool | None = None
    anonymous: bool | None = None
    new_editors: int | None = None  # at most so many edits, or none told
    grew: float | None = None
    shrank: float | None = None

    @property
    def about_people(self) -> bool:
        """Whether it asks for what not every source tells of a user."""
        return bool(self.groups or self.not_groups or self.new_editors is not None)

    def early(self) -> EditTest:
        """Return what of it can be asked when the edit is first heard of: tags and groups may come later."""
        return _early(self)

    def why_not(self, event: Event) -> str | None:
        """Return what speaks against the edit, None where nothing does; what is not known meets no demand."""
        for pattern, text, name in (
            (self.users, event.user, "user"),
            (self.titles, event.title, "title"),
            (self.comments, event.comment, "comment"),
        ):
            if pattern is not None and (text is None or not pattern.search(text)):
                return f"its {name} {'is not told' if text is None else 'does not match'}"
        if self.not_users is not None and event.user is not None and self.not_users.search(event.user):
            return "its user is ruled out"
        if self.namespaces and event.namespace not in self.namespaces:
            return f"its namespace is {event.namespace}"
        return self._sets(event) or self._flags(event)

    def _sets(self, event: Event) -> str | None:
        for wanted, ruled_out, there, name in (
            (self.tags, self.not_tags, event.tags, "tags"),
            (self.groups, self.not_groups, event.groups, "groups"),
        ):
            if wanted and not set(wanted) & set(there or ()):
                return f"its {name} are {', '.join(there) if there else 'none'}"
            if set(ruled_out) & set(there or ()):
                return f"its {name} rule it out"
        return None

    def _flags(self, event: Event) -> str | None:
        if self.bots is not None and event.bot is not self.bots:
            return "it is by a bot" if event.bot else "it is by no bot"
        if self.minor is not None and bool(event.minor) is not self.minor:
            return "it is minor" if event.minor else "it is not minor"
        unnamed = bool(event.anonymous or event.temporary)
        if self.anonymous is not None and unnamed is not self.anonymous:
            return "its user has no account" if unnamed else "its user has an account"
        if self.new_editors is not None and event.edit_count is not None and event.edit_count > self.new_editors:
            return f"its user has made {event.edit_count:,} edits"
        delta = None if event.size is None or event.old_size is None else event.size - event.old_size
        if self.grew is not None and (delta is None or delta < self.grew):
            return f"it grew by {delta} bytes"
        if self.shrank is not None and (delta is None or -delta < self.shrank):
            return f"it shrank by {None if delta is None else -delta} bytes"
        return None


@lru_cache(maxsize=64)
def _early(test: EditTest) -> EditTest:
    return replace(test, tags=(), not_tags=(), groups=(), not_groups=(), new_editors=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a file; `version` is part of an alert's key, so raising it tells the same edit anew."""

    name: str
    condition: Condition
    version: int = 1
    severity: str = "medium"
    follow: tuple[str, ...] = ()
    sinks: tuple[str, ...] = ()
    edit: EditTest = EditTest()
    also: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    count: Count | None = None
    cooldown: timedelta | None = None
    cooldown_per: str = "page"
    quiet: Quiet | None = None
    digest: timedelta | None = None
    after: timedelta | None = None
    template: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule fired on an edit: the findings that made it fire, or the reasons why it did not."""

    rule: Rule
    findings: tuple[Finding, ...]
    reasons: tuple[str, ...]

    @property
    def fired(self) -> bool:
        """Whether the rule fired."""
        return bool(self.findings)


def judge(rule: Rule, event: Event, analysis: Analysis, lists: Mapping[str, frozenset[str]]) -> Verdict:
    """Say whether a rule fires on an edit, and why; counts over time are not part of it."""
    against = rule.edit.why_not(event)
    if against is not None:
        return Verdict(rule, (), (f"the edit: {against}",))
    case = Case(analysis, lists)
    findings = analysis.findings
    for other in rule.also:
        if not any(other.holds(finding, case) for finding in findings):
            return Verdict(rule, (), (f"no finding is what 'also' asks for: {conditions.said(other)}",))
    for other in rule.unless:
        if any(other.holds(finding, case) for finding in findings):
            return Verdict(rule, (), (f"a finding is what 'unless' rules out: {conditions.said(other)}",))
    met, reasons = [], []
    for finding in findings:
        reason = rule.condition.why_not(finding, case)
        if reason is None:
            met.append(finding)
        else:
            reasons.append(f"{finding.code} {finding.category}: {reason}")
    return Verdict(rule, tuple(met), tuple(reasons) or (() if met else ("the edit has no findings",)))


_EDIT: Final = (
    *("users", "not_users", "titles", "comments", "namespaces", "tags", "not_tags", "groups", "not_groups"),
    *("bots", "minor", "anonymous", "new_editors", "grew", "shrank"),
)


def read_edit(table: Table | None) -> EditTest:
    """Read `[rule.edit]` or `[filter]`."""
    if table is None:
        return EditTest()
    spaces = table.raw("namespaces")
    spaces = [spaces] if isinstance(spaces, int) else spaces if spaces is not None else []
    if not isinstance(spaces, list) or not all(isinstance(one, int) and not isinstance(one, bool) for one in spaces):
        table.fail("namespaces", "numbers of namespaces are wanted", "such as [0, 118]")
    newest = table.whole("new_editors", 0) if "new_editors" in table else None
    found = EditTest(
        users=conditions.pattern_of(table, "users"),
        not_users=conditions.pattern_of(table, "not_users"),
        titles=conditions.pattern_of(table, "titles"),
        comments=conditions.pattern_of(table, "comments"),
        namespaces=tuple(spaces),
        tags=table.texts("tags"),
        not_tags=table.texts("not_tags"),
        groups=table.texts("groups"),
        not_groups=table.texts("not_groups"),
        bots=table.flag("bots"),
        minor=table.flag("minor"),
        anonymous=table.flag("anonymous"),
        new_editors=newest,
        grew=table.number("grew"),
        shrank=table.number("shrank"),
    )
    table.known(_EDIT)
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule may refer to: follow lists, sinks and lists of domains of the same file."""

    follow: tuple[str, ...]
    sinks: tuple[str, ...]
    lists: frozenset[str]
    templates: tuple[str, ...] = ()


def read_rules(tables: list[Table], names: Names) -> tuple[Rule, ...]:
    """Read `[[rule]]` tables; raises `ConfigError` with the line of what is wrong."""
    rules: dict[str, Rule] = {}
    for table in tables:
        rule = _rule(table, names)
        if rule.name in rules:
            table.fail("name", f"there are two rules '{rule.name}'", "give each a name of its own")
        rules[rule.name] = rule
    return tuple(rules.values())


def _rule(table: Table, names: Names) -> Rule:
    name = table.needed("name", "a rule needs a name: it is part of each alert's key")
    if not _NAME.fullmatch(name):
        table.fail("name", "a name is letters, digits, '-', '_' and '.'")
    rule = Rule(
        name=name,
        condition=conditions.read(table, names.lists),
        version=table.whole("version", 1, low=1),
        severity=table.text("severity", "medium", choices=SEVERITIES) or "medium",
        follow=table.texts("follow", choices=names.follow),
        sinks=table.texts("sinks", choices=names.sinks) or names.sinks,
        edit=read_edit(table.table("edit")),
        also=tuple(conditions.read(part, names.lists) for part in table.tables("also")),
        unless=tuple(conditions.read(part, names.lists) for part in table.tables("unless")),
        count=_count(table),
        cooldown=table.span("cooldown"),
        cooldown_per=table.text("cooldown_per", "page", choices=("page", "user", "rule")) or "page",
        quiet=_quiet(table),
        digest=table.span("digest", least=1),
        after=table.span("after"),
        template=_template(table, names),
        message=table.text("message") or "",
    )
    table.known(conditions.KEYS)
    if not rule.condition.tests:
        table.fail(None, f"rule '{name}' asks for nothing", 'write what it looks for, such as category = "numeric"')
    for key in ("any", "all", "none", "also", "unless"):
        _known_parts(table, key)
    return rule


def _template(table: Table, names: Names) -> str | None:
    name = table.text("template", choices=names.templates)
    if name is not None and not names.templates:
        table.fail("template", f"there is no template '{name}'", "write it under [templates]")
    return name


def _known_parts(table: Table, key: str) -> None:
    for part in table.tables(key):
        part.known(conditions.KEYS)
        for inner in ("any", "all", "none"):
            _known_parts(part, inner)


def _count(table: Table) -> Count | None:
    part = table.table("count")
    if part is None:
        return None
    within = part.span("within", least=1)
    if within is None:
        part.fail(None, "'within' is missing", 'such as count = { at_least = 3, within = "1d", per = "value" }')
    found = Count(part.whole("at_least", 2, low=2), within, part.text("per", "page", choices=PER) or "page")
    part.known()
    return found


def _quiet(table: Table) -> Quiet | None:
    part = table.table("quiet")
    if part is None:
        return None
    hours = part.needed("hours", 'such as "22:00-07:00"')
    found = _HOURS.fullmatch(hours.strip())
    if not found:
        part.fail("hours", "these are no hours", 'such as "22:00-07:00"')
    name = part.text("zone", "UTC") or "UTC"
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        part.fail("zone", f"there is no time zone '{name}'", "such as Europe/Paris")
    start, end = (time(int(found[number]), int(found[number + 1])) for number in (1, 3))
    quiet = Quiet(start, end, zone, part.text("but", "critical", choices=SEVERITIES) or "critical")
    part.known()
    return quiet


def counted(rule: Rule, finding: Finding, event: Event) -> str:
    """Return what a finding is counted under: findings of one key are the same thing changed again."""
    per = rule.count.per if rule.count else "page"
    page = f"{event.wiki}:{event.page_id or event.title}"
    if per == "rule":
        return event.wiki
    if per == "user":
        return f"{event.wiki}:{event.user}"
    if per == "section":
        return f"{page}:{'/'.join(finding.section)}"
    if per == "term":
        terms = (finding.detail.get("old_term") or finding.old, finding.detail.get("new_term") or finding.new)
        return f"{page}:{'|'.join(sorted(str(term).casefold() for term in terms))}"
    if per == "domain":
        came = conditions.hosts(place.new.text for place in finding.occurrences)
        return f"{event.wiki}:{','.join(sorted(came))}"
    if per == "value":
        return f"{page}:{_measured(finding)}"
    return page


def _measured(finding: Finding) -> str:
    """Return what a figure stands for: its parameter or cell, else its section, kind and unit."""
    detail = finding.detail
    named = detail.get("parameter") or detail.get("row")
    if named is not None:
        return f"{named}|{detail.get('column') or ''}"
    side = detail.get("new") or detail.get("old")
    what = [side.get("kind"), side.get("unit")] if isinstance(side, Mapping) else []
    return f"{'/'.join(finding.section)}|{what}"
