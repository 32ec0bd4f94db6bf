"""Masculine forms that stand for all, and forms that name both: *Lehrer, Lehrerinnen und Lehrer, LehrerInnen*."""

from __future__ import annotations

import re
from functools import lru_cache

from wikidiff import packs
from wikidiff.text.classes import word_class
from wikidiff.text.scripts import bare

_MARKS = "*:_/·•.-()"
_SHORTEST = 3  # letters of the part that both forms share
_LONGEST = 120


@lru_cache(maxsize=32)
def _pairs(language: str) -> tuple[tuple[str, str], ...]:
    """Return the endings of feminine and masculine forms, the longest first; none for most languages."""
    listed = packs.settings(language, "words.toml")["gendered"]
    return tuple(sorted(((first, second) for first, second in listed), key=lambda pair: (-len(pair[0]), pair)))


def has_genders(language: str) -> bool:
    """Tell whether the pack of a language says how the two forms end."""
    return bool(_pairs(language))


def names_both(old: str, new: str, language: str) -> bool:
    """Tell whether one phrase is a masculine form and the other names both genders, by two words or a mark inside."""
    if not _pairs(language) or len(old) + len(new) > _LONGEST:
        return False
    first, parts = sorted((_articleless(old, language), _articleless(new, language)), key=lambda row: len("".join(row)))
    if len(first) != 1:
        return False
    short, long = first[0], parts[0]
    if len(parts) == 3 and word_class(parts[1], language) == "conjunction":
        return short in (parts[0], parts[2]) and (
            is_feminine(parts[0], parts[2], language) or is_feminine(parts[2], parts[0], language)
        )
    return len(parts) == 1 and _marked(short, long, language)


def _articleless(phrase: str, language: str) -> list[str]:
    every = phrase.split()
    return every[1:] if len(every) > 1 and word_class(every[0], language) == "article" else every


def is_feminine(feminine: str, masculine: str, language: str) -> bool:
    """Tell whether two words are the feminine and the masculine form of one: *Ärztinnen, Ärzte*."""
    first, second = bare(feminine.lower()), bare(masculine.lower())
    return any(
        first.endswith(ending)
        and second.endswith(other)
        and first[: len(first) - len(ending)] == second[: len(second) - len(other)]
        and len(first) - len(ending) >= _SHORTEST - (len(ending) > _SHORTEST)
        for ending, other in _pairs(language)
    )


@lru_cache(maxsize=32)
def _inside(language: str) -> re.Pattern[str]:
    """Match a word that holds both forms: a mark before the feminine ending, or a capital that begins it."""
    endings = sorted({first for first, _ in _pairs(language)}, key=len, reverse=True)
    marked = "|".join(map(re.escape, endings))
    capital = "|".join(re.escape(ending.capitalize()) for ending in endings)
    return re.compile(rf"([^\W\d_]{{2,}})(?:[{re.escape(_MARKS)}]{{1,2}}({marked})[)]?|({capital}))")


def _marked(short: str, long: str, language: str) -> bool:
    match = _inside(language).fullmatch(long)
    if match is None:
        return False
    feminine = match[1] + (match[2] or match[3].lower())
    return is_feminine(feminine, short, language)
