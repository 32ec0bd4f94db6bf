"""Say in plain words what an edit did, and what is worth checking about one finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from wikidiff.model import Action, Analysis, Category, Context, Finding, Revision
from wikidiff.model.history import UNKNOWN, name_of
from wikidiff.report.order import by_weight, quoted

MOST_PARTS: Final = 5

_DONE: Final = {
    Action.ADD: "added",
    Action.REMOVE: "removed",
    Action.CHANGE: "changed",
    Action.MOVE: "moved",
    Action.RENAME: "renamed",
    Action.REPLACE: "replaced",
}
_THING: Final = {
    Category.CITATION: ("source", "sources"),
    Category.STRUCTURE: ("section", "sections"),
    Category.TEMPLATE: ("template", "templates"),
    Category.LINK: ("link", "links"),
    Category.MEDIA: ("image or file", "images or files"),
    Category.CATEGORY: ("category", "categories"),
    Category.CONTENT: ("statement", "statements"),
    Category.COPYEDIT: ("wording", "wordings"),
    Category.FORMATTING: ("format", "formats"),
}
_BY_CODE: Final = {
    "CNT003": ("negation", "negations"),
    "CNT004": ("passage", "passages"),
    "CNT006": ("claim of rank or scope", "claims of rank or scope"),
    "CNT007": ("piece of code", "pieces of code"),
}
_STEPS: Final = {  # what the difference of two figures is counted in
    "year": ("year", "years"),
    "century": ("century", "centuries"),
    "age": ("year", "years"),
    "percentage": ("point", "points"),
}
_SIZED: Final = re.compile(r"%\)|×|\((?:[+−][\d.,]+ \w[^()]*|[\d.,]+ \w+ (?:later|earlier))\)")
_KINDS: Final = {
    "added": "added",
    "removed": "removed",
    "replaced": "replaced",
    "moved": "moved",
    "reused": "cited again",
    "completed": "completed",
    "archived": "archived",
    "reformatted": "written otherwise",
    "renamed": "renamed",
}
_MANY: Final = dict((*_THING.values(), *_BY_CODE.values(), ("sign of damage", "signs of damage")))
_REST: Final = {
    Category.COPYEDIT: "copy-editing",
    Category.FORMATTING: "formatting",
    Category.CITATION: "source formatting",
    Category.LINK: "links",
    Category.TEMPLATE: "templates",
    Category.CATEGORY: "categories",
    Category.MEDIA: "images",
    Category.TERMINOLOGY: "other names for the same things",
    Category.STRUCTURE: "layout",
    Category.NUMERIC: "figures",
}
_DIRECTION: Final = {"toward_loaded": "made more loaded", "toward_neutral": "made more neutral"}
_CLAIMS: Final = frozenset({Context.PROSE, Context.LIST, Context.QUOTATION, Context.CAPTION})
_CLAIM: Final = 20  # characters from which added words are taken for a claim that wants a source
_QUOTED_AGAIN: Final = re.compile("([^“”]+): “[^“”]*”(?: became “[^“”]*”)?[.]")
PLACE: Final = {
    Context.QUOTATION: "in a quotation",
    Context.HEADING: "in a heading",
    Context.LIST: "in a list",
    Context.TABLE: "in a table",
    Context.INFOBOX: "in an infobox",
    Context.TEMPLATE: "in a template",
    Context.CAPTION: "in a caption",
    Context.CITATION: "in a reference",
    Context.LINK: "in a link",
    Context.COMMENT: "in a comment",
    Context.CODE: "in code",
}

HABITAT: Final = {  # where a kind of finding stands anyway, so that it need not be said
    Category.CITATION: Context.CITATION,
    Category.LINK: Context.LINK,
    Category.STRUCTURE: Context.HEADING,
    Category.TEMPLATE: Context.TEMPLATE,
}
NAMED: Final = frozenset({Category.TERMINOLOGY, Category.NUMERIC})  # the swap itself is the headline
WORDED: Final = NAMED | {Category.TONE, Category.CONTENT, Category.COPYEDIT, Category.LINK}


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return `1 place` or `3 places`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """Return `a`, `a and b`, or `a, b and c`."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def verdict(analysis: Analysis) -> str:
    """Return one line that says what the edit did, the heaviest first.

    What leaves the meaning as it was is named at the end, by kind only. An edit without findings is `No change.`
    """
    findings = by_weight(analysis)
    meaning = [finding for finding in findings if finding.meaning]
    rest = [finding for finding in findings if not finding.meaning]
    if not findings:
        return "No change."
    if not meaning:
        return f"No change of meaning: {_rest(rest)}."
    parts = _parts(meaning)
    if len(parts) > MOST_PARTS:
        others = sum(count for count, _ in parts[MOST_PARTS - 1 :])
        parts = [*parts[: MOST_PARTS - 1], (others, plural(others, "other change"))]
    line = ", ".join(part for _, part in parts)
    if rest:
        line += f"; the rest is {_rest(rest)}"
    return line + "."


def _rest(findings: Iterable[Finding]) -> str:
    counts = Counter(
        "moves" if finding.action is Action.MOVE else _REST.get(finding.category, "small changes")
        for finding in findings
    )
    return listed([name for name, _ in counts.most_common()])


def _parts(findings: Sequence[Finding]) -> list[tuple[int, str]]:
    """Return one clause for each kind of thing that changed, with the number of findings it stands for."""
    things: dict[str, dict[str, list[Finding]]] = {}
    for finding in findings:
        thing, done = _kind(finding)
        things.setdefault(thing, {}).setdefault(done, []).append(finding)
    return [(sum(map(len, ways.values())), _clauses(thing, ways)) for thing, ways in things.items()]


def _clauses(thing: str, ways: dict[str, list[Finding]]) -> str:
    """Return `2 figures raised and 1 lowered`, or `9 statements added, removed or changed` for many ways."""
    if len(ways) > 2:
        group = [finding for findings in ways.values() for finding in findings]
        *most, last = ways
        return _clause(thing, f"{', '.join(most)} or {last}", group)
    clauses = [_clause(thing, done, group, named=bool(i)) for i, (done, group) in enumerate(ways.items())]
    return listed(clauses)


def _kind(finding: Finding) -> tuple[str, str]:
    """Return the noun and the verb of the clause that a finding belongs to."""
    category, detail = finding.category, finding.detail
    if category is Category.TERMINOLOGY:
        return "term", "swapped"
    if category is Category.TONE:
        return "passage", _DIRECTION.get(str(detail.get("direction")), "given another slant")
    if category is Category.NUMERIC:
        return "figure", _trend(finding)
    if category is Category.VANDALISM:
        return "sign of damage", "to look at"
    if category is Category.REVERT:
        return "earlier version", "restored"
    if category is Category.CITATION and detail.get("kind") in _KINDS:
        return "source", _KINDS[str(detail["kind"])]
    thing = _BY_CODE.get(finding.code) or _THING.get(category, ("change", "changes"))
    return thing[0], _DONE[finding.action]


def _trend(finding: Finding) -> str:
    delta = finding.detail.get("delta")
    if finding.action is Action.CHANGE and isinstance(delta, int | float) and delta:
        return "raised" if delta > 0 else "lowered"
    return _DONE[finding.action]


def _clause(thing: str, done: str, group: Sequence[Finding], *, named: bool = False) -> str:
    """Return `3 figures raised`, or `1 lowered` where the thing is named before."""
    places = sum(max(1, len(finding.occurrences)) for finding in group)
    altered = sum(quoted(finding) for finding in group)
    text = f"{len(group):,} {done}" if named else f"{plural(len(group), thing, _MANY.get(thing))} {done}"
    if places > len(group):
        text += f" in {plural(places, 'place')}"
    if altered:
        inside = f"inside {'a quotation' if altered == 1 else 'quotations'}"
        text += f" {inside}" if altered == places else f" ({altered:,} {inside})"
    return text


def _measure(finding: Finding) -> str:
    """Return the sort of quantity that a figure is now, "" where there is none."""
    new = finding.detail.get("new")
    kind = new.get("kind") if isinstance(new, Mapping) else None
    return kind if isinstance(kind, str) else ""


def size(finding: Finding) -> str | None:
    """Return by how much a figure changed (`−100, −1.41%`, `+4 years`), None where that is not known or no number."""
    return ", ".join(part for part in difference(finding) if part) or None


def difference(finding: Finding) -> tuple[str, str]:
    """Return by how much a figure changed, and by what share or factor; empty where it is not known or says nothing."""
    delta, share = finding.detail.get("delta"), finding.detail.get("relative_delta")
    if not isinstance(delta, int | float) or not delta:
        return "", ""
    measure = _measure(finding)
    if (unit := _STEPS.get(measure)) is not None:
        return f"{delta:+,.6g} {unit[abs(delta) != 1]}".replace("-", "−"), ""
    text = f"{delta:+,.6g}" if isinstance(delta, float) else f"{delta:+,}"
    part = ""
    if isinstance(share, int | float) and share and measure != "ordinal":
        part = f"×{1 + share:,.3g}" if share >= 1 else f"{100 * share:+,.3g}%"
    return text.replace("-", "−"), part.replace("-", "−")


def names(finding: Finding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words by which the sentence of a finding may call what went and what came."""
    old, new = (finding.detail.get(name) for name in ("old_term", "new_term"))
    return (
        (finding.old, *((old,) if isinstance(old, str) else ())),
        (finding.new, *((new,) if isinstance(new, str) else ())),
    )


def sentence(finding: Finding) -> str:
    """Return the sentence of a finding, without a final quotation of words that its one excerpt shows anyway."""
    again = _QUOTED_AGAIN.fullmatch(finding.message) if len(finding.occurrences) == 1 else None
    return f"{again[1]}." if again else finding.message


def swap_wanted(finding: Finding) -> bool:
    """Tell whether `old → new` is worth a line of its own beside the sentence of a finding."""
    kinds = WORDED if len(finding.occurrences) > 1 else NAMED
    return finding.category in kinds and not told(finding)


def told(finding: Finding) -> bool:
    """Tell whether the sentence of a finding already says what gave way to what, and by how much."""
    message = finding.message
    sides = all(any(name in message for name in side) for side in names(finding))
    return sides and (size(finding) is None or _SIZED.search(message) is not None)


def hint(finding: Finding) -> str | None:
    """Return in one short line what to check about a finding, or None where nothing is particular to it."""
    altered, places = quoted(finding), len(finding.occurrences)
    hints = []
    if altered and "quotation" in finding.message:
        hints.append(f"compare the {'quotation with its source' if altered == 1 else 'quotations with their sources'}")
    elif altered and places == 1:
        hints.append("it stands in a direct quotation; the source did not say the new words")
    elif altered == 1:
        hints.append("1 place stands in a direct quotation; the source did not say the new words")
    elif altered:
        share = "all" if altered == places else f"{altered:,}"
        hints.append(f"{share} places stand in direct quotations; the sources did not say the new words")
    particular = _particular(finding)
    if particular and particular not in finding.message:
        hints.append(particular)
    return "; ".join(hints) or None


def _particular(finding: Finding) -> str | None:
    category, action, detail = finding.category, finding.action, finding.detail
    source = detail.get("source_changed", "unknown")
    if category is Category.TERMINOLOGY:
        left = detail.get("remaining")
        return f"the old term still stands in {plural(left, 'place')}" if isinstance(left, int) and left else None
    if category is Category.CITATION:
        return _about_source(finding)
    if category in (Category.NUMERIC, Category.CONTENT) and finding.meaning and action is not Action.REMOVE:
        return _beside(finding, source)
    if category is Category.STRUCTURE and action in (Action.RENAME, Action.REMOVE):
        return "links to the old heading no longer arrive"
    if category is Category.TEMPLATE and action is Action.REMOVE and finding.meaning:
        return "see whether what it asked for is done"
    if category is Category.LINK and action in (Action.CHANGE, Action.REPLACE):
        return "see whether the new target means the same thing"
    if category is Category.VANDALISM:
        return "a pointer for a person to look at, not a verdict"
    return None


def _beside(finding: Finding, source: object) -> str | None:
    if source is False:
        return "the source beside it did not change"
    if source is True:
        return "the source beside it changed too"
    claim = (
        finding.action is Action.ADD
        and len(finding.new) >= _CLAIM
        and any(place.context in _CLAIMS for place in finding.occurrences)
    )
    if source is None and (claim or finding.category is Category.NUMERIC):
        return "no source stands beside it"
    return None


def _about_source(finding: Finding) -> str | None:
    detail, claim = finding.detail, finding.detail.get("claim_changed", "unknown")
    if not finding.meaning:
        return None
    if detail.get("kind") == "added" or finding.action is Action.ADD:
        return "see whether it supports the text beside it"
    if detail.get("kind") == "removed" or finding.action is Action.REMOVE:
        return "the text it supported still stands" if claim is False else None
    if claim is False and (detail.get("kind") == "replaced" or finding.action is Action.REPLACE):
        return "the text beside it did not change; see whether the new source supports it"
    return None


def extent(revisions: Sequence[Revision]) -> str:
    """Return how many revisions there are, by how many users, from when to when, as far as that is known."""
    text = plural(len(revisions), "revision")
    users = {name_of(revision) for revision in revisions} - {UNKNOWN}
    if users:
        text += f" by {plural(len(users), 'user')}"
    times = [revision.timestamp for revision in revisions if revision.timestamp is not None]
    return f"{text}, {min(times).date()} to {max(times).date()}" if times else text


def duration(seconds: float) -> str:
    """Return a stretch of time as one says it: seconds, minutes or hours."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
