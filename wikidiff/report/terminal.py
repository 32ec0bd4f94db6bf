"""The report that a person reads in a terminal.

One line says what the edit did. Then each finding that changes the meaning, the heaviest first: what gave way to
what, where, the words around it, why it matters and what to check. What leaves the meaning as it was follows in a
line or two each: nothing is left out. Removed and added words are marked `[-so-]` and `{+so+}`; with colour, the
marks give way to red struck and green underlined words. In two columns, what stood there is on the left and what stands
there now on the right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.style import Style
from rich.text import Text

from wikidiff.model import Action, Analysis, Category, Context, Finding, Occurrence
from wikidiff.report import columns, glyphs, words
from wikidiff.report.excerpt import Piece, Role, excerpt, fold, isolated, said, swap
from wikidiff.report.head import Told, head
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
_WIDEST: Final = 120  # sentences are read on shorter lines than columns are
_REACH: Final = 20_000  # characters in which the lines around an excerpt are looked for
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
    context: int = 0,
    columns: bool = False,
    linked: bool = False,
) -> str:
    """Return the report as text that ends in a line break.

    The texts default to those of the analysed revisions; without them the changed words stand alone. `width` is
    in columns (40 at least); `color` allows escape sequences, `linked` those of links too; `heading` names the pair
    where the revisions do not; `places` is the number of excerpts shown of one finding: the other places are counted
    by section. `context` is the number of unchanged lines shown before and after each excerpt; with `columns` the old
    and the new words of an excerpt stand beside each other.
    """
    page = _Page(
        old_text if old_text is not None else analysis.old.text,
        new_text if new_text is not None else analysis.new.text,
        max(width, _NARROWEST),
        color=color,
        places=max(1, places),
        context=max(0, context),
        columns=columns,
        linked=linked and color,
    )
    return page.printed(page.report(analysis, heading))


class _Page:
    """What every line of one report needs to know."""

    def __init__(
        self,
        old: str | None,
        new: str | None,
        width: int,
        *,
        color: bool,
        places: int,
        context: int,
        columns: bool,
        linked: bool,
    ) -> None:
        self.old, self.new, self.color, self.places = old, new, color, places
        self.width = min(width, _WIDEST) if columns else width
        self.wide, self.columns, self.context, self.linked = width, columns, context, linked

    def printed(self, lines: Iterable[Text]) -> str:
        """Return the lines as text, with escape sequences where colour is wanted."""
        return printed(lines, self.wide, color=self.color)

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
        top = head(analysis, heading)
        if top.title:
            wiki = f"  {glyphs.visible(top.wiki)}" if top.wiki else ""
            room = self.width - glyphs.cells(wiki)
            title = glyphs.isolate(glyphs.shorten(glyphs.visible(top.title), room))
            yield Text.assemble(self._to(title, top.page_link, "bold"), (wiki, "dim"))
        if top.old.known:
            yield from self._told(top.old)
        if top.between:
            yield from self._indented(Text(top.between, "dim"), " " * 5)
        if top.new.known:
            yield from self._told(top.new)
        if top.size:
            yield self._to(top.size, top.diff_link, "dim")
        if top.diff_link and not self.linked:
            yield from wrapped(Text(top.diff_link, "dim"), self.width)
        if top.title or top.size or top.old.known or top.new.known:
            yield Text()

    def _told(self, told: Told) -> Iterator[Text]:
        """Yield what is known of a revision: its number, time, author, what the wiki says of it, and its summary."""
        parts = [self._to(told.id, told.link, "dim")] if told.id else []
        if told.time:
            parts.append(Text(told.time, "dim"))
        if told.user:
            parts.append(self._to(glyphs.isolate(glyphs.visible(told.user)), told.user_link, "dim"))
        parts += [Text(flag, "dim") for flag in told.flags]
        if told.comment:
            parts.append(Text(f"“{glyphs.isolate(glyphs.visible(told.comment))}”", "dim"))
        if told.tags:
            parts.append(Text(f"tags: {glyphs.visible(', '.join(told.tags))}", "dim"))
        parts += [Text(f"{name} hidden", "dim") for name in told.hidden]
        yield from self._indented(Text("  ").join(parts), " " * 5, Text(f"{told.side}  ", "dim"))

    def _to(self, text: str, address: str | None, style: str) -> Text:
        """Return a text that leads to an address where the terminal takes links."""
        return Text(text, Style.parse(style) + Style(link=address) if self.linked and address else style)

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
        around = self._around(place) if self.context else ((), ())
        yield from (self._line(line, indent) for line in around[0])
        if self.columns:
            room = self.wide - len(indent)
            pieces = excerpt(place, self.old, self.new, room=2 * columns.width_of(room) - 8, action=action)
            left, right = (self._marked(side) for side in columns.sides(pieces))
            for line in columns.beside(left, right, room):
                yield Text.assemble(indent, line)
        else:
            room = 2 * (self.width - len(indent)) - 8
            pieces = excerpt(place, self.old, self.new, room=room, action=action)
            yield from self._indented(self._marked(pieces), indent)
        yield from (self._line(line, indent) for line in around[1])

    def _around(self, place: Occurrence) -> tuple[Sequence[str], Sequence[str]]:
        """Return the unchanged lines before and after a place, blank ones left out."""
        text, side = (self.new, place.new) if self.new is not None else (self.old, place.old)
        if text is None:
            return (), ()
        before = text[max(0, side.start - _REACH) : side.start].split("\n")[:-1]
        after = text[side.end : side.end + _REACH].split("\n")[1:]
        return (
            [line for line in before if line.strip()][-self.context :],
            [line for line in after if line.strip()][: self.context],
        )

    def _line(self, line: str, indent: str) -> Text:
        shown = glyphs.shorten(glyphs.visible(line[: 8 * self.wide]), self.wide - len(indent))
        return Text.assemble(indent, (glyphs.isolate(shown), "dim"))

    def _marked(self, pieces: Iterable[Piece]) -> Text:
        """Return an excerpt with what went and what came marked, kept whole where it is read right to left."""
        text, last = Text(), Piece(Role.CONTEXT, "")
        opening, held, closing = isolated(tuple(pieces))
        for piece in held:
            if last.role is Role.REMOVED and piece.role is Role.ADDED and _wordy(last.text) and _wordy(piece.text):
                text.append(" ")
            before, after = ("", "") if self.color and piece.role is not Role.MOVED else _MARKS[piece.role]
            text.append(f"{before}{piece.text}{after}", _STYLE[piece.role])
            last = piece
        return Text.assemble(opening, text, closing)

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
    bare = text.strip(glyphs.LEFT_TO_RIGHT + glyphs.RIGHT_TO_LEFT + glyphs.END)
    return bare[:1].isalnum() or bare[-1:].isalnum()
