"""An immutable, hashable, picklable mapping for what is particular to one kind of finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias, Union

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Union[Scalar, "Detail", tuple["Value", ...]]
_SCALAR = (str, int, float)
_ROW = (list, tuple)
_TABLE = (dict, Mapping)  # what a dict is need not be looked up
Plain: TypeAlias = Scalar | dict[str, "Plain"] | list["Plain"]


class Detail(Mapping[str, Value]):
    """A frozen mapping of names to scalars, tuples and further details.

    Keys keep the order in which they were given; equality ignores order, as with `dict`.
    """

    __slots__ = ("_data", "_hash")

    _data: dict[str, Value]
    _hash: int | None

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        self._data = {str(name): freeze(value) for name, value in (data or {}).items()}
        self._hash = None

    def __getitem__(self, name: str) -> Value:
        return self._data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._data.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Detail):
            return self._data == other._data
        return NotImplemented

    def __repr__(self) -> str:
        return f"Detail({self._data!r})"

    def __reduce__(self) -> tuple[type[Detail], tuple[dict[str, Value]]]:
        return Detail, (self._data,)

    def plain(self) -> dict[str, Plain]:
        """Return plain dictionaries and lists, ready for JSON."""
        return {name: thaw(value) for name, value in self._data.items()}


def freeze(value: object) -> Value:
    """Turn dictionaries into `Detail`, lists into tuples; refuse what JSON cannot say."""
    if value is None or isinstance(value, _SCALAR) or type(value) is Detail:
        return value
    if isinstance(value, _ROW):
        return tuple([freeze(item) for item in value])
    if isinstance(value, _TABLE):
        return Detail(value)
    raise TypeError(f"a detail holds JSON values only, not {type(value).__name__}")


def thaw(value: Value) -> Plain:
    """Turn a frozen value into plain dictionaries and lists."""
    if isinstance(value, Detail):
        return value.plain()
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value
