"""The sections of a text, and the heading path of a place.

A heading in a comment or nowiki is none. A path is walked back to from its place, because reading all headings would
cost as much as the page is long; only where many paths are asked for they are read in one pass.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from wikidiff.model.document import Section
from wikidiff.model.span import Span
from wikidiff.wikitext.scan import heading_end, marked_end, scan

_COMMON = ("nowiki", "pre", "syntaxhighlight", "math")  # tags that hide headings, as written
_COMMENT = 65_536  # how far back an open comment is looked for
_HIDING = 8_192  # … and an open tag
_HIDES = re.compile("<(?:" + "|".join(_COMMON) + ")")
_LONGEST = max(map(len, _COMMON)) + 1
_FEW = 48  # exclamation marks looked at one by one
FEW_PATHS = 8  # heading paths that are found by walking back; more are read in one pass
_NEAR = 4_096  # how far from a place whose path is known it is asked whether no heading stands between


def headings(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, level) of every heading line of the text."""
    return [(start, end, level(text, start, end)) for start, end in scan(text, 0, len(text)).headings]


def level(text: str, start: int, end: int) -> int:
    """Return the level of the heading line `[start, end)`: the smaller count of its two runs of `=`."""
    return _level(marks(text, start, end))


def _level(line: str) -> int:
    size = len(line)
    return min(size - len(line.lstrip("=")), size - len(line.rstrip("=")), 6, max(1, (size - 1) // 2))


def title(text: str, start: int, end: int) -> str:
    """Return what a heading line says between its marks."""
    line = marks(text, start, end)
    depth = _level(line)
    return line[depth : len(line) - depth].strip()


def marks(text: str, start: int, end: int) -> str:
    """Return a heading line without the spaces and comments behind it."""
    line = text[start:end]
    return line[: marked_end(line)]


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a text in order, the lead first; each spans what stands below it too."""
    found = headings(text)
    first = found[0][0] if found else len(text)
    result = [Section(level=0, title="", path=(), span=Span(0, first), heading=Span(0, 0))]
    stops = [len(text)] * len(found)
    open_: list[int] = []
    paths: list[tuple[str, ...]] = []
    for index, (start, _, depth) in enumerate(found):
        while open_ and found[open_[-1]][2] >= depth:
            stops[open_.pop()] = start
        open_.append(index)
        paths.append(tuple(title(text, found[entry][0], found[entry][1]) for entry in open_))
    for (start, end, depth), stop, path in zip(found, stops, paths, strict=True):
        result.append(Section(level=depth, title=path[-1], path=path, span=Span(start, stop), heading=Span(start, end)))
    return tuple(result)


def section_path(text: str, position: int) -> tuple[str, ...]:
    """Return the heading path of a place, walking back no further than to a heading of the first two levels."""
    path: list[str] = []
    hidden_ = _Hidden(text)
    lowest = 7
    at = position
    line = text.rfind("\n", 0, position) + 1
    start = line if text.startswith("=", line) else text.rfind("\n=", 0, line) + 1
    while start or text.startswith("="):
        at = start
        # A line with as many marks at both ends is no higher than what was found: most are passed by a look.
        same = _MARKS[lowest]
        stop = -1 if text.startswith(same, start) and _closes(text, start, same) else heading_end(text, start)
        if stop >= 0:
            comment = hidden_.comment(start)
            if comment >= 0:
                at = comment + 1
            else:
                line_ = marks(text, start, stop)
                depth = _level(line_)
                if depth < lowest and not hidden_.in_tag(start):
                    lowest = depth
                    path.append(line_[depth : len(line_) - depth].strip())
                    if lowest <= 2:
                        break
        if start == 0:
            break
        start = text.rfind("\n=", 0, at) + 1
    if lowest == 2:  # a heading of level 1 above is rare, and is looked for no further than what hides
        at = _top(text, at)
        if at >= 0:
            path.append(title(text, at, heading_end(text, at)))
    path.reverse()
    return tuple(path)


_MARKS = tuple("=" * count for count in range(8))


def _closes(text: str, start: int, same: str) -> bool:
    """Tell whether a line ends with such marks."""
    end = text.find("\n", start)
    return text.endswith(same, start, len(text) if end < 0 else end)


def _top(text: str, position: int) -> int:
    """Return the start of the nearest heading of level 1 before a place, -1 if none is near."""
    low = max(0, position - _HIDING)
    while True:
        found = text.rfind("\n=", low, position)
        if found < 0:
            return 0 if low == 0 and _is_top(text, 0) else -1
        if _is_top(text, found + 1) and not hidden(text, found + 1):
            return found + 1
        position = found


def _is_top(text: str, start: int) -> bool:
    if text.startswith("==", start) and _closes(text, start, "=="):
        return False
    stop = heading_end(text, start)
    return stop >= 0 and level(text, start, stop) == 1


class Paths:
    """The heading paths of a text: walked back to while few are asked for, read once when many are."""

    __slots__ = ("_asked", "_found", "_known", "_last", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._asked = 0
        self._last = -1  # the place whose path was found last
        self._known: dict[int, tuple[str, ...]] = {}
        self._starts: list[int] | None = None
        self._found: list[tuple[str, ...]] = []

    def at(self, position: int) -> tuple[str, ...]:
        """Return the heading path of a place."""
        path = self._known.get(position)
        if path is not None:
            return path
        self._asked += 1
        if self._asked <= FEW_PATHS:
            known = self._last
            low, high = (known, position) if known < position else (position, known)
            if low >= 0 and high - low <= _NEAR and self.text.find("\n=", low, high + 1) < 0:
                path = self._known[known]
            else:
                path = section_path(self.text, position)
            self._last = position
        else:
            if self._starts is None:
                found = sections(self.text)[1:]
                self._starts = [section.heading.start for section in found]
                self._found = [section.path for section in found]
            place = bisect_right(self._starts, position) - 1
            path = self._found[place] if place >= 0 else ()
        self._known[position] = path
        return path


def _opening(text: str, low: int, high: int) -> int:
    """Return where the last comment opens in a stretch, -1 for none.

    One sign is found ten times as fast as four, and in a text this one is rare.
    """
    at = high
    for _ in range(_FEW):
        at = text.rfind("!", low + 1, at)
        if at < 0:
            return -1
        if text.startswith("<!--", at - 1, high):
            return at - 1
    return text.rfind("<!--", low, at + 2)


def _comment_start(text: str, position: int) -> int:
    """Return where the comment starts that a place lies in, -1 for none near."""
    opened = _opening(text, max(0, position - _COMMENT), position)
    return opened if opened >= 0 and text.find("-->", opened, position) < 0 else -1


class _Hidden:
    """Looks for what hides places, each place before the one asked for last: nothing is read twice."""

    __slots__ = ("_bare", "_clean", "_opened", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._opened = -1  # the last opening before the place asked for last
        self._bare = -1  # from here to that place nothing opens
        self._clean = -1  # from here to the last place asked for no tag opens

    def comment(self, position: int) -> int:
        """Return what `_comment_start` returns."""
        low = max(0, position - _COMMENT)
        if self._bare < 0 or self._opened >= position:
            self._opened = _opening(self.text, low, position)
        elif self._opened < 0 and low < self._bare:
            self._opened = _opening(self.text, low, min(position, self._bare + 3))
        self._bare = low
        opened = self._opened
        if opened < low or self.text.find("-->", opened, position) >= 0:
            return -1
        return opened

    def in_tag(self, position: int) -> bool:
        """Return what `_in_tag` returns."""
        low = max(0, position - _HIDING)
        high = position if self._clean < 0 else min(position, self._clean + _LONGEST)
        if _HIDES.search(self.text, low, high) is None:
            self._clean = low
            return False
        return _in_tag(self.text, position)


def hidden(text: str, position: int) -> bool:
    """Tell whether a place lies in a comment or a tag without wikitext that opened not too far before it."""
    return _comment_start(text, position) >= 0 or _in_tag(text, position)


def _in_tag(text: str, position: int) -> bool:
    """Tell whether a place lies in a tag without wikitext that opened not too far before it."""
    low = max(0, position - _HIDING)
    if _HIDES.search(text, low, position) is None:
        return False
    for name in _COMMON:
        opened = text.rfind("<" + name, low, position)
        if opened < 0 or text.find("</" + name, opened, position) >= 0:
            continue
        end = text.find(">", opened)
        if text[end - 1 : end] != "/" and text.find("</" + name, position) >= 0:  # what never closes hides nothing
            return True
    return False


def section_start(text: str, position: int) -> int:
    """Return the start of the heading line at or before `position`, 0 for the lead."""
    at = position
    if at < len(text) and text[at] == "=" and (at == 0 or text[at - 1] == "\n"):
        at += 1
    while True:
        start = text.rfind("\n=", 0, at) + 1
        if start == 0:
            return 0
        at = start
        if heading_end(text, start) >= 0:
            if not hidden(text, start):
                return start
            comment = _comment_start(text, start)
            at = comment + 1 if comment >= 0 else start  # all headings in one comment are passed at once


def section_end(text: str, position: int) -> int:
    """Return the start of the next heading line behind `position`, or the end of the text."""
    at = max(0, position - 1)
    while True:
        found = text.find("\n=", at)
        if found < 0:
            return len(text)
        if heading_end(text, found + 1) >= 0 and not hidden(text, found + 1):
            return found + 1
        at = found + 1
