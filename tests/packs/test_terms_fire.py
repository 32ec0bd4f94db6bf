"""Every table of terms fires on real texts: paragraphs of the fixtures' pages, none of them in a labelled edit.

Real edits that swap a listed term are rare, so the swap is made here: one side of a row gives way to the other where
the paragraph has it. What is shown is that the table speaks of words that stand in real articles, and that it is heard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest

import wikidiff
from benchmarks import material
from wikidiff import packs
from wikidiff.model import Category
from wikidiff.text.scripts import unspaced

LANGUAGES = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "zh")
NAMED = ("de", "es", "fr", "hi", "ja", "ru", "zh")  # languages with a table of names of their own
TABLES = [(tag, "terms.tsv") for tag in LANGUAGES] + [(tag, "names.tsv") for tag in NAMED] + [("en", "und names.tsv")]
NEEDED = 3
SHORTEST, LONGEST = 60, 3000  # letters of a paragraph


@lru_cache(maxsize=1)
def labelled() -> str:
    return "\n".join(text for name in material.gold_names() for row in material.gold(name) for text in _texts(row))


def _texts(row: dict[str, str]) -> tuple[str, str]:
    return row["before"], row["after"]


def pages(language: str) -> Iterator[str]:
    for text in (*material.wikis(), *material.awkward_pages(), *(material.articles() if language == "en" else ())):
        if text.language == language:
            yield text.text
    for pair in material.recent_pairs():
        if pair.language == language:
            yield pair.new


def paragraphs(language: str) -> Iterator[str]:
    for page in pages(language):
        for line in page.split("\n"):
            if SHORTEST <= len(line) <= LONGEST and not line.startswith(("|", "{", "=", "[[Category")):
                yield line


def table(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    tag, _, file = name.rpartition(" ")
    return packs.rows(tag or language, file)


def swapped(line: str, row: tuple[str, ...]) -> Iterator[str]:
    """Yield the paragraph with one side of a row in place of the other, in its first place."""
    for here, there in (row[:2], row[1::-1]):
        edge = "" if unspaced(here) else r"(?<![\w-])", "" if unspaced(here) else r"(?![\w-])"
        new, count = re.subn(edge[0] + re.escape(here) + edge[1], there.replace("\\", r"\\"), line, count=1)
        if count:
            yield new


def fires(line: str, rows: tuple[tuple[str, ...], ...], language: str) -> bool:
    for row in rows:
        if row[0] not in line and row[1] not in line:
            continue
        for new in swapped(line, row):
            found = wikidiff.compare(line, new, language=language).findings
            if any(f.category is Category.TERMINOLOGY and str(row[-1]) in str(f.detail.get("reason")) for f in found):
                return True
    return False


@pytest.mark.parametrize(("language", "name"), TABLES)
def test_each_table_fires_on_real_texts_that_are_not_labelled(language, name):
    rows, seen = table(language, name), 0
    for line in paragraphs(language):
        if line not in labelled() and fires(line, rows, language):
            seen += 1
            if seen >= NEEDED:
                break
    assert seen >= NEEDED, f"{language}/{name} fired on {seen}"
