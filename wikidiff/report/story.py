"""A history in words for a terminal: what was followed, what was fought over, what was put back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from rich.text import Text

from wikidiff.history.chronicle import Chronicle
from wikidiff.model import Analysis, Revision
from wikidiff.model.history import Count, Dispute, Event, Subject, Timeline, Turn, name_of
from wikidiff.report import glyphs, words
from wikidiff.report.layout import printed, wrapped

LEVELS: Final = "▁▂▃▄▅▆▇█"
MOST: Final = 12  # entries of one list that are shown
SHOWN: Final = 70
FEW: Final = 16  # letters up to which a passage that was put back is not worth a line
TURNS: Final = {
    Turn.APPEARED: "appeared",
    Turn.CHANGED: "changed",
    Turn.VANISHED: "vanished",
    Turn.RETURNED: "came back",
}
_INDENT: Final = "  "


def line(analysis: Analysis, width: int) -> str:
    """Return one line that says what a revision did."""
    told = f"{_when(analysis.new)}  {_who(analysis.new, 20)}  {words.verdict(analysis)}"
    return glyphs.shorten(glyphs.visible(told), width) + "\n"


def spark(values: Sequence[float | None], width: int) -> str:
    """Return values as a row of small columns, at most `width`: each shows the most of its stretch, a dot nothing."""
    if not values:
        return ""
    count = min(width, len(values))
    cells: list[float | None] = []
    for number in range(count):
        part = values[number * len(values) // count : (number + 1) * len(values) // count]
        known = [value for value in part if value is not None]
        cells.append(max(known) if known else None)
    known = [value for value in cells if value is not None]
    top = max(known, default=0.0)
    return "".join("·" if value is None or value <= 0 else LEVELS[min(7, int(value / top * 7.999))] for value in cells)


def render(
    chronicle: Chronicle, *, width: int = 80, color: bool = False, by: str | None = None, origin: Sequence[str] = ()
) -> str:
    """Return what a history tells as text that ends in a line break."""
    return printed(_Story(width).told(chronicle, by, origin), width, color=color)


class _Story:
    def __init__(self, width: int) -> None:
        self.width = width

    def told(self, chronicle: Chronicle, by: str | None, origin: Sequence[str]) -> Iterator[Text]:
        yield from self._head(chronicle)
        for timeline in chronicle.timelines():
            yield Text()
            yield from self._timeline(timeline)
        yield from self._disputes(chronicle.disputes())
        yield from self._reverts(chronicle)
        yield from self._survivals(chronicle)
        for wanted in origin:
            yield from self._origin(chronicle, wanted)
        if by is not None:
            yield from self._counts(by, chronicle.counts(by))
        yield from self._notes(chronicle)

    def _line(self, text: str | Text, indent: str = _INDENT) -> Iterator[Text]:
        shown = Text(glyphs.visible(text)) if isinstance(text, str) else text
        for part in wrapped(shown, self.width - len(indent)):
            yield Text.assemble(indent, part)

    def _head(self, chronicle: Chronicle) -> Iterator[Text]:
        entries = chronicle.entries
        page = next((entry.revision.page for entry in entries if entry.revision.page is not None), None)
        title = page.title if page is not None and page.title else "History"
        yield Text(glyphs.isolate(glyphs.shorten(glyphs.visible(title), self.width)), "bold")
        told = words.extent([entry.revision for entry in entries])
        yield from self._line(told, "")
        changes = [float(sum(count for _, count in entry.findings)) for entry in entries]
        if changes:
            yield Text.assemble(("findings  ", "dim"), spark(changes, self.width - 10))

    def _timeline(self, timeline: Timeline) -> Iterator[Text]:
        yield Text.assemble((f"{timeline.subject.value}  ", "dim"), (glyphs.visible(timeline.name), "bold"))
        if not timeline.events:
            yield from self._line("never stood in a revision that was read")
            return
        yield Text.assemble(_INDENT, spark(timeline.counts, self.width - 2))
        yield from self._line(summary(timeline))
        shown = timeline.events if len(timeline.events) <= MOST else timeline.events[: MOST // 2]
        for event in shown:
            yield from self._line(_event(timeline, event))
        left = len(timeline.events) - len(shown)
        if left:
            late = timeline.events[-MOST // 2 :]
            if left > len(late):
                yield from self._line(f"… {words.plural(left - len(late), 'more turn')} …")
            for event in late:
                yield from self._line(_event(timeline, event))

    def _disputes(self, found: Sequence[Dispute]) -> Iterator[Text]:
        for damage, name in ((False, "Disputes"), (True, "Damage put right again and again")):
            mine = [dispute for dispute in found if dispute.damage is damage]
            if not mine:
                continue
            yield Text()
            yield Text(name, "bold")
            for dispute in mine[:MOST]:
                yield from self._line(dispute_line(dispute))
                for entry in dispute.exchanges if not damage else ():
                    did = f"{_when(entry.revision)}  {_who(entry.revision, 20)}  {swap(entry.old, entry.new)}"
                    yield from self._line(glyphs.shorten(glyphs.visible(did), self.width - 4), "    ")
            if len(mine) > MOST:
                yield from self._line(f"… and {len(mine) - MOST} more")

    def _reverts(self, chronicle: Chronicle) -> Iterator[Text]:
        identity, partial, rows = chronicle.reverts, chronicle.restorations, chronicle.chains()
        if not identity and not partial:
            return
        yield Text()
        yield Text("Reverts", "bold")
        undone = sum(len(entry.reverted) for entry in identity)
        yield from self._line(
            f"{words.plural(len(identity), 'revision')} put the page back as it was"
            f" ({words.plural(undone, 'revision')} undone), {len(partial)} undid a part of what somebody had done"
        )
        for chain in rows[:MOST]:
            told = " → ".join(f"{name_of(revision)} ({_day(revision)})" for revision in chain.reverting)
            yield from self._line(f"revert of a revert: {told}")
        for entry in [entry for entry in partial if entry.put_back and len(entry.put_back[0]) > FEW][-MOST:]:
            told = (
                f"{_when(entry.reverting)}  {name_of(entry.reverting)} put back what {name_of(entry.undone)} had taken"
            )
            yield from self._line(f"{told} out: “{_short(entry.put_back[0])}”")

    def _survivals(self, chronicle: Chronicle) -> Iterator[Text]:
        found = chronicle.survivals()
        if not found:
            return
        yield Text()
        yield Text("What stood, and how long", "bold")
        for subject, name in ((Subject.SOURCE, "source"), (Subject.TERM, "term"), (Subject.NUMBER, "figure")):
            mine = [entry for entry in found if entry.subject is subject]
            if not mine:
                continue
            stand = [entry for entry in mine if entry.gone is None]
            spans = sorted(entry.lasted for entry in mine if entry.lasted is not None)
            middle = f"; half of the others went within {span(spans[len(spans) // 2])}" if spans else ""
            count = words.plural(len(mine), f"added {name}")
            yield from self._line(f"{count}: {len(stand)} still stand{'s' if len(stand) == 1 else ''}{middle}")

    def _origin(self, chronicle: Chronicle, wanted: str) -> Iterator[Text]:
        yield Text()
        yield Text.assemble(("who wrote  ", "dim"), (glyphs.visible(wanted), "bold"))
        found = chronicle.origins(wanted)
        if not found:
            yield from self._line("these words do not stand in the last revision")
        for entry in found[: 4 * MOST]:
            yield from self._line(f"“{_short(entry.text)}”  {name_of(entry.revision)}, {_when(entry.revision)}")

    def _counts(self, by: str, counts: Sequence[Count]) -> Iterator[Text]:
        yield Text()
        yield Text(f"By {by}", "bold")
        shown = counts if by != "user" else counts[: 2 * MOST]
        for count in shown:
            found = ", ".join(f"{number} {category}" for category, number in count.findings) or "nothing found"
            name = glyphs.shorten(glyphs.visible(count.key), 24)
            yield from self._line(f"{name}  {words.plural(count.revisions, 'revision')}: {found}")
        if len(shown) < len(counts):
            yield from self._line(f"… and {len(counts) - len(shown)} more")

    def _notes(self, chronicle: Chronicle) -> Iterator[Text]:
        kinds: dict[str, list[str]] = {}
        for revision, note in chronicle.notes:
            kinds.setdefault(note.code, []).append(f"revision {revision.id}: {note.text}")
        if not kinds:
            return
        yield Text()
        yield Text("Notes", "bold")
        for code, texts in kinds.items():
            more = f" (and {len(texts) - 1} more such)" if len(texts) > 1 else ""
            yield from self._line(f"{texts[0]} ({code}){more}")


def summary(timeline: Timeline) -> str:
    """Return how a thing stands in the end, and how often it came back."""
    counts = [value for value in timeline.counts if value is not None]
    turns = [event.turn for event in timeline.events]
    came = turns.count(Turn.RETURNED)
    now = "stands" if timeline.standing else "does not stand"
    if timeline.subject in (Subject.TERM, Subject.SOURCE) and counts:
        now += f" in {words.plural(int(counts[-1]), 'place')}" if timeline.standing else ""
    back = f", came back {words.plural(came, 'time')}" if came else ""
    return f"{now} in the last revision{back}; {words.plural(len(turns), 'turn')} in all"


def _event(timeline: Timeline, event: Event) -> str:
    more = turned(timeline, event)
    told = f"{_when(event.revision)}  {_who(event.revision, 20)}  {TURNS[event.turn]}"
    return f"{told}: {more}" if more else told


def turned(timeline: Timeline, event: Event) -> str:
    """Return what an event changed, where there is more to say than its name."""
    if timeline.subject is Subject.NUMBER:
        return swap(", ".join(event.old), ", ".join(event.new))
    if event.turn is Turn.CHANGED:
        return f"{words.plural(len(event.old), 'place')} → {len(event.new)}"
    return ""


def dispute_line(dispute: Dispute) -> str:
    """Return what was fought over, how often it went back, and by whom."""
    forms = [f"“{_short(form)}”" if form else "nothing" for form in dispute.forms]
    where = f" in {dispute.section[-1]}" if dispute.section else ""
    more = f" and {words.plural(dispute.passages - 1, 'more passage')}" if dispute.passages > 1 else ""
    users = words.listed([f"{name} ({count})" for name, count in list(dispute.users.items())[:6]])
    between = words.listed(forms[:4])
    return f"{dispute.subject.value}{where}: {between}{more}; put back {words.plural(dispute.returns, 'time')}; {users}"


def swap(old: str, new: str) -> str:
    """Return what gave way to what."""
    if not old:
        return f"+ “{_short(new)}”"
    return f"“{_short(old)}” → “{_short(new)}”" if new else f"- “{_short(old)}”"


def span(time: timedelta) -> str:
    """Return a span of time in its largest unit."""
    seconds = int(time.total_seconds())
    for name, size in (("year", 31_557_600), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return words.plural(seconds // size, name)
    return words.plural(max(seconds, 0), "second")


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= SHOWN else one[: SHOWN - 1].rstrip() + "…"


def _when(revision: Revision) -> str:
    return revision.timestamp.strftime("%Y-%m-%d %H:%M") if revision.timestamp is not None else "–" * 16


def _day(revision: Revision) -> str:
    return revision.timestamp.date().isoformat() if revision.timestamp is not None else "–"


def _who(revision: Revision, room: int) -> str:
    name = glyphs.shorten(glyphs.visible(name_of(revision)), room)
    return name + " " * max(0, room - glyphs.cells(name))
