"""What the tests of this room share: the edits of two texts before anybody says what kind they are."""

from __future__ import annotations

from collections.abc import Iterable

from wikidiff.analyze import claims, figures, passages, source_entries, sources
from wikidiff.analyze.page import Reader
from wikidiff.model.change import Edit


def reader_of(old: str, new: str, language: str = "en", site: str = "enwiki") -> Reader:
    """Return the reader of two texts, with the edits as they come from the blocks."""
    reader = Reader(old, new, language, site)
    reader.read()
    return reader


def edits_of(old: str, new: str, language: str = "en", site: str = "enwiki") -> list[Edit]:
    """Return the edits of two texts, with passages and sources matched and figures read, in the order of the text."""
    reader = reader_of(old, new, language, site)
    found = sources.resolve(reader, passages.join(reader, reader.edits))
    found.sort(key=lambda edit: (edit.new.start, edit.old.start, edit.new.end))
    claims.beside(reader, found)
    source_entries.read(reader, found)
    return figures.read(found, old, new, language, site)[0]


def shape(found: Iterable[Edit]) -> list[tuple[str, str, str]]:
    """Return aspect and both texts of each edit."""
    return [(edit.aspect.value, edit.old.text, edit.new.text) for edit in found]


def said(old: str, new: str, language: str = "en", site: str = "enwiki") -> list[tuple[str, str, str]]:
    """Return aspect and both texts of each edit of two texts."""
    return shape(edits_of(old, new, language, site))
