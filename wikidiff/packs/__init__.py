"""Language and site knowledge as data: TOML for settings, TSV for lists, no Python.

`lang/<tag>/<name>` falls back from the tag to its base language to `und`; `site/<dbname>.toml` to `site/generic.toml`.
A file that is in no pack of the chain reads as empty: the caller says in a note that it was degraded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from wikidiff.errors import PackError

_PARTS, _LETTERS = 8, 64  # of a language tag, and of a name that a file can have

_ROOT = resources.files(__name__)


def chain(tag: str) -> tuple[str, ...]:
    """Return the packs to look in for a language, most particular first: `de-AT` → `de-at`, `de`, `und`."""
    parts = tag.lower().replace("_", "-").split("-")[:_PARTS]
    return (*("-".join(parts[:count]) for count in range(len(parts), 0, -1)), "und")


def _read(kind: str, name: str, file: str) -> str | None:
    if len(name) > _LETTERS or not all(character.isalnum() or character in "-_" for character in name):
        return None
    path = _ROOT.joinpath(kind, name, file) if file else _ROOT.joinpath(kind, name + ".toml")
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _toml(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"is not TOML ({error})", path=where) from error


@lru_cache(maxsize=256)
def settings(tag: str, file: str) -> Mapping[str, Any]:
    """Read `lang/<tag>/<file>` (TOML), keys of the more particular pack over those of its fallbacks."""
    merged: dict[str, Any] = {}
    for name in reversed(chain(tag)):
        text = _read("lang", name, file)
        if text is not None:
            merged.update(_toml(text, f"packs/lang/{name}/{file}"))
    return MappingProxyType(merged)


@lru_cache(maxsize=256)
def rows(tag: str, file: str) -> tuple[tuple[str, ...], ...]:
    """Read `lang/<tag>/<file>` (TSV, `#` opens a comment line) from the first pack of the chain that has it."""
    for name in chain(tag):
        text = _read("lang", name, file)
        if text is not None:
            return tuple(
                tuple(cell.strip() for cell in line.split("\t"))
                for line in text.splitlines()
                if line.strip() and not line.startswith("#")
            )
    return ()


def lines(tag: str, file: str) -> list[str]:
    """Read `lang/<tag>/<file>` as its lines, comments left out: for a long table that its one reader takes apart."""
    for name in chain(tag):
        text = _read("lang", name, file)
        if text is not None:
            return [line for line in text.split("\n") if line and line[0] != "#"]
    return []


@lru_cache(maxsize=256)
def has(tag: str, file: str) -> bool:
    """Tell whether the language itself (not the root pack) has this file."""
    return any(_read("lang", name, file) is not None for name in chain(tag)[:-1])


@lru_cache(maxsize=256)
def site(name: str) -> Mapping[str, Any]:
    """Read `site/<name>.toml` over `site/generic.toml`, table by table."""
    merged: dict[str, Any] = {}
    for pack in ("generic", name):
        text = _read("site", pack, "")
        for key, value in (_toml(text, f"packs/site/{pack}.toml") if text is not None else {}).items():
            if isinstance(value, dict) and isinstance(merged.get(key), dict):
                merged[key] = {**merged[key], **value}
            elif isinstance(value, list) and isinstance(merged.get(key), list):
                merged[key] = [*merged[key], *value]
            else:
                merged[key] = value
    return MappingProxyType(merged)


@lru_cache(maxsize=256)
def has_site(name: str) -> bool:
    """Tell whether there is a pack for this database name."""
    return name != "generic" and _read("site", name, "") is not None
