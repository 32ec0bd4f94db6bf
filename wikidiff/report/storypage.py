"""A history as one HTML page: timelines drawn, disputes turn by turn, reverts, what stood, and every revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from wikidiff.history.chronicle import Chronicle, Entry
from wikidiff.model import Category, Revision
from wikidiff.model.history import Subject, Timeline, Turn, month_of, name_of
from wikidiff.report import links, page, story, words

WIDTH: Final = 640
HEIGHT: Final = 48
MOST: Final = 200  # entries of one list on the page
MOST_REVISIONS: Final = 1000
_NAMES: Final = {
    Subject.TERM: "Term",
    Subject.NUMBER: "Number",
    Subject.SOURCE: "Source",
    Subject.SECTION: "Section",
    Subject.TEXT: "Text",
}


class Who(NamedTuple):
    """Who made a revision and when, with links where the wiki is known."""

    id: str
    link: str | None
    time: str
    instant: str
    user: str
    user_link: str | None


class Drawn(NamedTuple):
    """A timeline: a line of its values in the order of the revisions, and marks where it turned."""

    name: str
    kind: str
    summary: str
    path: str
    marks: tuple[tuple[float, str], ...]
    least: str
    most: str
    turns: tuple[tuple[Who, str, str], ...]
    left: int


class Month(NamedTuple):
    """A month of the history in a bar: findings that say something else than who reverted, and reverts."""

    name: str
    revisions: int
    findings: int
    reverts: int


def render_page(
    chronicle: Chronicle, verdicts: Mapping[int, str], *, by: str | None = None, origin: Sequence[str] = ()
) -> str:
    """Return the page; `verdicts` has one line for each revision by its number."""
    entries = chronicle.entries
    known = next((entry.revision.page for entry in entries if entry.revision.page is not None), None)
    disputes = chronicle.disputes()
    months = _months(entries)
    facts: dict[str, Any] = {
        "title": (known.title if known is not None else None) or "History",
        "wiki": (known.wiki if known is not None else None) or "",
        "page_link": links.page(known),
        "history_link": links.history(known),
        "language": chronicle.language,
        "summary": words.extent([entry.revision for entry in entries]) + ".",
        "months": months,
        "most": max((month.findings + month.reverts for month in months), default=0),
        "timelines": tuple(_drawn(timeline) for timeline in chronicle.timelines()),
        "disputes": tuple(
            (story.dispute_line(dispute), tuple((_who(e.revision), e.old, e.new, e.back) for e in dispute.exchanges))
            for dispute in disputes
            if not dispute.damage
        ),
        "damage": tuple(story.dispute_line(dispute) for dispute in disputes if dispute.damage),
        "reverts": tuple(
            (_who(revert.reverting), len(revert.reverted), _who(revert.reverted_to)) for revert in chronicle.reverts
        )[:MOST],
        "restorations": tuple(
            (_who(entry.reverting), _who(entry.undone), entry.put_back, entry.taken_out, round(100 * entry.share))
            for entry in chronicle.restorations
        )[:MOST],
        "survivals": tuple(
            (
                entry.subject.value,
                entry.text,
                _who(entry.added),
                entry.revisions,
                story.span(entry.lasted) if entry.lasted is not None else "",
                entry.gone is None,
            )
            for entry in chronicle.survivals()
        )[:MOST],
        "origins": tuple(
            (wanted, tuple((entry.text, _who(entry.revision)) for entry in chronicle.origins(wanted)[:MOST]))
            for wanted in origin
        ),
        "by": by,
        "categories": tuple(category.value for category in Category),
        "counts": tuple((c.key, c.revisions, dict(c.findings)) for c in chronicle.counts(by)[:MOST]) if by else (),
        "revisions": tuple(
            (_who(entry.revision), verdicts.get(entry.number, ""), entry.revision.comment or "")
            for entry in reversed(entries[-MOST_REVISIONS:])
        ),
        "left": max(0, len(entries) - MOST_REVISIONS),
        "notes": tuple((revision.id, note.text, note.code) for revision, note in chronicle.notes[:MOST]),
        "WIDTH": WIDTH,
        "HEIGHT": HEIGHT,
    }
    return page.render("history.html.j2", styles=(*page.FRAME, "history.css"), **facts)


def _months(entries: Sequence[Entry]) -> tuple[Month, ...]:
    months: dict[str, list[int]] = {}
    for entry in entries:
        row = months.setdefault(month_of(entry.revision.timestamp), [0, 0, 0])
        reverts = entry.count(Category.REVERT)
        row[0] += 1
        row[1] += sum(count for _, count in entry.findings) - reverts
        row[2] += reverts
    return tuple(Month(name, *months[name]) for name in sorted(months))


def _drawn(timeline: Timeline) -> Drawn:
    values = [0.0 if value is None else value for value in timeline.counts]
    top = max(values, default=0.0)
    step = WIDTH / max(1, len(values))
    path: list[str] = []
    last: float | None = None
    for number, value in enumerate(values):
        height = round(HEIGHT - (value / top * (HEIGHT - 4) if top else 0.0), 1)
        if height != last:
            path.append(f"{'H' if path else 'M'}{round(number * step, 1)}{'V' if path else ' '}{height}")
            last = height
    if path:
        path.append(f"H{WIDTH}")
    turns = timeline.events[-MOST:]
    return Drawn(
        name=timeline.name,
        kind=_NAMES[timeline.subject],
        summary=story.summary(timeline),
        path="".join(path),
        marks=tuple(
            (round((event.index + 0.5) * step, 1), "m" if event.turn is not Turn.CHANGED else "")
            for event in timeline.events
        ),
        least="0",
        most=f"{top:,.0f}" if top == int(top) else f"{top:,}",
        turns=tuple((_who(event.revision), story.TURNS[event.turn], story.turned(timeline, event)) for event in turns),
        left=len(timeline.events) - len(turns),
    )


def _who(revision: Revision) -> Who:
    time = revision.timestamp
    return Who(
        id=str(revision.id) if revision.id is not None else "",
        link=links.revision(revision),
        time=time.strftime("%Y-%m-%d %H:%M") if time is not None else "",
        instant=time.strftime("%Y-%m-%dT%H:%M:%SZ") if time is not None else "",
        user=name_of(revision),
        user_link=links.contributions(revision.page, revision.user),
    )
