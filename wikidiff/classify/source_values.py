"""Whether two values of one field of a citation say the same: markup, date formats, hyphens and the like apart."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from wikidiff import packs
from wikidiff.model import CitationField
from wikidiff.packs import sites
from wikidiff.text import identifiers, urls

Date = tuple[int | None, int | None, int | None]

DATES = frozenset({"date", "year", "month", "day", "orig-date", "publication-date"})
AUTHORS = re.compile(r"(?:last|first|author|coauthors)\d*")
LOCATORS = frozenset({"page", "pages", "at", "details", "quote", "quote-page", "quote-pages", "time", "minutes"})

_LINK = re.compile(r"\[\[(?:[^\[\]|]*+\|)?([^\[\]|]*+)\]\]")
_OUTER_LINK = re.compile(r"\[(?:https?:)?//[^\s\[\]]*+([^\[\]]*+)\]")
_MARKUP = re.compile(r"'{2,5}|<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]{0,200}>", re.DOTALL)
_SPACE = re.compile(r"\s+")
_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("“”„‟«»", '"')
    | dict.fromkeys("‘’‚‛`´", "'")
    | {"\u00ad": "", "\u200b": ""}
)
# Letters with the signs that stand on them: what is neither space nor punctuation.
WORD = (
    r"[^\s!-/:-@\[-`{-~\u00a1\u00ab\u00bb\u00bf\u0964\u0965\u060c\u061b\u061f\u2010-\u206f\u3000-\u303f\uff01-\uff0f]+"
)
_WORD = re.compile(WORD)
_CJK_DATE = re.compile(r"(\d{3,4})\s*年(?:\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_YEAR = re.compile(r"(?<!\d)(\d{4}[a-z]?)(?!\w)")
_PAGE_MARK = re.compile(r"^[^\W\d_]{1,8}(?:[.:]\s*|\s+)(?=\w*\d)")


def plain(value: str) -> str:
    """Return the words of a value as a reader sees them: no markup, one kind of dash, quote and space."""
    if "[" in value:
        value = _OUTER_LINK.sub(r"\1", _LINK.sub(r"\1", value))
    if "'" in value or "<" in value:
        value = _MARKUP.sub("", value)
    if "&" in value:
        value = html.unescape(value)
    return _SPACE.sub(" ", value.translate(_SIGNS)).strip()


def words(value: str) -> tuple[str, ...]:
    """Return the words of a value, case folded."""
    return tuple(_WORD.findall(plain(value).casefold()))


def same_value(name: str, old: str, new: str, language: str = "en") -> bool:
    """Tell whether two values of one field say the same thing, written otherwise."""
    if old == new:
        return True
    base = name.rstrip("0123456789")
    if _is_url(base, old, new):
        return urls.canonical(old) == urls.canonical(new) and urls.is_archive(old) == urls.is_archive(new)
    one, two = identifiers.normalise(base, old), identifiers.normalise(base, new)
    if base in _SCHEMES and one is not None and one == two:
        return True
    if base in DATES or base.endswith("date"):
        first, second = date_of(old, language), date_of(new, language)
        return first == second if first is not None and second is not None else plain(old) == plain(new)
    switch = sites.load(sites.GENERIC).switches.get(base)
    if switch is not None:
        left, right = old.strip().casefold(), new.strip().casefold()
        return switch.get(left, left) == switch.get(right, right)
    first_words, second_words = plain(old), plain(new)
    if base in ("page", "pages", "at", "details"):
        return _page(first_words) == _page(second_words)
    return first_words == second_words or (base == "first" and _initial(first_words, second_words))


_SCHEMES = frozenset({"doi", "isbn", "issn", "eissn", "pmid", "pmc", "arxiv", "oclc", "jstor", "bibcode", "s2cid",
    "hdl", "lccn", "ssrn", "osti"})  # fmt: skip


def _is_url(name: str, old: str, new: str) -> bool:
    return name.endswith("url") or ("://" in old and "://" in new and " " not in old.strip() and " " not in new.strip())


def _page(value: str) -> str:
    return _PAGE_MARK.sub("", value).replace(" ", "").replace("--", "-").rstrip(".")


def _initial(old: str, new: str) -> bool:
    """Tell whether one given name shortens the other: `Frank` and `F.`."""
    one, two = _WORD.findall(old.casefold()), _WORD.findall(new.casefold())
    return bool(one) and len(one) == len(two) and all(_shortens(a, b) for a, b in zip(one, two, strict=True))


def _shortens(one: str, two: str) -> bool:
    return one == two or (min(len(one), len(two)) == 1 and one[0] == two[0])


@lru_cache(maxsize=64)
def _months(language: str) -> Mapping[str, int]:
    table: dict[str, int] = {}
    for tag in ("en", language):
        months: Any = _find(packs.settings(tag, "numbers.toml"), "months") or ()
        for number, names in enumerate(months, 1):
            for name in (names,) if isinstance(names, str) else names:
                table[str(name).casefold().rstrip(".")] = number
    return table


def _find(table: Mapping[str, Any], key: str) -> Any:
    """Return a key of a pack's file at the top or in one of its tables."""
    if key in table:
        return table[key]
    return next((inner[key] for inner in table.values() if isinstance(inner, Mapping) and key in inner), None)


@lru_cache(maxsize=4096)
def date_of(value: str, language: str = "en") -> Date | None:
    """Read a date as citations write it: (year, month, day) with None for what is not told; None where it is none.

    A date of digits and strokes is read only where it can be read in one way.
    """
    if len(value) > 80:
        return None
    text = plain(value)
    whole = _CJK_DATE.fullmatch(text) or _ISO.fullmatch(text)
    if whole is not None:
        return _checked(int(whole[1]), *(int(part) if part else None for part in whole.groups()[1:3]))
    numeric = _NUMERIC.fullmatch(text)
    if numeric is not None:
        day, month = int(numeric[1]), int(numeric[3])
        if numeric[2] == "." or day > 12 or day == month:
            return _checked(int(numeric[4]), month, day)
        return _checked(int(numeric[4]), day, month) if month > 12 else None
    return _worded_date(text, language)


def _worded_date(text: str, language: str) -> Date | None:
    months = _months(language)
    year = month = day = None
    for word in _WORD.findall(text.casefold()):
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyzºª") if word[:1].isdecimal() else ""
        if word in months and month is None:
            month = months[word]
        elif digits.isdecimal() and len(digits) == 4 and year is None:
            year = int(digits)
        elif digits.isdecimal() and len(digits) <= 2 and day is None and int(digits) <= 31:
            day = int(digits)
        elif word[:1].isdecimal() or not (word in months or _is_filler(word, language)):
            return None
    return _checked(year, month, day) if year is not None or month is not None else None


def _is_filler(word: str, language: str) -> bool:
    """Tell whether a word inside a date says nothing: `of`, the name of a weekday."""
    return len(word) <= 3 or word in _weekdays(language)


@lru_cache(maxsize=64)
def _weekdays(language: str) -> frozenset[str]:
    names: set[str] = set()
    for tag in ("en", language):
        for entry in _find(packs.settings(tag, "citations.toml"), "weekdays") or ():
            names.add(str(entry).casefold())
    return frozenset(names)


def _checked(year: int | None, month: int | None, day: int | None) -> Date | None:
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    return year, month, day


def whole_date(fields: Iterable[CitationField], language: str) -> Date | None:
    """Put the date together that date, year, month, day – and an issue that is a date – tell."""
    parts: list[int | None] = [None, None, None]
    found = False
    for entry in fields:
        read: Date | None = None
        if entry.name == "day" and entry.value.isdecimal():
            read = (None, None, int(entry.value))
        elif entry.name in ("date", "year", "month"):
            read = date_of(entry.value, language)
            if read is None:
                return None
        elif entry.name == "issue" and not entry.value.isdecimal():
            read = date_of(entry.value, language)
        for place, part in enumerate(read or ()):
            if part is not None:
                found = True
                if parts[place] not in (None, part):
                    return None
                parts[place] = part
    return (parts[0], parts[1], parts[2]) if found else None


def same_authors(old: Iterable[CitationField], new: Iterable[CitationField]) -> bool:
    """Tell whether two lists of authors name the same people, however they are cut into parameters."""
    one = sorted(word for entry in old for word in words(entry.value))
    two = sorted(word for entry in new for word in words(entry.value))
    return one == two


def year_of(value: str) -> str | None:
    """Return the first year of four digits in a value, with the letter that tells two works of a year apart."""
    match = _YEAR.search(value)
    return match[1].lower() if match is not None else None
