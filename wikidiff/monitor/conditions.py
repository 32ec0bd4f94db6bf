"""What a rule asks of one finding: conditions read from TOML, and why one does not hold.

A condition is a table of tests that must all hold; `any`, `all` and `none` hold further tables. All of them look at the
same finding, so that `category` and `section` of one table are about one place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Any, Final

from wikidiff.model import Action, Analysis, Category, Context, Detail, Finding, Occurrence
from wikidiff.monitor.tables import Table
from wikidiff.text.urls import domain

LEAD: Final = "lead"
_URL: Final = re.compile(r"https?://[^\s|<>\[\]{}\"']+", re.IGNORECASE)
_PROSE: Final = ("source_changed", "listed", "quotation_restored", "context")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {  # what docs/json.md says of each category's detail
    "terminology": ("old_term", "new_term", "remaining", "remaining_in", "neutral", "reason"),
    "tone": ("direction", "device", "triggers", "score", "learned"),
    "citation": (
        *("kind", "matched_by", "fields", "name", "template", "urls", "identifiers", "claim_changed"),
        *("match_confidence", "identifiers_gained", "identifiers_lost", "source_title_altered", "quote_altered"),
        *("dead_link", "usurped", "deduplicated", "told_again", "answers_tag", "tag", "elsewhere"),
    ),
    "numeric": (
        "old",
        "new",
        "delta",
        "relative_delta",
        "changed",
        "parameter",
        "row",
        "column",
        "remaining",
        "signals",
    ),
    "formatting": ("reason",),
}
_OPEN: Final = tuple(category for category in Category if category not in _FIELDS)
OPERATORS: Final = (
    *("equals", "not", "in", "above", "below", "at_least", "at_most"),
    *("abs_above", "abs_below", "matches", "contains", "exists"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """What a finding is judged in: its analysis, and the lists of domains that rules name."""

    analysis: Analysis
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def stood(self) -> frozenset[str]:
        """Return the hosts that the changed places had before: what only moves is not new."""
        return hosts(place.old.text for finding in self.analysis.findings for place in finding.occurrences)


@dataclass(frozen=True, slots=True)
class Test:
    """One test: `said` as it stands in the file; `why` returns what speaks against it, None where it holds."""

    said: str
    why: Callable[[Finding, Case], str | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests that must all hold of one finding."""

    tests: tuple[Test, ...]

    def why_not(self, finding: Finding, case: Case) -> str | None:
        """Return what speaks against it, None where it holds."""
        for test in self.tests:
            reason = test.why(finding, case)
            if reason is not None:
                return reason
        return None

    def holds(self, finding: Finding, case: Case) -> bool:
        """Tell whether all tests hold."""
        return self.why_not(finding, case) is None


def hosts(texts: Any) -> frozenset[str]:
    """Return the registrable domains and the hosts of all addresses in some texts."""
    found: set[str] = set()
    for text in texts:
        for url in _URL.findall(text):
            host = url.split("/")[2].rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
            found.add(host)
            found.add(domain(url) or host)
    return frozenset(found)


KEYS: Final = (
    *("category", "label", "action", "context", "code", "section", "confidence", "meaning"),
    *("old", "new", "text", "domain", "quotation_altered", "detail", "any", "all", "none"),
)


def read(table: Table, lists: frozenset[str] = frozenset()) -> Condition:
    """Read a condition; `lists` are the names that `domain = "@name"` may use."""
    tests = [*_plain(table), *_texts(table), *_details(table)]
    domains = table.texts("domain")
    for name in domains:
        if name.startswith("@") and name[1:] not in lists:
            table.fail("domain", f"there is no list '{name[1:]}'", f"write it under [lists.{name[1:]}]")
    if domains:
        tests.append(_domain(domains))
    for key, make in (("any", _any), ("all", _all), ("none", _none)):
        parts = tuple(read(part, lists) for part in table.tables(key))
        if key in table and not parts:
            table.fail(key, "there is nothing in it", "write at least one condition, or leave it out")
        for number, part in enumerate(parts):
            if not part.tests:
                table.tables(key)[number].fail(None, "this condition asks for nothing")
        if parts:
            tests.append(make(parts))
    return Condition(tuple(tests))


def _one_of(said: str, wanted: tuple[str, ...], get: Callable[[Finding], tuple[str, ...]]) -> Test:
    def why(finding: Finding, _: Case) -> str | None:
        found = get(finding)
        return None if set(found) & set(wanted) else f"{said} is {', '.join(found) or 'none'}"

    return Test(f"{said} {' or '.join(wanted)}", why)


def _plain(table: Table) -> list[Test]:
    tests = []
    names = tuple(Category)
    readers: tuple[tuple[str, tuple[str, ...], Callable[[Finding], tuple[str, ...]]], ...] = (
        ("category", names, lambda finding: (finding.category,)),
        ("label", names, lambda finding: finding.labels),
        ("action", tuple(Action), lambda finding: (finding.action,)),
        ("context", tuple(Context), lambda finding: tuple(sorted({place.context for place in finding.occurrences}))),
    )
    for key, known, get in readers:
        wanted = table.texts(key, choices=known)
        if wanted:
            tests.append(_one_of(key, wanted, get))
    least = table.number("confidence", low=0, high=1)
    if least is not None:
        tests.append(_at_least(least))
    for key in ("meaning", "quotation_altered"):
        wanted_flag = table.flag(key)
        if wanted_flag is not None:
            tests.append(_flag(key, wanted_flag))
    return tests


def _at_least(least: float) -> Test:
    def why(finding: Finding, _: Case) -> str | None:
        return None if finding.confidence >= least else f"confidence is {finding.confidence:.2f}"

    return Test(f"confidence of {least:g}", why)


def _flag(key: str, wanted: bool) -> Test:
    def why(finding: Finding, _: Case) -> str | None:
        found = finding.meaning if key == "meaning" else any(place.quotation_altered for place in finding.occurrences)
        return None if found is wanted else f"{key} is {str(found).lower()}"

    return Test(f"{key} {str(wanted).lower()}", why)


def _texts(table: Table) -> list[Test]:
    tests = []
    for key in ("old", "new", "text"):
        pattern = pattern_of(table, key)
        if pattern:
            tests.append(_matches(key, pattern))
    globs = table.texts("section")
    if globs:
        tests.append(_section(globs))
    codes = table.texts("code")
    if codes:
        patterns = [re.compile(translate(code)) for code in codes]
        tests.append(
            Test(
                f"code {' or '.join(codes)}",
                lambda finding, _: None if any(p.match(finding.code) for p in patterns) else f"code is {finding.code}",
            )
        )
    return tests


def pattern_of(table: Table, key: str) -> re.Pattern[str] | None:
    """Return a regular expression of a table, refused where it is none."""
    text = table.text(key)
    if text is None:
        return None
    try:
        return re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        table.fail(key, f"this is no regular expression: {error}")


def _matches(key: str, pattern: re.Pattern[str]) -> Test:
    def why(finding: Finding, _: Case) -> str | None:
        for place in (None, *finding.occurrences):
            sides = (finding.old, finding.new) if place is None else (place.old.text, place.new.text)
            looked_at = sides if key == "text" else (sides[key == "new"],)
            if any(pattern.search(side) for side in looked_at):
                return None
        return f"{key} does not match {pattern.pattern!r}"

    return Test(f"{key} ~ {pattern.pattern}", why)


def _section(globs: tuple[str, ...]) -> Test:
    patterns = [re.compile(translate(glob), re.IGNORECASE) for glob in globs]

    def fits(path: tuple[str, ...]) -> bool:
        return any(pattern.match(title) for pattern in patterns for title in path or (LEAD,))

    def why(finding: Finding, _: Case) -> str | None:
        paths = {finding.section, *(place.section for place in finding.occurrences)}
        return None if any(fits(path) for path in paths) else f"section is {' / '.join(finding.section) or LEAD}"

    return Test(f"section {' or '.join(globs)}", why)


def _domain(names: tuple[str, ...]) -> Test:
    def why(finding: Finding, case: Case) -> str | None:
        wanted: set[str] = set()
        for name in names:
            wanted |= case.lists.get(name[1:], frozenset()) if name.startswith("@") else {name.lower()}
        came = hosts(_brought(place) for place in finding.occurrences)
        if not came & wanted:
            return "none of its addresses is of these domains"
        return None if (came & wanted) - case.stood() else "the domain stood there before"

    return Test(f"domain {' or '.join(names)}", why)


def _brought(place: Occurrence) -> str:
    return place.new.text


def _any(parts: tuple[Condition, ...]) -> Test:
    def why(finding: Finding, case: Case) -> str | None:
        reasons = [part.why_not(finding, case) for part in parts]
        return None if None in reasons else "none of 'any': " + ", ".join(reason for reason in reasons if reason)

    return Test("any of " + " | ".join(said(part) for part in parts), why)


def _all(parts: tuple[Condition, ...]) -> Test:
    def why(finding: Finding, case: Case) -> str | None:
        return next((reason for part in parts if (reason := part.why_not(finding, case))), None)

    return Test("all of " + " & ".join(said(part) for part in parts), why)


def _none(parts: tuple[Condition, ...]) -> Test:
    def why(finding: Finding, case: Case) -> str | None:
        held = next((part for part in parts if part.holds(finding, case)), None)
        return None if held is None else f"it is what 'none' rules out: {said(held)}"

    return Test("none of " + " | ".join(said(part) for part in parts), why)


def said(condition: Condition) -> str:
    """Return a condition as one line for people."""
    return "; ".join(test.said for test in condition.tests)


def _details(table: Table) -> list[Test]:
    asked = table.table("detail")
    if asked is None:
        return []
    return [_detail(asked, name) for name in asked.data]


def _detail(asked: Table, name: str) -> Test:
    """Read one line of `detail`: `"category.field" = value`, or `= { operator = value, … }`."""
    category, _, path = name.partition(".")
    if category not in tuple(Category) or not path:
        close = difflib.get_close_matches(category, [*Category], n=1)
        hint = f"did you mean '{close[0]}.…'?" if close else "such as numeric.relative_delta"
        asked.fail(name, "a field is named 'category.field'", hint)
    keys = tuple(path.split("."))
    known = (*_FIELDS.get(category, ()), *_PROSE)
    if category not in _OPEN and keys[0] not in known:
        close = difflib.get_close_matches(keys[0], known, n=1)
        hint = f"did you mean '{category}.{close[0]}'?" if close else f"there are {', '.join(known)}"
        asked.fail(name, f"findings of {category} have no field '{keys[0]}'", hint)
    value = asked.raw(name)
    tests = _operators(asked, name, value)

    def why(finding: Finding, _: Case) -> str | None:
        if category not in finding.labels:
            return f"it is no {category}"
        found = _reach(finding.detail, keys)
        if all(test(found) for _, test in tests):
            return None
        return f"{name} is {'missing' if found is None else found}"

    return Test(f"{name} {', '.join(said for said, _ in tests)}", why)


def _reach(detail: Any, keys: tuple[str, ...]) -> Any:
    """Return a field of a detail; of a row of tables, the fields of all."""
    for number, key in enumerate(keys):
        if isinstance(detail, tuple):
            return tuple(_reach(part, keys[number:]) for part in detail)
        if not isinstance(detail, Detail):
            return None
        detail = detail.get(key)
    return detail


Check = Callable[[Any], bool]


def _operators(asked: Table, name: str, value: Any) -> list[tuple[str, Check]]:
    if isinstance(value, list):
        return [(f"in {value}", _among(tuple(value)))]
    if not isinstance(value, dict):
        return [(f"= {_toml(value)}", _among((value,)))]
    part = asked.table(name)
    if part is None or not value:
        asked.fail(name, "this condition asks for nothing", f"there are {', '.join(OPERATORS)}")
    found: list[tuple[str, Check]] = []
    for operator, wanted in value.items():
        if operator in ("equals", "not", "in"):
            rows = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            among = _among(rows)
            found.append((f"{operator} {_toml(wanted)}", _reverse(among) if operator == "not" else among))
        elif operator == "exists":
            found.append((f"exists {_toml(wanted)}", _there(part.flag(operator))))
        elif operator in ("matches", "contains"):
            pattern = pattern_of(part, operator) if operator == "matches" else re.compile(re.escape(str(wanted)))
            if pattern is not None:
                found.append((f"{operator} {wanted}", _search(pattern)))
        elif operator in OPERATORS:
            number = part.number(operator)
            found.append((f"{operator} {number:g}", _bound(operator, number or 0.0)))
    part.known(OPERATORS)
    return found


def _toml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _each(found: Any) -> tuple[Any, ...]:
    return found if isinstance(found, tuple) else (found,)


def _among(rows: tuple[Any, ...]) -> Check:
    def same(one: Any, other: Any) -> bool:
        return one == other and isinstance(one, bool) is isinstance(other, bool)

    return lambda found: any(same(one, row) for one in _each(found) for row in rows)


def _reverse(check: Check) -> Check:
    return lambda found: not check(found)


def _there(wanted: bool | None) -> Check:
    return lambda found: (found is not None) is wanted


def _search(pattern: re.Pattern[str]) -> Check:
    return lambda found: any(isinstance(one, str) and pattern.search(one) is not None for one in _each(found))


_BOUNDS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "above": lambda found, bound: found > bound,
    "below": lambda found, bound: found < bound,
    "at_least": lambda found, bound: found >= bound,
    "at_most": lambda found, bound: found <= bound,
    "abs_above": lambda found, bound: abs(found) > bound,
    "abs_below": lambda found, bound: abs(found) < bound,
}


def _bound(operator: str, bound: float) -> Check:
    compare = _BOUNDS[operator]
    return lambda found: any(
        isinstance(one, int | float) and not isinstance(one, bool) and compare(one, bound) for one in _each(found)
    )
