"""Columns of a table that came or went: a cell in nearly every row, one change to whoever reads the table."""

from __future__ import annotations

import re

from wikidiff.model import Context
from wikidiff.model.change import Aspect, Edit, Page

_MARKS = " \t\n|!"
_BORDER = re.compile(r"\|\||!!|^\s*[|!]", re.MULTILINE)
_MOST = 0.5  # share of the rows in which a cell has to come or go
_LEAST = 2


class Columns:
    """The edits of a page that bring or take a cell of a column, each with what names the column."""

    def __init__(self, page: Page) -> None:
        self.keys: dict[int, str] = {}
        found: dict[tuple[bool, int, int], dict[int, Edit]] = {}
        sizes: dict[tuple[bool, int, int], int] = {}
        around = page.around
        cells = [edit for edit in page.edits if _of_a_cell(edit)]
        if around is None or len(cells) < _LEAST:
            return
        for edit in cells:
            new = not edit.old.text.strip()
            side = edit.new if new else edit.old
            place = around.cell(side.end - len(side.text.lstrip(_MARKS)), new=new)
            if place is not None:
                table, row, column, rows = place
                found.setdefault((new, table, column), {}).setdefault(row, edit)
                sizes[new, table, column] = rows
        for key, edits in found.items():
            if len(edits) >= max(_LEAST, _MOST * sizes[key]):
                self.keys.update((id(edit), f"column:{key[0]}:{key[1]}:{key[2]}") for edit in edits.values())


def column(edit: Edit, page: Page) -> str | None:
    """Return what names the column that came or went, if the edit is of one of its cells."""
    if edit.context is not Context.TABLE:
        return None
    known = page.facts.get("columns")
    if not isinstance(known, Columns):
        known = page.facts["columns"] = Columns(page)
    return known.keys.get(id(edit))


def _of_a_cell(edit: Edit) -> bool:
    """Tell whether one whole cell came or went."""
    if edit.context is not Context.TABLE or edit.aspect not in (Aspect.TEXT, Aspect.BLOCK):
        return False
    old, new = edit.old.text.strip(), edit.new.text.strip()
    return bool(old) is not bool(new) and len(_BORDER.findall(old or new)) == 1
