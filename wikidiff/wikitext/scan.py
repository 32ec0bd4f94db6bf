"""Find what is open where: one linear pass over the delimiters that can reach across a line.

The pass pairs `{{ }}`, `[[ ]]`, `{| |}` and tags with their closings. What never closes was literal text, as in
MediaWiki; comments, nowiki and their kin are opaque. A heading ends all that is open: a construct is read within its
section.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NamedTuple

_FIRST_LINE = re.compile(r"([ \t:*#;]*\{\|)|([ \t]*\|\})(?!\})|(=)")

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
# Every alternative starts with a literal, so that the engine can skip on a character set.
_DELIMITER = re.compile(
    r"\[\[[^\[\]{}<\n]*+\]\]|\{\{[^\[\]{}<\n]*+\}\}"  # a link or template with nothing inside, as most are
    r"|\{\{|\}\}|\[\[|\]\]"
    r"|\n(?:([ \t:*#;]*\{\|)|([ \t]*\|\})(?!\})|(=))"
    r"|<(?:(!--)|(/?)((?i:" + "|".join(sorted(RAW | HOLDING)) + r"))\b[^<>]*?(/?)>)"
)
_OPENER = {"}}": "{{", "]]": "[["}
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


_pair = partial(tuple.__new__, Pair)  # what a NamedTuple does, without a call of Python


class Scan(NamedTuple):
    """The constructs of a stretch by start, its headings (start, end), and how many openers never closed.

    `wide` are those of the constructs that may reach over lines, in no order.
    """

    pairs: list[Pair]
    headings: list[tuple[int, int]]
    unclosed: int
    stray: int
    wide: list[Pair]


class _Stack:
    """Openers that wait for their closings, with counts so that a stray closing costs nothing."""

    __slots__ = ("counts", "open", "pairs", "stray", "unclosed", "wide")

    def __init__(self) -> None:
        self.open: list[tuple[str, int, int]] = []  # kind, start, index reserved among the pairs
        self.counts: dict[str, int] = {}
        self.pairs: list[Pair | None] = []
        self.wide: list[Pair] = []
        self.unclosed = 0
        self.stray = 0

    def push(self, kind: str, start: int) -> None:
        if len(self.open) >= DEEPEST:
            self.unclosed += 1
            return
        self.open.append((kind, start, len(self.pairs)))
        self.pairs.append(None)
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def close(self, kind: str, end: int) -> None:
        if not self.counts.get(kind):
            self.stray += 1
            return
        while True:
            found, start, index = self.open.pop()
            self.counts[found] -= 1
            if found == kind:
                self.add(_pair((start, end, kind, len(self.open))), index)
                return
            self.unclosed += 1

    def add(self, pair: Pair, index: int = -1) -> None:
        if index < 0:
            self.pairs.append(pair)
        else:
            self.pairs[index] = pair
        self.wide.append(pair)

    def clear(self) -> None:
        self.unclosed += len(self.open)
        self.open.clear()
        self.counts.clear()


class Scanner:
    """A scan that can stop at the start of a line, go on, and go on in another text that is equal up to there."""

    __slots__ = ("_dead", "_headings", "_skip", "_stack")

    def __init__(self) -> None:
        self._stack = _Stack()
        self._headings: list[tuple[int, int]] = []
        self._dead: set[str] = set()
        self._skip = 0

    def read(self, text: str, start: int, end: int) -> None:
        """Read `text[start:end]`; `start` is the start of a line, and where the last reading stopped."""
        stack, headings, dead = self._stack, self._headings, self._dead
        skip = max(start, self._skip)
        if skip == start:
            first = _FIRST_LINE.match(text, start, end)
            if first is not None:
                skip = first.end()
                if first.group(1):
                    stack.push("{|", skip - 2)
                elif first.group(2):
                    stack.close("{|", skip)
                else:
                    skip = _heading(text, start, end, headings, stack)
        push, close, open_, pairs = stack.push, stack.close, stack.open, stack.pairs
        for match in _DELIMITER.finditer(text, skip, end):
            at = match.start()
            if at < skip:  # inside a comment or a tag whose content is no wikitext
                continue
            mark = match.group()
            if len(mark) > 2 and (mark[0] == "[" or mark[0] == "{"):
                if len(open_) < DEEPEST:
                    pairs.append(_pair((at, match.end(), mark[:2], len(open_))))
                else:
                    push(mark[:2], at)
                    close(mark[:2], match.end())
            elif mark == "{{" or mark == "[[":
                push(mark, at)
                if stack.unclosed > GIVE_UP:
                    skip = end
                    break
            elif mark == "}}" or mark == "]]":
                close(_OPENER[mark], at + 2)
            elif mark[0] == "\n":
                skip = max(skip, self._line(text, match, end))
            else:
                skip = _tag(text, match, stack, dead)
        self._skip = skip

    def _line(self, text: str, match: re.Match[str], end: int) -> int:
        """Read the marks at the start of a line; return where to go on."""
        if match.group(1):
            self._stack.push("{|", match.end() - 2)
        elif match.group(2):
            self._stack.close("{|", match.end())
        else:
            return _heading(text, match.start() + 1, end, self._headings, self._stack)
        return match.end()

    def shifted(self, by: int) -> Scanner:
        """Return a copy whose places are `by` characters further on."""
        copy, mine, stack = Scanner(), self._stack, _Stack()
        stack.open = [(kind, start + by, index) for kind, start, index in mine.open]
        stack.counts = dict(mine.counts)
        if by:
            stack.pairs = [None if pair is None else _moved(pair, by) for pair in mine.pairs]
            stack.wide = [_moved(pair, by) for pair in mine.wide]
        else:
            stack.pairs, stack.wide = mine.pairs.copy(), mine.wide.copy()
        stack.unclosed, stack.stray = mine.unclosed, mine.stray
        copy._stack, copy._dead = stack, set(self._dead)
        copy._headings = [(start + by, end + by) for start, end in self._headings]
        copy._skip = self._skip + by
        return copy

    def result(self) -> Scan:
        """Return what was found; what still stands open never closes."""
        stack = self._stack
        unclosed = stack.unclosed + len(stack.open)
        pairs: list[Any] = stack.pairs.copy()
        if unclosed:  # what was opened and never closed left its place empty
            pairs = [pair for pair in pairs if pair is not None]
        return Scan(pairs, self._headings.copy(), unclosed, stack.stray, stack.wide.copy())


def _moved(pair: Pair, by: int) -> Pair:
    start, end, kind, depth = pair
    return _pair((start + by, end + by, kind, depth))


def scan(text: str, start: int, end: int) -> Scan:
    """Pair the delimiters of `text[start:end]`; `start` must be the start of a line."""
    scanner = Scanner()
    scanner.read(text, start, end)
    return scanner.result()


def _heading(text: str, start: int, end: int, headings: list[tuple[int, int]], stack: _Stack) -> int:
    stop = heading_end(text, start)
    if stop < 0 or stop > end:
        return start + 1
    stack.clear()
    headings.append((start, stop))
    return stop


def _tag(text: str, match: re.Match[str], stack: _Stack, dead: set[str]) -> int:
    position = match.end()
    if match.group(4):
        close = text.find("-->", position)
        stop = len(text) if close < 0 else close + 3
        stack.add(Pair(match.start(), stop, "<!--", len(stack.open)))
        return stop
    name = match.group(6).lower()
    if match.group(7):
        return position
    if match.group(5):
        if name in HOLDING:
            stack.close(name, position)
        return position
    if name in RAW:
        if name in dead:
            return position
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, position)
        if closing is None:
            dead.add(name)
            stack.unclosed += 1
            return position
        stack.add(Pair(match.start(), closing.end(), name, len(stack.open)))
        return closing.end()
    stack.push(name, match.start())
    return position


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
