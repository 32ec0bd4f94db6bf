"""The fixtures as Python values, for tests and measurements alike. `fixtures/SOURCES.md` says where each is from."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FIXTURES = Path(__file__).parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of one page, and a name to call them by."""

    name: str
    language: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text of one page, and a name to call it by."""

    name: str
    language: str
    text: str


def seed() -> Pair:
    """Return the seed edit."""
    old, new = ((FIXTURES / "seed" / f"{side}.wikitext").read_text(encoding="utf-8") for side in ("old", "new"))
    return Pair("seed", "en", old, new)


@lru_cache(maxsize=1)
def recent_pairs() -> tuple[Pair, ...]:
    """Return the 125 pairs from RecentChanges, in the order of the file."""
    with gzip.open(FIXTURES / "pairs" / "recent_pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(Pair(f"{row['lang']}-{row['index']}", row["lang"], row["old"], row["new"]) for row in rows)


@lru_cache(maxsize=1)
def histories() -> tuple[dict[str, Any], ...]:
    """Return every revision of the histories as its fields, in the order of the file (`text` is "" where hidden)."""
    with gzip.open(FIXTURES / "histories" / "histories.jsonl.gz", "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


@lru_cache(maxsize=1)
def chains() -> dict[tuple[str, str], tuple[dict[str, Any], ...]]:
    """Return the revisions of each page, oldest first, by database name and title (a hidden title is left out)."""
    pages: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in histories():
        if row["title"] is not None:
            pages.setdefault((row["wiki"], row["title"]), []).append(row)
    return {
        page: tuple(sorted(rows, key=lambda row: (row["timestamp"], int(row["rev_id"]))))
        for page, rows in pages.items()
    }


def history(title: str, wiki: str = "enwiki") -> tuple[dict[str, Any], ...]:
    """Return the revisions of one page, oldest first."""
    return chains()[wiki, title]


def _export(data: bytes, language: str) -> Iterator[Text]:
    """Yield the texts of an export file (its last revision of each page)."""
    for _, page in ET.iterparse(io.BytesIO(data)):  # noqa: S314  # our own files, no entities in them
        if page.tag.rpartition("}")[2] != "page":
            continue
        title, text = page.findtext("{*}title", ""), page.findtext("{*}revision/{*}text", "")
        yield Text(f"{language}:{title}", language, text or "")
        page.clear()


@lru_cache(maxsize=1)
def wikis() -> tuple[Text, ...]:
    """Return the pages of the sample of 124 Wikipedias, in the order of the file."""
    texts: list[Text] = []
    with tarfile.open(FIXTURES / "pages" / "171-wikis-sample.tar") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None:
                texts.extend(_export(bz2.decompress(file.read()), Path(member.name).parent.name))
    return tuple(texts)


@lru_cache(maxsize=1)
def awkward_pages() -> tuple[Text, ...]:
    """Return pages that break parsers."""
    texts: list[Text] = []
    with tarfile.open(FIXTURES / "pages" / "awkward-pages.tar.gz") as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            file = archive.extractfile(member)
            if file is not None:
                texts.append(Text(Path(member.name).stem, "en", file.read().decode("utf-8")))
    return tuple(texts)


@lru_cache(maxsize=1)
def articles() -> tuple[Text, ...]:
    """Return whole English articles of 2016 (redirects left out)."""
    data = bz2.decompress((FIXTURES / "pages" / "enwiki-2016-sample.xml.bz2").read_bytes())
    return tuple(text for text in _export(data, "en") if not text.text.lower().startswith("#redirect"))


def gold(name: str) -> tuple[dict[str, Any], ...]:
    """Return the labelled pairs of one file of `fixtures/gold/`, by its name without ending."""
    with (FIXTURES / "gold" / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


def gold_names() -> tuple[str, ...]:
    """Return the names of the labelled files, in order."""
    return tuple(sorted(path.stem for path in (FIXTURES / "gold").glob("*.jsonl")))
