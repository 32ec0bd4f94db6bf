"""The report that a person reads in a terminal.

One line says what the edit did. Then each finding that changes the meaning, the heaviest first: what gave way to
what, where, the words around it, why it matters and what to check. What leaves the meaning as it was follows in a
line or two each: nothing is left out. Removed and added words are marked `[-so-]` and `{+so+}`; with colour, the
marks give way to red struck and green underlined words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from wikidiff.model import Action, Analysis, Category, Context, Finding, Occurrence, Revision
from wikidiff.report import glyphs, words
from wikidiff.report.excerpt import Piece, Role, excerpt, fold, said, swap
from wikidiff.report.layout import printed, wrapped
from wikidiff.report.order import by_weight, quoted

_STYLE: Final = {
    Role.CONTEXT: "",
    Role.REMOVED: "red strike",
    Role.ADDED: "green underline",
    Role.MOVED: "cyan",
}
_SAID: Final = {Role.CONTEXT: "", Role.REMOVED: "red", Role.ADDED: "green", Role.MOVED: ""}
_MARKS: Final = {Role.CONTEXT: ("", ""), Role.REMOVED: ("[-", "-]"), Role.ADDED: ("{+", "+}"), Role.MOVED: ("«", "»")}
_NARROWEST: Final = 40
_INDENT: Final = "    "
_LABEL: Final = 13  # columns for the category in the compact list


def render(
    analysis: Analysis,
    old_text: str | None = None,
    new_text: str | None = None,
    *,
    width: int = 80,
    color: bool = False,
    heading: str | None = None,
    places: int = 3,
) -> str:
    """Return the report as text that ends in a line break.

    The texts default to those of the analysed revisions; without them the changed words stand alone. `width` is
    in columns (40 at least); `color` allows escape sequences; `heading` names the pair where the revisions do not;
    `places` is the number of excerpts shown of one finding: the other places are counted by section.
    """
    page = _Page(
        old_text if old_text is not None else analysis.old.text,
        new_text if new_text is not None else analysis.new.text,
        max(width, _NARROWEST),
        color=color,
        places=max(1, places),
    )
    return page.printed(page.report(analysis, heading))


class _Page:
    """What every line of one report needs to know."""

    def __init__(self, old: str | None, new: str | None, width: int, *, color: bool, places: int) -> None:
        self.old, self.new, self.width, self.color, self.places = old, new, width, color, places

    def printed(self, lines: Iterable[Text]) -> str:
        """Return the lines as text, with escape sequences where colour is wanted."""
        return printed(lines, self.width, color=self.color)

    def report(self, analysis: Analysis, heading: str | None) -> Iterator[Text]:
        """Yield the lines of the whole report."""
        yield from self._heading(analysis, heading)
        yield from wrapped(Text(words.verdict(analysis), "bold"), self.width)
        findings = by_weight(analysis)
        for number, finding in enumerate((finding for finding in findings if finding.meaning), 1):
            yield Text()
            yield from self._finding(number, finding)
        rest = [finding for finding in findings if not finding.meaning]
        if rest:
            yield Text()
            yield Text("Without change of meaning", "bold")
            for finding in rest:
                yield from self._compact(finding)
        if analysis.notes:
            yield Text()
            yield Text("Notes", "bold")
            for note in analysis.notes:
                text = f"{note.text[:1].upper()}{note.text[1:]} ({note.code})"
                yield from self._indented(Text(glyphs.visible(text)), "  ")

    def _indented(self, text: Text, indent: str, first: str | Text | None = None) -> Iterator[Text]:
        """Yield wrapped lines behind an indent; `first` takes the place of the first one."""
        for line in wrapped(text, self.width - len(indent)):
            yield Text.assemble(indent if first is None else first, line)
            first = None

    def _heading(self, analysis: Analysis, heading: str | None) -> Iterator[Text]:
        old, new = analysis.old, analysis.new
        page = new.page or old.page
        title = heading if heading is not None else page.title if page else None
        sizes = _sizes(old, new)
        if title:
            wiki = f"  {glyphs.visible(page.wiki)}" if page and page.wiki and heading is None else ""
            room = self.width - glyphs.cells(wiki)
            line = Text(glyphs.isolate(glyphs.shorten(glyphs.visible(title), room)), "bold")
            line.append(wiki, "dim")
            yield line
        for name, revision in (("old", old), ("new", new)):
            described = _described(revision)
            if described:
                text = Text(glyphs.shorten(described, self.width - 5), "dim")
                yield Text.assemble((f"{name}  ", "dim"), text)
        if sizes:
            yield Text(sizes, "dim")
        if title or sizes or _described(old) or _described(new):
            yield Text()

    def _finding(self, number: int, finding: Finding) -> Iterator[Text]:
        yield self._title(number, finding)
        places, altered = len(finding.occurrences), quoted(finding)
        if words.swap_wanted(finding):
            yield from self._indented(self._swap(finding), _INDENT)
        yield from self._indented(_message(finding, words.sentence(finding)), _INDENT)
        if len({place.section for place in finding.occurrences}) > 1 and "places" not in finding.message:
            text = f"In {words.plural(places, 'place')}"
            if altered:
                text += f", {'all' if altered == places else f'{altered:,} of them'} in quotations"
            yield from self._indented(Text(text + "."), _INDENT)
        if finding.occurrences:
            yield from self._where(finding)
        elif finding.section:
            yield Text(_INDENT + self._path(finding.section, self.width - len(_INDENT)), "dim")
        check = words.hint(finding)
        if check:
            style = "yellow" if altered else ""
            yield from self._indented(Text.assemble(("Check: ", "bold " + style), (check + ".", style)), _INDENT)

    def _title(self, number: int, finding: Finding) -> Text:
        left = Text.assemble((f"{number:>2}  ", "dim"), (finding.category.upper(), "bold"))
        others = [label for label in finding.labels if label is not finding.category]
        if others:
            left.append(", also " + words.listed(others))
        right = f"{glyphs.visible(finding.code)}  {finding.confidence:.0%}"
        room = self.width - glyphs.cells(right) - 2
        if len(left) > room:
            left.right_crop(len(left) - room + 1)
            left.append("…")
        return Text.assemble(left, " " * (room + 2 - len(left)), (right, "dim"))

    def _swap(self, finding: Finding) -> Text:
        """Return `old → new`, with the size of the change where it is one of figures."""
        old, new = swap(finding, max(40, self.width * 3 // 4))
        if not (old and new):
            text = self._marked((Piece(Role.REMOVED, old) if old else Piece(Role.ADDED, new),))
        else:
            text = Text.assemble((glyphs.isolate(old), "red"), " → ", (glyphs.isolate(new), "green"))
        size = words.size(finding)
        return text.append(f"   ({size})") if size else text

    def _where(self, finding: Finding) -> Iterator[Text]:
        """Yield the places by section, with the words around the first few of them."""
        groups: dict[tuple[tuple[str, ...], Context], list[Occurrence]] = {}
        for place in finding.occurrences:
            groups.setdefault((place.section, place.context), []).append(place)
        left = self.places
        unseen: list[tuple[str, int]] = []
        for position, ((section, context), group) in enumerate(groups.items()):
            later = len(groups) - position - 1
            shown = min(len(group), max(1, left - later)) if left > 0 else 0
            left -= shown
            if not shown:
                unseen.append((fold(section[-1]) if section else "Lead", len(group)))
                continue
            yield Text(_INDENT + self._place(finding, section, context, len(group)), "dim")
            for place in group[:shown]:
                yield from self._excerpt(place, finding.action)
        if unseen:
            yield from self._indented(Text(_also(unseen), "dim"), _INDENT)

    def _place(self, finding: Finding, section: tuple[str, ...], context: Context, count: int) -> str:
        extra = []
        if count > 1:
            extra.append(words.plural(count, "place"))
        if context in words.PLACE and context is not words.HABITAT.get(finding.category):
            extra.append(words.PLACE[context])
        suffix = "".join(f", {part}" for part in extra)
        return self._path(section, self.width - len(_INDENT) - len(suffix)) + suffix

    def _path(self, section: tuple[str, ...], room: int) -> str:
        """Return the heading path, its middle left out where there is no room for it."""
        if not section:
            return "Lead"
        names = [glyphs.isolate(glyphs.visible(fold(name))) for name in section]
        path = " › ".join(names)
        if glyphs.cells(path) > room and len(names) > 2:
            path = f"{names[0]} › … › {names[-1]}"
        if glyphs.cells(path) > room:
            path = f"… › {names[-1]}" if len(names) > 1 else names[0]
        return (
            path
            if glyphs.cells(path) <= room
            else glyphs.isolate(glyphs.shorten(glyphs.visible(fold(section[-1])), room))
        )

    def _excerpt(self, place: Occurrence, action: Action) -> Iterator[Text]:
        indent = _INDENT + "  "
        room = 2 * (self.width - len(indent)) - 8
        pieces = excerpt(place, self.old, self.new, room=room, action=action)
        yield from self._indented(self._marked(pieces), indent)

    def _marked(self, pieces: Iterable[Piece]) -> Text:
        """Return an excerpt with what went and what came marked, kept whole where it is read right to left."""
        text, last = Text(), Piece(Role.CONTEXT, "")
        pieces = tuple(pieces)
        whole = "".join(piece.text for piece in pieces)
        mirrored = glyphs.starts_rtl(whole)
        for piece in pieces:
            if last.role is Role.REMOVED and piece.role is Role.ADDED and _wordy(last.text) and _wordy(piece.text):
                text.append(" ")
            opening, closing = ("", "") if self.color and piece.role is not Role.MOVED else _MARKS[piece.role]
            inner = piece.text
            if piece.role is not Role.CONTEXT and glyphs.rtl(whole):
                direction = glyphs.RIGHT_TO_LEFT if glyphs.starts_rtl(inner) else glyphs.LEFT_TO_RIGHT
                inner = f"{direction}{inner}{glyphs.END}"
            text.append(f"{opening}{inner}{closing}", _STYLE[piece.role])
            last = piece
        return Text.assemble(glyphs.RIGHT_TO_LEFT, text, glyphs.END) if mirrored else text

    def _compact(self, finding: Finding) -> Iterator[Text]:
        """Yield a finding that leaves the meaning as it was: its kind, its place, its words."""
        section_room = min(24, self.width // 5)
        indent = " " * (2 + _LABEL + section_room + 2)
        room = self.width - len(indent)
        section = self._path(finding.section[-1:], section_room)
        padding = " " * (section_room - glyphs.cells(section))
        first = Text.assemble("  ", finding.category.ljust(_LABEL), (section, "dim"), padding, "  ")
        yield from self._indented(self._gist(finding, room), indent, first)

    def _gist(self, finding: Finding, room: int) -> Text:
        places = len(finding.occurrences)
        text = Text(f"{places:,}× ") if places > 1 else Text()
        if finding.category is Category.CITATION or not finding.occurrences:
            return text.append_text(_message(finding, finding.message))
        if places > 1 and finding.old.strip() and finding.new.strip():
            return text.append_text(self._swap(finding))
        pieces = excerpt(finding.occurrences[0], self.old, self.new, room=2 * room - 8, action=finding.action)
        text.append_text(self._marked(pieces))
        if quoted(finding):
            text.append("  (in a quotation)", "yellow")
        return text


def _message(finding: Finding, sentence: str) -> Text:
    """Return the sentence of a finding, with the old and the new words in their colours."""
    return Text.assemble(*((piece.text, _SAID[piece.role]) for piece in said(finding, sentence)))


def _also(unseen: list[tuple[str, int]]) -> str:
    named = [
        glyphs.isolate(glyphs.shorten(glyphs.visible(name), 40)) + (f" ({count:,})" if count > 1 else "")
        for name, count in unseen[:6]
    ]
    if len(unseen) > 6:
        named.append(words.plural(len(unseen) - 6, "other section"))
    return "also in " + words.listed(named)


def _wordy(text: str) -> bool:
    """Tell whether a text, put next to another one, needs a space between them to be read."""
    return text[:1].isalnum() or text[-1:].isalnum()


def _described(revision: Revision) -> str:
    """Return what is known of a revision: its number, time, author and summary."""
    parts = []
    if revision.id is not None:
        parts.append(str(revision.id))
    if revision.timestamp is not None:
        parts.append(f"{revision.timestamp:%Y-%m-%d %H:%M}")
    if revision.user is not None and revision.user.name:
        parts.append(glyphs.isolate(glyphs.visible(revision.user.name)))
    if revision.minor:
        parts.append("minor")
    if revision.comment:
        parts.append(f"“{glyphs.isolate(glyphs.visible(revision.comment))}”")
    return "  ".join(parts)


def _sizes(old: Revision, new: Revision) -> str:
    if old.size is None or new.size is None:
        return ""
    change = f"{new.size - old.size:+,}".replace("-", "−") if new.size != old.size else "±0"
    return f"{old.size:,} → {new.size:,} bytes ({change})"
