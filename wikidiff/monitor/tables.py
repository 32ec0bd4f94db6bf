"""Read a configuration file: TOML, and on which line each of its values stands.

`tomllib` says where a file is no TOML, but not where a value stands that is well written and wrong. `Table` gives out
values by kind; what is missing, unknown or of another kind becomes a `ConfigError` with file, line and field.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NoReturn, TypeVar

from wikidiff.errors import ConfigError

Place = tuple[str | int, ...]
T = TypeVar("T")

_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[smhdw])")
_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_LINE: Final = re.compile(r"\s*\(at line (\d+), column (\d+)\)")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\n]*")


def parse(text: str, name: str = "") -> Table:
    """Read TOML; raises `ConfigError` with the line where it is none."""
    path = name or None
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = _LINE.search(str(error))
        what = _LINE.sub("", str(error))
        what = what.replace(" (at end of document)", " at the end of the file")
        raise ConfigError(
            f"this is not TOML: {what[:1].lower()}{what[1:]}", path=path, line=int(found[1]) if found else None
        ) from error
    except RecursionError as error:
        raise ConfigError("this is not TOML that can be read: it is nested too deep", path=path) from error
    return Table(data, path, Lines(text.removeprefix("\ufeff")).places)


def duration(text: str) -> timedelta | None:
    """Return the time that a text such as `90s`, `1h30m` or `7d` names, None where it names none."""
    rest, seconds = text.replace(" ", ""), 0.0
    while rest:
        found = _SPAN.match(rest)
        if not found:
            return None
        seconds += float(found[1]) * _UNITS[found[2]]
        rest = rest[found.end() :]
    return timedelta(seconds=seconds) if text.strip() else None


def there(table: Table, key: str, folder: Path, file: str | None) -> str | None:
    """Return the path of a file that a table names, None where it names none; it must be there when it is named."""
    if file is None:
        return None
    path = folder / file
    if not path.is_file():
        table.fail(key, f"there is no file {file}", f"paths begin at the folder of this file, {folder}")
    return str(path)


@dataclass(slots=True)
class Table:
    """One table of a file, which knows its place; `taken` are the keys that somebody asked for."""

    data: Mapping[str, Any]
    path: str | None = None
    lines: Mapping[Place, int] = field(default_factory=lambda: MappingProxyType({}))
    place: Place = ()
    taken: set[str] = field(default_factory=set)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def line(self, *keys: str | int) -> int | None:
        """Return the line of a value in this table, or of the nearest table or list around it."""
        place = (*self.place, *keys)
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)

    def fail(self, key: str | int | None, what: str, hint: str | None = None) -> NoReturn:
        """Raise the `ConfigError` of a field of this table."""
        keys = () if key is None else (key,)
        name = field_name((*self.place, *keys))
        raise ConfigError(f"{name}: {what}" if name else what, hint=hint, path=self.path, line=self.line(*keys))

    def known(self, keys: Iterable[str] = ()) -> None:
        """Refuse keys that nobody asked for: a misspelt setting must not be passed over."""
        allowed = sorted({*self.taken, *keys})
        for key in self.data:
            if key not in allowed:
                close = difflib.get_close_matches(key, allowed, n=1)
                hint = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(allowed)}"
                self.fail(key, "there is no such setting", hint)

    def text(self, key: str, default: str | None = None, *, choices: Iterable[str] = ()) -> str | None:
        """Return a text that is not empty, one of the choices where there are any."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            self.fail(key, "a text is wanted, in quotation marks")
        known = tuple(choices)
        if known and value not in known:
            close = difflib.get_close_matches(value, known, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(known)}"
            self.fail(key, f"there is no '{value}' here", hint)
        return value

    def needed(self, key: str, hint: str | None = None) -> str:
        """Return a text that must be there."""
        value = self.text(key)
        if value is None:
            self.fail(None, f"'{key}' is missing", hint)
        return value

    def texts(self, key: str, *, choices: Iterable[str] = ()) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        value = self._get(key)
        if value is None:
            return ()
        rows = [value] if isinstance(value, str) else value
        if not isinstance(rows, list) or not all(isinstance(row, str) and row.strip() for row in rows):
            self.fail(key, "a text or a list of texts is wanted")
        known = tuple(choices)
        for row in rows if known else ():
            if row not in known:
                close = difflib.get_close_matches(row, known, n=1)
                self.fail(
                    key,
                    f"there is no '{row}' here",
                    f"did you mean '{close[0]}'?" if close else f"there are {', '.join(known)}",
                )
        return tuple(rows)

    def flag(self, key: str, default: bool | None = None) -> bool | None:
        """Return true or false."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fail(key, "true or false is wanted")
        return value

    def number(
        self, key: str, default: float | None = None, *, low: float | None = None, high: float | None = None
    ) -> float | None:
        """Return a number within bounds."""
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  (nan)
            self.fail(key, "a number is wanted")
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"from {low:g} to {high:g}" if high is not None and low is not None else f"of {low:g} or more"
            self.fail(key, f"a number {bounds} is wanted, not {value:g}")
        return value

    def whole(self, key: str, default: int, *, low: int = 0, high: int | None = None) -> int:
        """Return a whole number within bounds."""
        value: object = self.number(key, default, low=low, high=high)
        if not isinstance(value, int):
            self.fail(key, "a whole number is wanted")
        return value

    def span(self, key: str, default: str | None = None, *, least: float = 0.0) -> timedelta | None:
        """Return a length of time written as `90s`, `15m`, `1h30m`, `7d`; a bare number counts seconds."""
        value: object = self._get(key)
        if value is None:
            return duration(default) if default is not None else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = f"{value}s"
        found = duration(value) if isinstance(value, str) else None
        if found is None:
            self.fail(key, "a length of time is wanted", 'such as "90s", "15m", "1h30m" or "7d"')
        if found.total_seconds() < least:
            self.fail(key, f"a time of {least:g} s or more is wanted")
        return found

    def table(self, key: str) -> Table | None:
        """Return a table in this one."""
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fail(key, f"a table is wanted: [{field_name((*self.place, key))}]")
        return Table(value, self.path, self.lines, (*self.place, key))

    def tables(self, key: str) -> list[Table]:
        """Return an array of tables, or one table as an array of one."""
        value = self._get(key)
        if value is None:
            return []
        if isinstance(value, dict):
            return [Table(value, self.path, self.lines, (*self.place, key))]
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.fail(key, f"tables are wanted, each under [[{field_name((*self.place, key))}]]")
        return [Table(row, self.path, self.lines, (*self.place, key, number)) for number, row in enumerate(value)]

    def raw(self, key: str) -> Any:
        """Return a value as it is."""
        return self._get(key)

    def checked(self, key: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` makes of a text; its `ValueError` becomes the error of the field."""
        value = self.text(key)
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.fail(key, str(error))

    def _get(self, key: str) -> Any:
        self.taken.add(key)
        return self.data.get(key)


def field_name(place: Place) -> str:
    """Return a place as people write it: `rule[2].any[1].category`, counted from 1."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class Lines:
    """The line of every key and element of a TOML text that `tomllib` has read without fault."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.line = 1
        self.places: dict[Place, int] = {}
        self._counts: dict[Place, int] = {}
        base: Place = ()
        while self._space(breaks=True):
            if self.text[self.at] == "[":
                base = self._header()
            else:
                self._pair(base)

    def _header(self) -> Place:
        double = self.text.startswith("[[", self.at)
        line = self.line
        self.at += 2 if double else 1
        keys = list(self._keys("]"))
        self.at += 2 if double else 1
        base: Place = ()
        for number, key in enumerate(keys):
            base = (*base, key)
            last = number == len(keys) - 1
            if last and double:
                self._counts[base] = self._counts.get(base, -1) + 1
            if base in self._counts:
                self.places.setdefault(base, line)
                base = (*base, self._counts[base])
            self.places.setdefault(base, line)
        return base

    def _pair(self, base: Place) -> None:
        line = self.line
        place = base
        for key in self._keys("="):
            place = (*place, key)
            self.places.setdefault(place, line)
        self.at += 1
        self._value(place)

    def _keys(self, end: str) -> Iterator[str]:
        while True:
            self._space()
            letter = self.text[self.at]
            if letter == end:
                return
            if letter == ".":
                self.at += 1
            elif letter in "\"'":
                start = self.at
                self._string()
                yield tomllib.loads(f"x = {self.text[start : self.at]}")["x"]
            else:
                found = _BARE.match(self.text, self.at)
                if not found:  # tomllib read what this reader does not know: lines end here
                    self.at = len(self.text)
                    raise ConfigError("this is TOML whose lines cannot be told")
                self.at = found.end()
                yield found.group()

    def _value(self, place: Place) -> None:
        self._space(breaks=True)
        letter = self.text[self.at]
        if letter in "\"'":
            self._string()
        elif letter == "[":
            self._many(place, "]")
        elif letter == "{":
            self._many(place, "}")
        else:
            found = _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else len(self.text)

    def _many(self, place: Place, end: str) -> None:
        self.at += 1
        number = 0
        while self._space(breaks=True) and self.text[self.at] != end:
            if self.text[self.at] == ",":
                self.at += 1
                number += 1
            elif end == "]":
                self.places.setdefault((*place, number), self.line)
                self._value((*place, number))
            else:
                self._pair(place)
        self.at += 1

    def _string(self) -> None:
        mark = self.text[self.at]
        wide = self.text.startswith(mark * 3, self.at)
        close = mark * 3 if wide else mark
        at = self.at + len(close)
        while not self.text.startswith(close, at):
            at += 2 if mark == '"' and self.text[at] == "\\" else 1
        at += len(close)
        while wide and self.text.startswith(mark, at):  # up to two more marks may stand before the end
            at += 1
        self.line += self.text.count("\n", self.at, at)
        self.at = at

    def _space(self, *, breaks: bool = False) -> bool:
        """Go past blanks and comments, and past line breaks if told; tell whether anything follows."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif letter in " \t" or (breaks and letter == "\n"):
                self.line += letter == "\n"
                self.at += 1
            else:
                return True
        return False
