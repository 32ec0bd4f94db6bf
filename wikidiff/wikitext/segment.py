"""Cut a text into blocks along its lines, with exact offsets: the blocks of a text join to it.

A block is a line, or as many lines as one construct holds together. Lines of a table, and parameters of a template
that stand on lines of their own, are blocks too, so that a change in a row never means reading the table.
Structure is read within a section, and no further back than `LOOK_BACK` unless something shows that more stands open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from wikidiff.model.document import Block, BlockKind
from wikidiff.packs import sites
from wikidiff.wikitext.scan import HOLDING, KEEPING, RAW, Pair, Scan, Scanner, heading_end, scan
from wikidiff.wikitext.sections import hidden, level, marks, section_end, section_start

MOST_MARKS = 80  # list marks and spaces before a construct that opens its line
LOOK_BACK = 1_536
GO_ON = 4 * LOOK_BACK  # a place no further than this behind one that was read is read from there
_NAME = re.compile(r"\{\{\s*(?:<!--.*?-->\s*)*([^|{}\[\]\n<>]*)")
_BAR = re.compile(r"\s*\|[ \t]*")
_SPACE = re.compile(r"[ \t]*")
_NO_NAME = re.compile(r"[|{}\[\]<>\n]")
_PARTS = ("|", "!", "}", "{")
_ITEM = re.compile(r"[*#:;]+[ \t]*")
_CELL = re.compile(r"\s*[|!]+\+?[ \t]*")
_MEDIA = re.compile(r"\s*\[\[\s*([^:\[\]|]{1,30}):")
_SUSPECT = re.compile(r"\n[ \t:*#]{0,20}(?:\||!|\}\})")
_HOLDERS = re.compile("<!--|</?(?:" + "|".join(sorted((RAW | HOLDING) - {"ref"})) + ")", re.IGNORECASE)


class Window(NamedTuple):
    """A stretch whose structure is known: it starts and ends where nothing is open.

    `ahead` is the scan as it stood at `start_of`, where the stretch that was asked for begins.
    """

    start: int
    end: int
    scan: Scan
    ahead: Scanner | None = None
    start_of: int = 0


def window(text: str, start: int, end: int, before: Window | None = None) -> Window:
    """Return a stretch around `[start, end)` (whole lines) whose structure can be read by itself.

    `before` is what was read of the text further up: where that is near, reading goes on from there.
    """
    if _ordinary(text, start, end) and _settled(text, start):
        alone = _alone(text, start, end)
        if alone is not None:
            return alone
    if before is not None and before.ahead is not None and 0 <= start - before.start_of <= GO_ON:
        ahead = before.ahead.shifted(0)
        ahead.read(text, before.start_of, start)
        return _ahead(text, before.start, start, end, ahead)
    low = section_start(text, start)
    if start - low > LOOK_BACK:
        near = text.rfind("\n\n", low, start - LOOK_BACK)
        begin = near + 2 if near >= 0 else low
        if begin - low < start - begin > GO_ON:
            begin = low  # a long table is not read twice
        result = _read(text, begin, start, end)
        if begin == low or not (
            result.scan.stray or hidden(text, begin) or _SUSPECT.search(text, begin, start) is not None
        ):
            return result
    return _read(text, low, start, end)


def _ordinary(text: str, start: int, end: int) -> bool:
    """Tell whether lines are few, and do not look like part of a table or template."""
    return end - start <= LOOK_BACK and text[start : start + MOST_MARKS].lstrip(" \t:*#")[:1] not in _PARTS


def _alone(text: str, start: int, end: int) -> Window | None:
    """Read a few lines by themselves, before which nothing stands open; None where that is not enough."""
    found = scan(text, start, end)
    return None if found.unclosed or found.stray or found.headings else Window(start, end, found)


def _settled(text: str, start: int) -> bool:
    """Tell by counting alone whether nothing can stand open at the start of a line.

    Some characters back all that was opened is closed, nothing is there that can hide or hold lines, and no line looks
    like part of a table or template. Most changed lines are such, and counting costs a tenth of scanning.
    """
    low = max(0, start - LOOK_BACK)
    border = text.rfind("\n=", low, start)
    if border >= 0:
        if heading_end(text, border + 1) < 0:
            return False
        low = border
    back = text[low:start]
    if back.count("{{") != back.count("}}") or back.count("[[") != back.count("]]"):
        return False
    if back.count("<ref") > back.count("</ref>") + back.count("/>") or "-->" in back or "{|" in back:
        return False
    return _SUSPECT.search(back) is None and _HOLDERS.search(back) is None


def _read(text: str, low: int, start: int, end: int) -> Window:
    ahead = Scanner()
    if low < start:
        ahead.read(text, low, start)
    return _ahead(text, low, start, end, ahead)


def _ahead(text: str, low: int, start: int, end: int, ahead: Scanner) -> Window:
    """Scan past `end`, further and further until nothing open reaches beyond what was scanned."""
    reach = 256
    scanner, at = ahead.shifted(0), start
    while True:
        limit = text.find("\n", min(len(text), end + reach)) + 1 or len(text)
        if limit > at:
            scanner.read(text, at, limit)
            at = limit
        found = scanner.result()
        if limit >= len(text) or not found.unclosed:
            return Window(low, limit, found, ahead, start)
        border = section_end(text, end)
        if limit >= border:  # what opened behind the border may close further on
            return Window(low, border, found, ahead, start)
        reach *= 8


class _Indexed:
    """A window with its constructs in a form that is quick to ask."""

    __slots__ = ("long", "long_starts", "parents", "starts", "window")

    def __init__(self, text: str, found: Window) -> None:
        pairs, find = found.scan.pairs, text.find
        self.window = found
        self.starts = [pair[0] for pair in pairs]
        # Constructs of more than one line: no other can be open where a line starts.
        self.long: list[Pair] = [pair for pair in pairs if find("\n", pair[0], pair[1]) >= 0]
        self.long_starts = [pair.start for pair in self.long]
        self.parents: list[int] = []
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
        if now is not None and now.window.start <= start and end <= now.window.end:
            return now
        place = bisect_right(self._begin, start) - 1
        if place >= 0 and end <= self._known[place].window.end:
            self._now = now = self._known[place]
            return now
        return self._keep(window(self.text, start, end, now.window if now is not None else None))

    def follow(self, other: Blocks, start: int, end: int, other_start: int) -> None:
        """Read a stretch whose lines before it are those of another text: they are not scanned again."""
        known = other._now.window if other._now is not None else None
        if known is None:
            return
        if known.ahead is None:
            back = min(start, LOOK_BACK)
            alike = known.start == other_start and back == min(other_start, LOOK_BACK)
            if alike and self.text[start - back : start] == other.text[other_start - back : other_start]:
                found = _alone(self.text, start, end) if _ordinary(self.text, start, end) else None
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
        self._keep(_ahead(self.text, low, start, end, known.ahead.shifted(start - other_start)))

    def within(self, position: int, kind: str) -> bool:
        """Tell whether a line stands inside a construct of several lines, by its kind."""
        self._around(position, position)
        return any(pair.kind == kind for pair in self._chain(position))

    def constructs(self, start: int, end: int) -> list[Pair]:
        """Return the outermost constructs that begin in `[start, end)`."""
        now = self._around(start, end)
        pairs = now.window.scan.pairs
        result: list[Pair] = []
        at = start
        for pair in pairs[bisect_right(now.starts, start - 1) :]:
            if pair.start >= end:
                break
            if pair.start >= at:
                result.append(pair)
                at = pair.end
        return result

    def cover(self, start: int, end: int) -> list[Block]:
        """Return the blocks that hold `[start, end)`, given in whole lines; none for an empty stretch.

        The first may begin before `start`, the last end behind `end`: a construct keeps its lines together.
        """
        self._around(start, end)
        at = start
        while True:  # back to a line that may start a block
            chain = self._chain(at)
            keeper = next((pair for index, pair in enumerate(chain) if not self._opens(chain, index, at)), None)
            if keeper is None:
                break
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
            if pair.end > position:
                chain.append(pair)
            index = now.parents[index]
        chain.reverse()
        return chain

    def _opens(self, chain: list[Pair], index: int, line: int) -> bool:
        """Tell whether a line may start a block inside the construct `chain[index]`."""
        pair = chain[index]
        if pair.kind in KEEPING or pair.kind == "[[":
            return False
        if pair.kind in RAW or pair.kind == "<!--":
            return self._alone(pair, " \t:*#|!")
        if pair.kind == "{{":
            if index + 1 < len(chain):  # a table inside a template has lines of its own all the same
                return chain[-1].kind == "{|" or self._alone(pair, " \t:*#")
            mark = self.text[line : line + 80].lstrip()[:2]
            return (mark[:1] == "|" or mark == "}}") and self._alone(pair, " \t:*#")
        if pair.kind == "{|" and index + 1 == len(chain):
            return self.text[line : line + 80].lstrip()[:1] in ("|", "!")
        return True

    def _alone(self, pair: Pair, marks: str) -> bool:
        """Tell whether a construct opens a line, list marks aside: no more than a few marks are looked at."""
        first = self.text.rfind("\n", max(0, pair.start - MOST_MARKS), pair.start) + 1
        if first == 0 and pair.start > MOST_MARKS:
            return False
        return not self.text[first : pair.start].strip(marks)

    def _cut(self, start: int, end: int) -> list[Block]:
        text, blocks = self.text, list[Block]()
        at, chain = start, self._chain(start)
        while at < end:
            stop = text.find("\n", at) + 1 or len(text)
            behind: list[Pair] = []
            while stop < len(text):
                behind = self._chain(stop)
                if not behind:
                    break
                keeper = next((pair for i, pair in enumerate(behind) if not self._opens(behind, i, stop)), None)
                if keeper is None:
                    break
                beyond = min(keeper.end, len(text)) if keeper.kind in KEEPING or keeper.kind in RAW else stop
                stop = text.find("\n", max(stop, beyond)) + 1 or len(text)
            blocks.append(self._block(chain, at, stop))
            at, chain = stop, behind
        return blocks

    def _block(self, chain: list[Pair], start: int, stop: int) -> Block:
        text = self.text
        end = stop
        while end > start and text[end - 1] in "\n\r":
            end -= 1
        depth = len(chain)
        if chain and chain[-1].kind in RAW:
            return Block(BlockKind.CODE, start, stop, start, end, depth, "", chain[-1].kind)
        if chain and chain[-1].kind == "<!--":
            return Block(BlockKind.COMMENT, start, stop, start, end, depth)
        around = next((pair for pair in reversed(chain) if pair.kind == "{{"), None)
        template = self._name(around.start) if around is not None else ""
        line = text[start:end]
        lead = len(line) - len(line.lstrip())
        mark = line[lead : lead + 2]
        if not mark:
            return Block(BlockKind.BLANK, start, stop, start, end, depth, template)
        if chain and chain[-1].kind == "{|" and mark[0] in "|!":
            return self._cell(start, stop, end, mark, depth, template)
        if chain and chain[-1].kind == "{{":
            if mark == "}}":
                return Block(BlockKind.TEMPLATE_CLOSE, start, stop, start, end, depth, template)
            if mark[0] == "|":
                return self._parameter(start, stop, end, depth, template)
        if chain and chain[-1].kind == "gallery" and "|" in line:
            return Block(BlockKind.MEDIA, start, stop, start, end, depth, template)
        return self._plain(start, stop, end, mark, depth, template)

    def _plain(self, start: int, stop: int, end: int, mark: str, depth: int, template: str) -> Block:
        text = self.text
        first = text[start]
        if first == "=":
            close = heading_end(text, start)
            if close >= 0:
                depth_ = level(text, start, close)
                line = marks(text, start, close)
                return Block(
                    BlockKind.HEADING,
                    start,
                    stop,
                    start + depth_,
                    start + len(line) - depth_,
                    depth,
                    template,
                    str(depth_),
                )
        if mark == "{|" or (first in ":*#; \t" and text[start:end].lstrip(" \t:*#;").startswith("{|")):
            return Block(BlockKind.TABLE, start, stop, start, end, depth, template)
        if first in "*#:;":
            found = _ITEM.match(text, start, end)
            value = found.end() if found is not None else start
            return Block(BlockKind.LIST_ITEM, start, stop, value, end, depth, template)
        begin = start + len(text[start:end]) - len(text[start:end].lstrip())
        kind = self._whole(begin, end, mark)
        name = self._name(begin) if kind in (BlockKind.TEMPLATE, BlockKind.TEMPLATE_OPEN) else ""
        return Block(kind, start, stop, begin, end, depth, template, name)

    def _whole(self, begin: int, end: int, mark: str) -> BlockKind:
        """Say what a line is when it is one construct from end to end."""
        text = self.text
        if mark == "{{":
            stop = self._end_of(begin)
            if stop > end or stop < 0:
                return BlockKind.TEMPLATE_OPEN if stop > 0 else BlockKind.PARAGRAPH
            return BlockKind.TEMPLATE if stop >= len(text[:end].rstrip()) else BlockKind.PARAGRAPH
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
        index = bisect_right(self._now.starts, position - 1)
        pairs = self._now.window.scan.pairs
        while index < len(pairs) and pairs[index].start == position:
            return pairs[index].end
        return -1

    def _cell(self, start: int, stop: int, end: int, mark: str, depth: int, template: str) -> Block:
        kind = BlockKind.TABLE_CELL
        if mark == "|-":
            kind = BlockKind.TABLE_ROW
        elif mark in ("|}", "|+"):
            kind = BlockKind.TABLE
        found = _CELL.match(self.text, start, end)
        value = found.end() if found is not None else start
        return Block(kind, start, stop, min(value, end), end, depth, template)

    def _parameter(self, start: int, stop: int, end: int, depth: int, template: str) -> Block:
        text = self.text
        bar = _BAR.match(text, start, end)
        value, name = bar.end() if bar is not None else start, ""
        equals = text.find("=", value, end)
        if equals >= 0 and _NO_NAME.search(text, value, equals) is None:
            name = text[value:equals].strip()
            space = _SPACE.match(text, equals + 1, end)
            value = space.end() if space is not None else equals + 1
        return Block(BlockKind.PARAMETER, start, stop, min(value, end), end, depth, template, name)

    def _name(self, position: int) -> str:
        found = _NAME.match(self.text, position)
        return found.group(1).strip().replace("_", " ") if found is not None else ""


def blocks(text: str, site: str = "enwiki") -> list[Block]:
    """Return all blocks of a text; they join to it."""
    return Blocks(text, site, whole=True).cover(0, len(text))
