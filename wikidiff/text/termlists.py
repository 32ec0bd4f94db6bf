"""Lists of terms that somebody keeps: pairs with a direction and a reason, and words to look at.

Two forms are read: a TOML of pairs, and VisualEditor's `Editcheck-config` JSON, whole or one of its textMatch items.
What a list says never decides what kind of change an edit is, but for the swaps that it names.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from wikidiff import packs
from wikidiff.errors import InputError
from wikidiff.model import given
from wikidiff.text.scripts import unspaced
from wikidiff.text.terms import Side, Table, TermPair, build, find

MOST = 20_000  # terms of one list
_SIDES: tuple[Side, ...] = ("old", "new", "both", "none")
_MODES = ("replace", "delete", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTerm:
    """One entry of a list: a term, and the one that the list would have in its place (empty: it names none).

    `neutral` is the side that the list prefers. `reason` says why, `title` is its heading. An entry holds in the
    `languages` it names (none: in all), in exactly these letters if `case_sensitive`, in quotations and leads unless
    they are taken out, on pages with one of `templates`, and from `at_least` places on a page.
    """

    old: str
    new: str = ""
    neutral: Side = "new"
    reason: str = ""
    title: str = ""
    mode: str = "replace"
    charged: bool = False
    languages: tuple[str, ...] = ()
    case_sensitive: bool = False
    quotations: bool = True
    lead: bool = True
    templates: tuple[str, ...] = ()
    at_least: int = 1
    group: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class TermList:
    """Entries in the order of the list; `notes` says what of it could not be used."""

    entries: tuple[ListedTerm, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __add__(self, other: TermList) -> TermList:
        return TermList((*self.entries, *other.entries), (*self.notes, *other.notes))


class Mention(NamedTuple):
    """A listed term in a text."""

    entry: ListedTerm
    start: int
    end: int


def term_list(text: str, name: str = "") -> TermList:
    """Read a list of terms: TOML, or VisualEditor's `Editcheck-config` JSON as it is.

    Raises:
        InputError: it is neither, or an entry is not as it should be; `name` says in the error which list.
    """
    path = name or None
    text = given.text(text, hint="give the content of the list as str")
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        try:
            data = json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError) as error:
            raise InputError(f"this is not JSON that can be read: {error}", path=path) from error
        found = _Editcheck(path).read(data)
    else:
        try:
            data = tomllib.loads(text.lstrip("\ufeff"))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise InputError(f"this is not TOML that can be read: {error}", path=path) from error
        found = TermList(tuple(_pairs(data, path)))
    if len(found.entries) > MOST:
        raise InputError(f"there are more than {MOST:,} terms in one list", hint="split it", path=path)
    return found


def _pairs(data: Mapping[str, Any], path: str | None) -> Iterator[ListedTerm]:
    """Read `[[pair]]` tables."""
    unknown = sorted(set(data) - {"pair"})
    if unknown or not isinstance(data.get("pair", []), list):
        what = f"{unknown[0]!r} is no key of a list of terms" if unknown else "'pair' is no array of tables"
        raise InputError(what, hint="write each pair under [[pair]]", path=path)
    for number, entry in enumerate(data.get("pair", []), start=1):
        yield _pair(entry, number, path)


def _pair(entry: object, number: int, path: str | None) -> ListedTerm:
    def bad(what: str, hint: str) -> InputError:
        return InputError(f"pair {number}: {what}", hint=hint, path=path)

    if not isinstance(entry, dict):
        raise bad("this is no table", "write each pair under [[pair]]")
    unknown = sorted(set(entry) - {"old", "new", "neutral", "reason", "charged", "languages", "case_sensitive"})
    if unknown:
        raise bad(f"{unknown[0]!r} is no key of a pair", "keys: old, new, neutral, reason, charged, languages")
    for key in ("old", "new"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise bad(f"{key!r} is {'no text' if key in entry else 'missing'}", "a pair has an old and a new term")
    if entry.get("neutral", "new") not in _SIDES:
        raise bad("'neutral' is none of old, new, both, none", "it says which of the two terms is preferred")
    languages = entry.get("languages", [])
    if not isinstance(languages, list) or not all(isinstance(tag, str) for tag in languages):
        raise bad("'languages' is no list of language tags", 'such as ["en", "de"]')
    for key, kind in (("reason", str), ("charged", bool), ("case_sensitive", bool)):
        if not isinstance(entry.get(key, kind()), kind):
            raise bad(f"{key!r} is no {'text' if kind is str else 'true or false'}", "look at the value")
    return ListedTerm(
        old=" ".join(entry["old"].split()),
        new=" ".join(entry["new"].split()),
        neutral=entry.get("neutral", "new"),
        reason=entry.get("reason", ""),
        charged=entry.get("charged", False),
        languages=tuple(tag.lower() for tag in languages),
        case_sensitive=entry.get("case_sensitive", False),
        group=number,
    )


class _Editcheck:
    """Reads VisualEditor's configuration: all of it, its `textMatch` part, or one match item."""

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.notes: list[str] = []

    def read(self, data: object) -> TermList:
        items = self._items(data)
        entries = [entry for number, item in enumerate(items, start=1) for entry in self._entries(item, number)]
        return TermList(tuple(entries), tuple(self.notes))

    def _items(self, data: object) -> list[Mapping[str, Any]]:
        if not isinstance(data, dict):
            raise self._bad("this is no object")
        if "textMatch" in data:
            data = data["textMatch"]
        if isinstance(data, dict) and "matchItems" in data:
            data = data["matchItems"]
        elif isinstance(data, dict) and ("query" in data or "import" in data):
            data = [data]
        items = list(data.values()) if isinstance(data, dict) else data
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self._bad("its match items are no objects")
        return items

    def _entries(self, item: Mapping[str, Any], number: int) -> Iterator[ListedTerm]:
        config = item.get("config") or {}
        if not isinstance(config, dict):
            raise self._bad(f"item {number}: 'config' is no object")
        if config.get("enabled", True) is False:
            return
        if "query" not in item:
            if "import" not in item:
                raise self._bad(f"item {number} has no 'query'")
            self.notes.append(f"item {number} imports {item['import']!r}, which was not read")
            return
        for old, new in self._query(item["query"], number):
            yield self._entry(item, config, old, new, number)

    def _query(self, query: object, number: int) -> list[tuple[str, str]]:
        """Return the terms of an item with what should stand in their place ('' where it says nothing)."""
        if isinstance(query, str):
            query = [query]
        if isinstance(query, list):
            query = dict.fromkeys(map(str, query)) if all(map(_is_text, query)) else None
        if not isinstance(query, dict) or not all(_is_text(new or "") for new in query.values()):
            raise self._bad(f"item {number}: 'query' is no list or map of texts")
        pairs = ((" ".join(old.split()), " ".join((new or "").split())) for old, new in query.items())
        return [(old, new) for old, new in pairs if old]

    def _entry(self, item: Mapping[str, Any], config: Mapping[str, Any], old: str, new: str, number: int) -> ListedTerm:
        mode = item.get("mode", "replace" if new else "info")
        least = item.get("minOccurrences", config.get("minOccurrences", 1))
        templates = config.get("hasTemplate") or []
        return ListedTerm(
            old=old,
            new=new,
            reason=_plain(item.get("message")),
            title=_plain(item.get("title")),
            mode=mode if mode in _MODES else "info",
            case_sensitive=config.get("caseSensitive", False) is True,
            quotations=config.get("ignoreQuotedContent", False) is not True,
            lead=config.get("ignoreLeadSection", False) is not True,
            templates=tuple(map(str, [templates] if isinstance(templates, str) else templates)),
            at_least=least if isinstance(least, int) and least > 0 else 1,
            group=number,
        )

    def _bad(self, what: str) -> InputError:
        return InputError(what, hint="it should be VisualEditor's Editcheck-config JSON", path=self.path)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


_LINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")


def _plain(value: object) -> str:
    """Return a message without the brackets of its links."""
    return " ".join(_LINK.sub(r"\1", value).split()) if isinstance(value, str) else ""


def _holds(entry: ListedTerm, language: str) -> bool:
    return not entry.languages or any(tag in entry.languages for tag in packs.chain(language))


@lru_cache(maxsize=16)
def _table(terms: TermList, language: str) -> Table:
    return build(
        (
            TermPair(
                old=entry.old,
                new=entry.new,
                neutral=entry.neutral,
                charged=entry.charged,
                source=entry.reason or entry.title or "your list",
            )
            for entry in terms.entries
            if entry.new and _holds(entry, language)
        ),
        language,
    )


def pair_of(terms: TermList, old: str, new: str, language: str) -> TermPair | None:
    """Return the listed pair that two phrases are forms of, in either direction, or None."""
    return find(_table(terms, language), old, new, language)


@lru_cache(maxsize=16)
def _words(terms: TermList, language: str) -> tuple[Mapping[str, tuple[ListedTerm, ...]], re.Pattern[str] | None]:
    """Return the entries by their terms in small letters, and a pattern that finds any of them."""
    by_term: dict[str, list[ListedTerm]] = {}
    for entry in terms.entries:
        if _holds(entry, language):
            by_term.setdefault(entry.old.casefold(), []).append(entry)
    if not by_term:
        return {}, None
    longest_first = sorted(by_term, key=lambda term: (-len(term), term))
    alternatives = "|".join(_bounded(term) for term in longest_first)
    return {term: tuple(found) for term, found in by_term.items()}, re.compile(alternatives)


def _bounded(term: str) -> str:
    pattern = re.escape(term).replace(r"\ ", r"\s+")
    if unspaced(term):
        return pattern
    return (r"\b" if term[0].isalnum() else "") + pattern + (r"\b" if term[-1].isalnum() else "")


def mentions(terms: TermList, text: str, language: str) -> tuple[Mention, ...]:
    """Return the listed terms in a text, in order, the longest where several begin."""
    by_term, pattern = _words(terms, language)
    small = text.casefold()
    if pattern is None:
        return ()
    if len(small) != len(text):  # a letter that casefold spells out: places would be off
        small = text.lower()
    found = []
    for match in pattern.finditer(small):
        for entry in by_term[" ".join(match.group().split())]:
            exact = " ".join(text[match.start() : match.end()].split())
            if not entry.case_sensitive or exact == entry.old:
                found.append(Mention(entry, match.start(), match.end()))
    return tuple(found)
