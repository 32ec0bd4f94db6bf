"""Cut a text into blocks along its lines, with exact offsets: the blocks of a text join to it.

A block is a line, or as many lines as one construct holds together. Lines of a table, and parameters of a template
that stand on lines of their own, are blocks too, so that a change in a row never means reading the table.
Structure is read around the lines that are asked for (`windows`), and kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial

from wikidiff.model.document import Block, BlockKind
from wikidiff.packs import sites
from wikidiff.wikitext.scan import KEEPING, RAW, Pair, heading_end, scan
from wikidiff.wikitext.sections import level, marks
from wikidiff.wikitext.windows import LOOK_BACK, MOST_MARKS, Window, alone, ordinary, read_on, window

FEW = 16  # known stretches that are looked at, the nearest first
_NAME = re.compile(r"\{\{\s*(?:<!--.*?-->\s*)*([^|{}\[\]\n<>]*)")
_BAR = re.compile(r"\s*\|[ \t]*")
_SPACE = re.compile(r"[ \t]*")
_NO_NAME = re.compile(r"[|{}\[\]<>\n]")
_ITEM = re.compile(r"[*#:;]+[ \t]*")
# What a cell looks like stands before its text: attributes and a bar.
ATTRIBUTES = r"[A-Za-z-]++[ \t]*+=[ \t]*+(?:\"[^\"|\n]*+\"|'[^'|\n]*+'|[^\s|\[\]{}\"']++)[ \t]*+"
_CELL = re.compile(rf"\s*[|!]+\+?[ \t]*(?:(?:{ATTRIBUTES}){{1,12}}\|(?!\|)[ \t]*)?")
_MEDIA = re.compile(r"\s*\[\[\s*([^:\[\]|]{1,30}):")
_TELLING = frozenset("=:*#;{[<")  # what a line begins with that may be more than words
_made = partial(tuple.__new__, Block)  # what a NamedTuple does, without a call of Python
_pair = partial(tuple.__new__, Pair)


class _Indexed:
    """A window with its constructs in a form that is quick to ask."""

    __slots__ = ("end", "long", "long_starts", "parents", "start", "window")

    def __init__(self, text: str, found: Window) -> None:
        find = text.find
        self.window = found
        self.start, self.end = found.start, found.end
        # Constructs of more than one line: no other can be open where a line starts.
        wide = found.scan.wide
        self.long: list[Pair] = [pair for pair in wide if find("\n", pair[0], pair[1]) >= 0] if wide else wide
        self.parents: list[int] = []
        if not self.long:
            return
        self.long.sort()
        self.long_starts = [pair[0] for pair in self.long]
        open_: list[int] = []
        for index, pair in enumerate(self.long):
            while open_ and self.long[open_[-1]].end <= pair.start:
                open_.pop()
            self.parents.append(open_[-1] if open_ else -1)
            open_.append(index)


class Blocks:
    """The blocks of one text, cut where they are asked for; what was read is kept."""

    __slots__ = ("_begin", "_known", "_now", "site", "text")

    def __init__(self, text: str, site: str = "enwiki", whole: bool = False) -> None:
        self.text, self.site = text, site
        self._begin: list[int] = []  # where each known window begins
        self._known: list[_Indexed] = []
        self._now: _Indexed | None = None
        if whole:
            self._keep(Window(0, len(text), scan(text, 0, len(text))))

    def _keep(self, found: Window) -> _Indexed:
        self._now = now = _Indexed(self.text, found)
        place = bisect_right(self._begin, found.start)
        self._begin.insert(place, found.start)
        self._known.insert(place, now)
        return now

    def _around(self, start: int, end: int) -> _Indexed:
        now = self._now
        if now is None:
            return self._keep(window(self.text, start, end))
        if now.start <= start and end <= now.end:
            return now
        place = bisect_right(self._begin, start)
        for known in reversed(self._known[max(0, place - FEW) : place]):  # a short one may lie within a long one
            if end <= known.end:
                self._now = known
                return known
        return self._keep(window(self.text, start, end, now.window))

    def follow(self, other: Blocks, start: int, end: int, other_start: int) -> None:
        """Read a stretch whose lines before it are those of another text: they are not scanned again."""
        known = other._now.window if other._now is not None else None
        if known is None:
            return
        if known.ahead is None:
            back = min(start, LOOK_BACK)
            alike = known.start == other_start and back == min(other_start, LOOK_BACK)
            if alike and self.text[start - back : start] == other.text[other_start - back : other_start]:
                found = alone(self.text, start, end) if ordinary(self.text, start, end) else None
                if found is not None:
                    self._keep(found)
            return
        if known.start_of != other_start:
            return
        low = start - (other_start - known.start)
        if low < 0 or self.text[low:start] != other.text[known.start : other_start]:
            return
        if (low == 0) != (known.start == 0) or (low and self.text[low - 1] != "\n"):
            return
        ahead = known.ahead if start == other_start else known.ahead.shifted(start - other_start)
        self._keep(read_on(self.text, low, start, end, ahead))

    def within(self, position: int, kind: str) -> bool:
        """Tell whether a line stands inside a construct of several lines, by its kind."""
        self._around(position, position)
        return kind in [pair.kind for pair in self._chain(position)]

    def around(self, position: int) -> list[Pair]:
        """Return the constructs that hold a place, the innermost first, however many lines they have."""
        now = self._around(position, position)
        held = [_pair(pair) for pair in now.window.scan.bare if pair[0] <= position < pair[1]]
        return sorted({*held, *(pair for pair in now.long if pair.start <= position < pair.end)}, reverse=True)

    def constructs(self, start: int, end: int) -> list[Pair]:
        """Return the outermost constructs that begin in `[start, end)`."""
        now = self._around(start, end)
        pairs = now.window.scan.bare
        result: list[Pair] = []
        at = start
        for pair in pairs[bisect_left(pairs, (start,)) :]:
            first = pair[0]
            if first >= end:
                break
            if first >= at:
                result.append(_pair(pair))
                at = pair[1]
        return result

    def cover(self, start: int, end: int) -> list[Block]:
        """Return the blocks that hold `[start, end)`, given in whole lines; none for an empty stretch.

        The first may begin before `start`, the last end behind `end`: a construct keeps its lines together.
        """
        if not self._around(start, end).long:
            return self._lines(start, end)
        at = start
        while (keeper := self._keeper(self._chain(at), at)) is not None:  # back to a line that may start a block
            above = self.text.rfind("\n", 0, at - 1) + 1  # line by line: a cell may begin inside the construct
            first = self.text.rfind("\n", 0, keeper.start) + 1
            at = first if keeper.kind in KEEPING or keeper.kind == "[[" else max(above, first)
        return self._cut(at, end)

    def _chain(self, position: int) -> list[Pair]:
        """Return the constructs open at a place, outermost first."""
        chain: list[Pair] = []
        now = self._now
        if now is None or not now.long:
            return chain
        index = bisect_right(now.long_starts, position - 1) - 1
        while index >= 0:
            pair = now.long[index]
            if pair[1] > position:
                chain.append(pair)
            index = now.parents[index]
        chain.reverse()
        return chain

    def _keeper(self, chain: list[Pair], line: int) -> Pair | None:
        """Return the outermost construct of a chain inside which a line starts no block; None where there is none."""
        for index, pair in enumerate(chain):
            if not self._opens(chain, index, line):
                return pair
        return None

    def _opens(self, chain: list[Pair], index: int, line: int) -> bool:
        """Tell whether a line may start a block inside the construct `chain[index]`."""
        pair = chain[index]
        kind = pair.kind
        if kind == "{{":
            if index + 1 < len(chain):  # a table inside a template has lines of its own all the same
                return chain[-1].kind == "{|" or self._alone(pair, " \t:*#")
            mark = self.text[line : line + 80].lstrip()[:2]
            return (mark[:1] == "|" or mark == "}}") and self._alone(pair, " \t:*#")
        if kind == "{|":
            return index + 1 < len(chain) or self.text[line : line + 80].lstrip()[:1] in ("|", "!")
        if kind in KEEPING or kind == "[[":
            return False
        if kind in RAW or kind == "<!--":
            return self._alone(pair, " \t:*#|!")
        return True

    def _alone(self, pair: Pair, marks: str) -> bool:
        """Tell whether a construct opens a line, list marks aside: no more than a few marks are looked at."""
        first = self.text.rfind("\n", max(0, pair.start - MOST_MARKS), pair.start) + 1
        if first == 0 and pair.start > MOST_MARKS:
            return False
        before = self.text[first : pair.start].strip(marks)
        return not before or (pair.kind == "{{" and before[0] in "{[<" and self._behind_constructs(first, pair, marks))

    def _behind_constructs(self, first: int, pair: Pair, marks: str) -> bool:
        """Tell whether nothing but whole constructs stands on the line before this one: a tag, a template, a link."""
        at = first
        for other in self.constructs(first, pair.start):
            if self.text[at : other.start].strip(marks):
                return False
            at = other.end
        return at <= pair.start and not self.text[at : pair.start].strip(marks)

    def _lines(self, start: int, end: int) -> list[Block]:
        """Cut a stretch in which no construct has more than one line: each line is a block."""
        text, blocks = self.text, list[Block]()
        at = start
        while at < end:
            stop = text.find("\n", at) + 1 or len(text)
            blocks.append(self._block((), at, stop))
            at = stop
        return blocks

    def _cut(self, start: int, end: int) -> list[Block]:
        text, blocks = self.text, list[Block]()
        at, chain = start, self._chain(start)
        while at < end:
            stop = text.find("\n", at) + 1 or len(text)
            behind: list[Pair] = []
            while stop < len(text):
                behind = self._chain(stop)
                keeper = self._keeper(behind, stop)
                if keeper is None:
                    break
                beyond = min(keeper.end, len(text)) if keeper.kind in KEEPING or keeper.kind in RAW else stop
                stop = text.find("\n", max(stop, beyond)) + 1 or len(text)
            blocks.append(self._block(chain, at, stop))
            at, chain = stop, behind
        return blocks

    def _block(self, chain: Sequence[Pair], start: int, stop: int) -> Block:
        line = self.text[start:stop].rstrip("\n\r")
        end, depth, template, inner = start + len(line), len(chain), "", ""
        if chain:
            inner = chain[-1].kind
            if inner in RAW:
                return _made((BlockKind.CODE, start, stop, start, end, depth, "", inner))
            if inner == "<!--":
                return _made((BlockKind.COMMENT, start, stop, start, end, depth, "", ""))
            around = next((pair for pair in reversed(chain) if pair.kind == "{{"), None)
            template = self._name(around.start) if around is not None else ""
        shown = line.lstrip()
        mark, begin = shown[:2], end - len(shown)
        if not mark:
            return _made((BlockKind.BLANK, start, stop, start, end, depth, template, ""))
        if inner == "{|" and mark[0] in "|!":
            return self._cell(start, stop, end, mark, depth, template)
        if inner == "{{":
            if mark == "}}":
                return _made((BlockKind.TEMPLATE_CLOSE, start, stop, start, end, depth, template, ""))
            if mark[0] == "|":
                return self._parameter(start, stop, end, depth, template)
        if inner == "gallery" and "|" in line:
            return _made((BlockKind.MEDIA, start, stop, start, end, depth, template, ""))
        if begin == start and mark[0] not in _TELLING:  # as most lines are
            return _made((BlockKind.PARAGRAPH, start, stop, start, end, depth, template, ""))
        return self._marked(start, stop, begin, end, depth, template)

    def _marked(self, start: int, stop: int, begin: int, end: int, depth: int, template: str) -> Block:
        """Say what a line is by what stands at its start, or behind the space there, at `begin`."""
        text = self.text
        first, mark = text[start], text[begin : min(end, begin + 2)]
        if first == "=":
            close = heading_end(text, start)
            if close >= 0:
                line = marks(text, start, close)
                own = level(text, start, close)
                value, value_end = start + own, start + len(line) - own
                return _made((BlockKind.HEADING, start, stop, value, value_end, depth, template, str(own)))
        if mark == "{|" or (first in ":*#; \t" and text[start:end].lstrip(" \t:*#;").startswith("{|")):
            return _made((BlockKind.TABLE, start, stop, start, end, depth, template, ""))
        if first in "*#:;":
            found = _ITEM.match(text, start, end)
            value = found.end() if found is not None else start
            return _made((BlockKind.LIST_ITEM, start, stop, value, end, depth, template, ""))
        kind = self._whole(begin, end, mark)
        name = self._name(begin) if kind in (BlockKind.TEMPLATE, BlockKind.TEMPLATE_OPEN) else ""
        return _made((kind, start, stop, begin, end, depth, template, name))

    def _whole(self, begin: int, end: int, mark: str) -> BlockKind:
        """Say what a line is when it is one construct from end to end."""
        text = self.text
        if mark == "{{":
            stop = self._end_of(begin)
            if stop > end or stop < 0:
                return BlockKind.TEMPLATE_OPEN if stop > 0 else BlockKind.PARAGRAPH
            return BlockKind.TEMPLATE if stop >= end or text[stop:end].isspace() else BlockKind.PARAGRAPH
        if mark == "[[":
            found = _MEDIA.match(text, begin, end)
            if found is not None and self._end_of(begin) >= end - 1:
                if sites.is_namespace(found.group(1), "file", self.site):
                    return BlockKind.MEDIA
                if sites.is_namespace(found.group(1), "category", self.site):
                    return BlockKind.CATEGORY
        if text.startswith("<!--", begin) and text.find("-->", begin, end) in (-1, end - 3):
            return BlockKind.COMMENT
        return BlockKind.PARAGRAPH

    def _end_of(self, position: int) -> int:
        """Return where the construct that starts at `position` ends, -1 if none does."""
        if self._now is None:
            return -1
        pairs = self._now.window.scan.bare
        index = bisect_left(pairs, (position,))
        return pairs[index][1] if index < len(pairs) and pairs[index][0] == position else -1

    def _cell(self, start: int, stop: int, end: int, mark: str, depth: int, template: str) -> Block:
        kind = BlockKind.TABLE_CELL
        if mark == "|-":
            kind = BlockKind.TABLE_ROW
        elif mark in ("|}", "|+"):
            kind = BlockKind.TABLE
        found = _CELL.match(self.text, start, end)
        value = found.end() if found is not None else start
        return _made((kind, start, stop, min(value, end), end, depth, template, ""))

    def _parameter(self, start: int, stop: int, end: int, depth: int, template: str) -> Block:
        text = self.text
        bar = _BAR.match(text, start, end)
        value, name = bar.end() if bar is not None else start, ""
        equals = text.find("=", value, end)
        if equals >= 0 and _NO_NAME.search(text, value, equals) is None:
            name = text[value:equals].strip()
            space = _SPACE.match(text, equals + 1, end)
            value = space.end() if space is not None else equals + 1
        return _made((BlockKind.PARAMETER, start, stop, min(value, end), end, depth, template, name))

    def _name(self, position: int) -> str:
        found = _NAME.match(self.text, position)
        return found.group(1).strip().replace("_", " ") if found is not None else ""


def blocks(text: str, site: str = "enwiki") -> list[Block]:
    """Return all blocks of a text; they join to it."""
    return Blocks(text, site, whole=True).cover(0, len(text))
