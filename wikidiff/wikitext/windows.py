"""Read the structure around a place of a text, and no more of the text than that takes.

Structure is read within a section, and no further back than `LOOK_BACK` unless something shows that more stands open.
"""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from wikidiff.wikitext.scan import HOLDING, RAW, Scan, Scanner, heading_end, scan
from wikidiff.wikitext.sections import hidden, section_end, section_start

LOOK_BACK = 1_536
GO_ON = 4 * LOOK_BACK  # a place no further than this behind one that was read is read from there
MOST_MARKS = 80  # list marks and spaces before a construct that opens its line
_PARTS = ("|", "!", "}")
_SUSPECT = re.compile(r"\n[ \t:*#]{0,20}(?:\||!|\}\})")
_HOLDING = sorted((RAW | HOLDING) - {"ref"})
_HOLDERS = re.compile(  # refs, the most frequent tags by far, are passed at once
    rf"<(?!/?ref[\s>])(?:!--|/?(?=[{''.join(sorted({tag[0] for tag in _HOLDING}))}])(?:{'|'.join(_HOLDING)}))",
    re.IGNORECASE,
)


class Window(NamedTuple):
    """A stretch whose structure is known: it starts and ends where nothing is open.

    `ahead` is the scan as it stood at `start_of`, where the stretch that was asked for begins.
    """

    start: int
    end: int
    scan: Scan
    ahead: Scanner | None = None
    start_of: int = 0


_window = partial(tuple.__new__, Window)  # what a NamedTuple does, without a call of Python


def window(text: str, start: int, end: int, before: Window | None = None) -> Window:
    """Return a stretch around `[start, end)` (whole lines) whose structure can be read by itself.

    `before` is what was read of the text further up: where that is near, reading goes on from there.
    """
    if ordinary(text, start, end) and _settled(text, start):
        found = alone(text, start, end)
        if found is not None:
            return found
    if before is not None and before.ahead is not None and 0 <= start - before.start_of <= GO_ON:
        ahead = before.ahead.shifted(0)
        ahead.read(text, before.start_of, start)
        return read_on(text, before.start, start, end, ahead)
    low = begin = section_start(text, start)
    if start - low > LOOK_BACK:
        near = text.rfind("\n\n", low, start - LOOK_BACK)
        if near >= 0 and not near + 2 - low < start - near - 2 > GO_ON:  # a long table is not read twice
            begin = near + 2
    if begin != low and _SUSPECT.search(text, begin, start) is None and not hidden(text, begin):
        result = _read(text, begin, start, end)
        if not result.scan.stray:
            return result
    return _read(text, low, start, end)


def ordinary(text: str, start: int, end: int) -> bool:
    """Tell whether lines are few, and do not look like part of a table or template."""
    return end - start <= LOOK_BACK and text[start : start + MOST_MARKS].lstrip(" \t:*#")[:1] not in _PARTS


def alone(text: str, start: int, end: int) -> Window | None:
    """Read a few lines by themselves, before which nothing stands open; None where that is not enough."""
    found = scan(text, start, end)
    return None if found.unclosed or found.stray or found.headings else _window((start, end, found, None, 0))


def _settled(text: str, start: int) -> bool:
    """Tell by counting alone whether nothing can stand open at the start of a line.

    Some characters back all that was opened is closed, nothing is there that can hide or hold lines, and no line looks
    like part of a table or template. Most changed lines are such, and counting costs a tenth of scanning.
    """
    low = max(0, start - LOOK_BACK)
    border = text.rfind("\n=", low, start)
    if border >= 0:
        if heading_end(text, border + 1) < 0 or hidden(text, border + 1):
            return False
        low = border
    elif low:  # a line that is cut in the middle looks open
        low = max(low - GO_ON, text.rfind("\n", 0, low))
    back = text[low:start]
    if ("{" in back or "}" in back) and (back.count("{{") != back.count("}}") or "{|" in back):
        return False
    if back.count("[[") != back.count("]]") or "-->" in back or _SUSPECT.search(back) is not None:
        return False
    if "<" not in back:
        return True
    opened = back.count("<ref") - back.count("</ref>")
    return (opened <= 0 or opened <= back.count("/>")) and _HOLDERS.search(back) is None


def _read(text: str, low: int, start: int, end: int) -> Window:
    ahead = Scanner()
    if low < start:
        ahead.read(text, low, start)
    return read_on(text, low, start, end, ahead)


def read_on(text: str, low: int, start: int, end: int, ahead: Scanner) -> Window:
    """Scan past `end`, further and further until nothing open reaches beyond what was scanned."""
    reach = 256
    scanner, at = ahead.shifted(0), start
    while True:
        limit = text.find("\n", min(len(text), end + reach)) + 1 or len(text)
        if limit > at:
            scanner.read(text, at, limit)
            at = limit
        if limit >= len(text) or not scanner.unclosed():
            return _window((low, limit, scanner.result(), ahead, start))
        border = section_end(text, end)
        if limit >= border:  # what opened behind the border may close further on
            return _window((low, border, scanner.result(), ahead, start))
        reach *= 8
