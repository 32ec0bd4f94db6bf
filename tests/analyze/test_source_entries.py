"""Entries of a list of sources: every change in them says which source and which field."""

from __future__ import annotations

from typing import Any

import pytest

import wikidiff
from wikidiff.model import Category, Finding

LIST = (
    "A town.\n\n== Bibliography ==\n"
    "* {{cite book\n|title=A history of towns\n|last=Smith\n|year=2001\n|access-date=2 May 2010\n}}\n"
    "* Holm, Anna (1990). ''Canals of the North''. Lund. ISBN 0-306-40615-2\n"
    "* {{cite book|title=Another|last=Strand|year=1999|url=http://example.org/q}}\n"
)


def only(old: str, new: str) -> Finding:
    (finding,) = wikidiff.compare(old, new).findings
    assert finding.category is Category.CITATION
    return finding


@pytest.mark.parametrize(
    ("was", "now", "kind", "by", "fields"),
    [
        ("2001", "2002", "field_changed", "title", {"year": ("2001", "2002")}),
        ("2 May 2010", "2010-05-02", "reformatted", "title", {"access-date": ("2 May 2010", "2010-05-02")}),
        ("0-306-40615-2", "978-0-306-40615-7", "reformatted", "isbn", None),
        ("1990", "1991", "field_changed", "isbn", {"text": ("1990", "1991")}),
        ("1999", "1998", "field_changed", "url", {"year": ("1999", "1998")}),
    ],
)
def test_a_change_in_an_entry_names_its_source(was, now, kind, by, fields):
    finding = only(LIST, LIST.replace(was, now))
    detail: dict[str, Any] = finding.detail.plain()
    assert (detail["kind"], detail["matched_by"]) == (kind, by)
    assert detail["claim_changed"] is None
    assert 0 < detail["match_confidence"] <= 1
    if fields is not None:
        assert {field["name"]: (field["old"], field["new"]) for field in detail["fields"]} == fields


def test_several_places_of_one_entry_are_one_finding():
    finding = only(LIST, LIST.replace("2001", "2002").replace("of towns", "of cities"))
    assert [(place.old.text, place.new.text) for place in finding.occurrences] == [
        ("towns", "cities"),
        ("2001", "2002"),
    ]


def test_a_book_number_in_running_text_is_a_source():
    old = "His first book (ISBN 0-306-40615-2) sold well."
    finding = only(old, old.replace("0-306-40615-2", "978-0-306-40615-7"))
    assert (finding.detail["kind"], finding.detail["matched_by"]) == ("reformatted", "isbn")
    assert "ISBN" in finding.message


def test_a_figure_beside_a_book_number_is_a_figure():
    old = "His first book, ISBN 0-306-40615-2, has 300 pages."
    (finding,) = wikidiff.compare(old, old.replace("300", "310")).findings
    assert finding.category is Category.NUMERIC


def test_an_endless_entry_is_not_read():
    old = f"== Bibliography ==\n* Holm (1990). {'word ' * 3000}\n"
    finding = only(old, old.replace("1990", "1991"))
    assert (finding.code, finding.detail["matched_by"]) == ("CIT010", None)
