"""Cells of rows for spreadsheets: text that a spreadsheet would take for a formula is kept from being one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet would carry out what begins so
_ALONE: Final = re.compile(r"[\ud800-\udfff]")


def cell(value: object) -> object:
    """Return what a cell holds: text that begins like a formula behind an apostrophe, nothing for None.

    Numbers stay numbers, minus and all. Half a surrogate pair, which no file can hold, is written as its number.
    """
    if isinstance(value, str):
        safe = _ALONE.sub(lambda match: f"<U+{ord(match[0]):04X}>", value)
        return "'" + safe if safe.startswith(_FORMULA) else safe
    return "" if value is None else value


def row(values: Iterable[object]) -> str:
    """Return one row as CSV, without the line break at its end."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([cell(value) for value in values])  # so that both are quoted
    return out.getvalue().removesuffix("\r\n")
