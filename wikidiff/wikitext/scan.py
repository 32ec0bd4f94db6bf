"""Find what is open where: one linear pass over the delimiters that can reach across a line.

The pass pairs `{{ }}`, `[[ ]]`, `{| |}` and tags with their closings. What never closes was literal text, as in
MediaWiki; comments, nowiki and their kin are opaque. A heading ends all that is open: a construct is read within its
section.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

# Tags whose content is not wikitext.
RAW = frozenset(
    {
        "ce",
        "chem",
        "graph",
        "hiero",
        "mapframe",
        "maplink",
        "math",
        "nowiki",
        "pre",
        "score",
        "source",
        "syntaxhighlight",
        "templatedata",
        "timeline",
    }
)
# Tags that hold wikitext of their own, which is read as one piece.
HOLDING = frozenset(["ref", "gallery", "references", "poem", "blockquote", "imagemap", "inputbox"])
# Of these only the ones below keep their lines together; the others may hold whole blocks.
KEEPING = frozenset(["ref", "imagemap", "inputbox"])
# What a line may open or close with. Every branch starts with a character or a set, so that it is passed by a look.
_LINE = r"(?:=|\{\||\|\}(?!\})|[ \t][ \t]*+\|\}(?!\})|[ \t:*#;][ \t:*#;]*+\{\|)"
_FIRST_LINE = re.compile(_LINE)
_TAGS = sorted(RAW | HOLDING)
# Every alternative starts with a literal, so that the engine can skip on a character set.
_DELIMITER = re.compile(
    r"\[\[[^\[\]{}<\n]*+\]\]|\{\{[^\[\]{}<\n]*+\}\}"  # a link or template with nothing inside, as most are
    r"|\{\{|\}\}|\[\[|\]\]"
    rf"|\n{_LINE}"
    rf"|<(?:!--|(/?)((?i:(?=[{''.join(sorted({tag[0] for tag in _TAGS}))}])(?:{'|'.join(_TAGS)})))\b[^<>]*+>)"
)
# Deeper than this nothing is paired: no person nests so, and every line would be asked about all that is open.
DEEPEST = 64
# With so many openers left open the rest is taken as it stands: only a machine writes such a page.
GIVE_UP = 20_000
# More openers than this with nothing to close them: no person wrote this, and parsers choke on it.
MANY_UNCLOSED = 200


class Pair(NamedTuple):
    """A construct with its closing: `kind` is `{{`, `[[`, `{|`, `<!--` or the name of a tag."""

    start: int
    end: int
    kind: str
    depth: int


Bare = tuple[int, int, str, int]  # what a pair says; few of those found are ever asked for, and only these are made
_pair = partial(tuple.__new__, Pair)  # what a NamedTuple does, without a call of Python


class Scan(NamedTuple):
    """The constructs of a stretch by start, its headings (start, end), and how many openers never closed.

    `wide` are those of the constructs that may reach over lines, in no order.
    """

    bare: list[Bare]
    headings: list[tuple[int, int]]
    unclosed: int
    stray: int
    wide: list[Pair]

    @property
    def pairs(self) -> list[Pair]:
        """The constructs by start."""
        return list(map(_pair, self.bare))


_scan = partial(tuple.__new__, Scan)


class Scanner:
    """A scan that can stop at the start of a line, go on, and go on in another text that is equal up to there.

    Openers wait for their closings, with counts so that a stray closing costs nothing.
    """

    __slots__ = ("_counts", "_dead", "_headings", "_open", "_pairs", "_skip", "_stray", "_unclosed", "_wide")

    def __init__(self) -> None:
        self._open: list[tuple[str, int, int]] = []  # kind, start, index reserved among the pairs
        self._counts: dict[str, int] = {}
        self._pairs: list[Bare | None] = []
        self._wide: list[Pair] = []
        self._headings: list[tuple[int, int]] = []
        self._dead: set[str] = set()
        self._unclosed = self._stray = self._skip = 0

    def read(self, text: str, start: int, end: int) -> None:
        """Read `text[start:end]`; `start` is the start of a line, and where the last reading stopped."""
        skip = max(start, self._skip)
        if skip == start:
            first = _FIRST_LINE.match(text, start, end)
            if first is not None:
                skip = self._line(text, start, first.end(), end)
        push, close, open_, add = self._push, self._close, self._open, self._pairs.append
        depth = len(open_)
        for match in _DELIMITER.finditer(text, skip, end):
            at, stop = match.span()
            if at < skip:  # inside a comment or a tag whose content is no wikitext
                continue
            sign = text[at]
            if sign == "[" or sign == "{":
                kind = "[[" if sign == "[" else "{{"
                if stop - at > 2 and depth < DEEPEST:
                    add((at, stop, kind, depth))
                    continue
                push(kind, at)
                if stop - at > 2:
                    close(kind, stop)
                elif self._unclosed > GIVE_UP:
                    skip = end
                    break
            elif sign == "]":
                close("[[", stop)
            elif sign == "}":
                close("{{", stop)
            elif sign == "\n":
                skip = max(skip, self._line(text, at + 1, stop, end))
            else:
                skip = self._tag(text, match)
            depth = len(open_)
        self._skip = skip

    def _push(self, kind: str, start: int) -> None:
        if len(self._open) >= DEEPEST:
            self._unclosed += 1
            return
        self._open.append((kind, start, len(self._pairs)))
        self._pairs.append(None)
        self._counts[kind] = self._counts.get(kind, 0) + 1

    def _close(self, kind: str, end: int) -> None:
        if not self._counts.get(kind):
            self._stray += 1
            return
        while True:
            found, start, index = self._open.pop()
            self._counts[found] -= 1
            if found == kind:
                pair = _pair((start, end, kind, len(self._open)))
                self._pairs[index] = pair
                self._wide.append(pair)
                return
            self._unclosed += 1

    def _whole(self, kind: str, start: int, end: int) -> None:
        """Add what is opaque, and so has its end already."""
        pair = _pair((start, end, kind, len(self._open)))
        self._pairs.append(pair)
        self._wide.append(pair)

    def _line(self, text: str, start: int, stop: int, end: int) -> int:
        """Read the marks `[start, stop)` at the start of a line; return where to go on."""
        sign = text[stop - 1]
        if sign == "=":
            return self._heading(text, start, end)
        if sign == "|":
            self._push("{|", stop - 2)
        else:
            self._close("{|", stop)
        return stop

    def _heading(self, text: str, start: int, end: int) -> int:
        stop = heading_end(text, start)
        if stop < 0 or stop > end:
            return start + 1
        self._unclosed += len(self._open)
        self._open.clear()
        self._counts.clear()
        self._headings.append((start, stop))
        return stop

    def _tag(self, text: str, match: re.Match[str]) -> int:
        """Read a tag or the start of a comment; return where to go on."""
        start, position = match.span()
        closing_mark, name = match.groups()
        if name is None:
            close = text.find("-->", position)
            stop = len(text) if close < 0 else close + 3
            self._whole("<!--", start, stop)
            return stop
        if text[position - 2] == "/":  # it holds nothing
            return position
        name = name.lower()
        if closing_mark:
            if name in HOLDING:
                self._close(name, position)
            return position
        if name in RAW:
            if name in self._dead:
                return position
            closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, position)
            if closing is None:
                self._dead.add(name)
                self._unclosed += 1
                return position
            self._whole(name, start, closing.end())
            return closing.end()
        self._push(name, start)
        return position

    def shifted(self, by: int) -> Scanner:
        """Return a copy whose places are `by` characters further on."""
        copy = Scanner()
        if by:
            copy._open = [(kind, start + by, index) for kind, start, index in self._open]
            copy._pairs = [None if pair is None else _moved(pair, by) for pair in self._pairs]
            copy._wide = [_pair(_moved(pair, by)) for pair in self._wide]
            copy._headings = [(start + by, end + by) for start, end in self._headings]
        else:
            copy._open, copy._pairs, copy._wide = self._open.copy(), self._pairs.copy(), self._wide.copy()
            copy._headings = self._headings.copy()
        copy._counts, copy._dead = self._counts.copy(), self._dead.copy()
        copy._unclosed, copy._stray, copy._skip = self._unclosed, self._stray, self._skip + by
        return copy

    def unclosed(self) -> int:
        """Return how many openers have not closed so far."""
        return self._unclosed + len(self._open)

    def result(self) -> Scan:
        """Return what was found; what still stands open never closes."""
        unclosed = self._unclosed + len(self._open)
        # What was opened and never closed left its place empty.
        pairs = [pair for pair in self._pairs if pair is not None] if unclosed else self._pairs.copy()
        return _scan((pairs, self._headings.copy(), unclosed, self._stray, self._wide.copy()))


def _moved(pair: Bare, by: int) -> Bare:
    start, end, kind, depth = pair
    return start + by, end + by, kind, depth


def scan(text: str, start: int, end: int) -> Scan:
    """Pair the delimiters of `text[start:end]`; `start` must be the start of a line."""
    scanner = Scanner()
    scanner.read(text, start, end)
    return scanner.result()


def marked_end(line: str) -> int:
    """Return where a line ends without the spaces and comments behind it."""
    end = len(line)
    if end and line[-1] not in " \t\r>":  # as nearly every line
        return end
    while True:
        while end and line[end - 1] in " \t\r":
            end -= 1
        if not line.endswith("-->", 0, end):
            return end
        opened = line.rfind("<!--", 0, end)
        if opened < 0 or line.find("-->", opened) != end - 3:
            return end
        end = opened


def heading_end(text: str, start: int) -> int:
    """Return where the heading line at `start` ends, -1 if it is none: equals signs at both ends, something between."""
    if not text.startswith("=", start):
        return -1
    stop = text.find("\n", start)
    if stop < 0:
        stop = len(text)
    line = text[start:stop]
    end = marked_end(line)
    return stop if end >= 3 and line[end - 1] == "=" else -1
