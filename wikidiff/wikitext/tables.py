"""Read a table as rows and columns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from wikidiff.model.document import BlockKind
from wikidiff.wikitext.segment import ATTRIBUTES, Blocks

LONGEST = 60_000  # characters of a table that is read; of a longer one only its lines around a place are known
_MOST_COLUMNS = 100
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,3})", re.IGNORECASE)
_BREAK = re.compile(r"\|\||!!")
_CELL_HEAD = re.compile(rf"[ \t]*(?:(?:{ATTRIBUTES}){{1,12}}\|(?!\|)[ \t]*)?")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_OTHER = re.compile(
    r"<ref\b[^>]*/>|<ref\b.*?</ref>|<!--.*?-->|<[^<>]*>|\{\{[^{}]*\}\}|'{2,}|\[https?:\S*|[\[\]]", re.DOTALL
)
_LABEL = 80


class Cell(NamedTuple):
    """A cell: where its text stands, whether it is a header, how far it reaches."""

    start: int
    end: int
    header: bool
    rows: int = 1
    columns: int = 1


class Table(NamedTuple):
    """The cells of a table by row and column; one that reaches over several stands in each."""

    text: str
    rows: tuple[tuple[Cell | None, ...], ...]
    starts: tuple[tuple[int, int, int], ...]  # where each cell begins, with its first row and column
    headed: tuple[int, ...]  # the rows with more than one header

    def find(self, position: int) -> tuple[int, int] | None:
        """Return row and column of the cell that holds a place."""
        at = bisect_right(self.starts, (position, len(self.rows), 0)) - 1
        if at < 0:
            return None
        _, i, j = self.starts[at]
        cell = self.rows[i][j]
        return (i, j) if cell is not None and cell.start <= position <= cell.end else None

    def label(self, cell: Cell | None) -> str:
        """Return what a reader sees of a cell, on one line."""
        return label(self.text[cell.start : cell.end]) if cell is not None else ""

    def header_of_column(self, row: int, column: int) -> str:
        """Return the nearest header above a cell, or what stands in a first row that is no row of figures."""
        for i in reversed(self.headed[: bisect_left(self.headed, row)]):
            cell = self.rows[i][column] if column < len(self.rows[i]) else None
            if cell is not None and cell.header:
                return self.label(cell)
        first = self.rows[0] if row else ()
        text = self.label(first[column]) if column < len(first) else ""
        return text if any(character.isalpha() for character in text) else ""

    def header_of_row(self, row: int, column: int) -> str:
        """Return the header at the start of a row, or its first cell with a letter in it."""
        cells = [cell for j, cell in enumerate(self.rows[row]) if j != column and cell is not None]
        for cell in cells:
            if cell.header:
                return self.label(cell)
        texts = (self.label(cell) for j, cell in enumerate(self.rows[row][:column]) if cell is not None)
        return next((text for text in texts if any(character.isalpha() for character in text)), "")


def label(text: str) -> str:
    """Return what a reader sees of a short stretch of wikitext, on one line."""
    text = _OTHER.sub(" ", _LINK.sub(r"\1", text[: 20 * _LABEL]))
    return " ".join(text.replace("&nbsp;", " ").split())[:_LABEL]


def table(found: Blocks, span: tuple[int, int]) -> Table | None:
    """Read the table that stands at a span; None where it is too long to be read."""
    if span[1] - span[0] > LONGEST:
        return None
    text = found.text
    start = text.rfind("\n", 0, span[0]) + 1
    stop = text.find("\n", span[1])
    grid: list[list[Cell | None]] = [[]]
    hanging: dict[int, tuple[int, Cell]] = {}
    blocks = found.cover(start, len(text) if stop < 0 else stop)
    depth = next((block.depth for block in blocks if block.start <= span[0] < block.end), 0) + 1
    for block in blocks:
        if block.depth != depth:
            continue
        if block.kind is BlockKind.TABLE_ROW:
            if grid[-1]:
                _hang(grid[-1], hanging)
                grid.append([])
        elif block.kind is BlockKind.TABLE_CELL:
            _add(grid[-1], hanging, _cells(found, block.start, block.value_end))
    _hang(grid[-1], hanging)
    return _indexed(text, tuple(tuple(row) for row in grid if row))


def _indexed(text: str, rows: tuple[tuple[Cell | None, ...], ...]) -> Table:
    first: dict[int, tuple[int, int]] = {}
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if cell is not None:
                first.setdefault(cell.start, (i, j))
    headed = tuple(i for i, row in enumerate(rows) if sum(cell is not None and cell.header for cell in row) > 1)
    return Table(text, rows, tuple(sorted((start, i, j) for start, (i, j) in first.items())), headed)


def cut(found: Blocks, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a line of cells, given from behind its first mark, at its own marks; a cell spans what lies between two."""
    text = found.text
    if text.find("||", start, end) < 0 and text.find("!!", start, end) < 0:
        return [(start, end)]
    header = text[text.rfind("\n", 0, start) + 1 : start].lstrip()[:1] == "!"
    hidden = found.constructs(start, end)
    cells: list[tuple[int, int]] = []
    index, at = 0, start
    for match in _BREAK.finditer(text, start, end):
        stop = match.start()
        while index < len(hidden) and hidden[index].end <= stop:
            index += 1
        if (index < len(hidden) and hidden[index].start <= stop) or (match.group() == "!!" and not header):
            continue
        cells.append((at, stop))
        at = match.end()
    return [*cells, (at, end)]


def _cells(found: Blocks, start: int, end: int) -> list[Cell]:
    """Cut a line of cells at its own marks, and read each: its attributes apart."""
    text = found.text
    header = text[start:end].lstrip()[:1] == "!"
    at = start + text[start:end].index("!" if header else "|") + 1
    cells: list[Cell] = []
    for low, high in cut(found, at, end):
        stop = high
        head = _CELL_HEAD.match(text, low, stop)
        begin = head.end() if head is not None else low
        spans = {name.lower(): int(size) for name, size in _SPAN.findall(text[low:begin])}
        while stop > begin and text[stop - 1].isspace():
            stop -= 1
        cells.append(Cell(begin, stop, header, max(1, spans.get("row", 1)), max(1, spans.get("col", 1))))
    return cells


def _add(row: list[Cell | None], hanging: dict[int, tuple[int, Cell]], cells: list[Cell]) -> None:
    """Put cells into a row, behind those that reach into it from above."""
    for cell in cells:
        _hang(row, hanging)
        for _ in range(min(cell.columns, _MOST_COLUMNS - len(row))):
            if cell.rows > 1:
                hanging[len(row)] = (cell.rows - 1, cell)
            row.append(cell)


def _hang(row: list[Cell | None], hanging: dict[int, tuple[int, Cell]]) -> None:
    while (at := len(row)) in hanging and hanging[at][1] not in row:
        left, cell = hanging.pop(at)
        if left > 1:
            hanging[at] = (left - 1, cell)
        row.append(cell)
