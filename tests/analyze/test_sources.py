"""Sources over a page: which became which, which places inside one changed, and whether the claim beside it did."""

from __future__ import annotations

import pytest

from tests.analyze.support import edits_of
from wikidiff.analyze import sources
from wikidiff.classify.sources import SourceChange
from wikidiff.model.change import Aspect, Edit

WEB = "<ref>{{cite web|url=http://example.org/a|title=The old harbour|date=1999}}</ref>"
BOOK = "<ref>{{cite book|title=A history of towns|last=Smith|year=2001|isbn=0306406152}}</ref>"


def found(old: str, new: str) -> list[Edit]:
    return [edit for edit in edits_of(old, new) if edit.aspect is Aspect.SOURCE]


def kinds(old: str, new: str) -> list[str]:
    changes = [edit.hints.get("change") for edit in found(old, new)]
    return [change.kind if isinstance(change, SourceChange) else "" for change in changes]


def test_a_source_that_came_or_went_has_its_citation():
    (came,) = found("A town.", f"A town.{WEB}")
    assert came.old_citation is None
    assert came.new_citation is not None
    assert came.new_citation.urls == ("http://example.org/a",)
    (gone,) = found(f"A town.{WEB}", "A town.")
    assert gone.new_citation is None
    assert gone.old_citation is not None


def test_a_source_that_gave_way_to_another_is_not_opened():
    (edit,) = found(f"A town.{WEB}", f"A town.{BOOK}")
    assert kinds(f"A town.{WEB}", f"A town.{BOOK}") == ["replaced"]
    assert edit.places == ()


@pytest.mark.parametrize(
    ("new", "places"),
    [
        (WEB.replace("1999", "2000"), [("1999", "2000")]),
        (WEB.replace("http:", "https:"), [("http://example.org/a", "https://example.org/a")]),
        (WEB.replace("old", "new").replace("1999", "2000"), [("old", "new"), ("1999", "2000")]),
        (WEB.replace("|date=1999", ""), [("|date=1999", "")]),
        (WEB.replace("|date", "|publisher=P|date"), [("", "|publisher=P")]),
        (WEB.replace("<ref>", "<ref name=a>"), [("<ref>", "<ref name=a>")]),
        (WEB.replace("cite web", "cite news"), [("{{cite web", "{{cite news")]),
        (WEB.replace("}}</ref>", "}} Retrieved now.</ref>"), [("", " Retrieved now.")]),
    ],
)
def test_the_places_inside_a_source_that_changed(new, places):
    (edit,) = found(f"A town.{WEB} It is old.", f"A town.{new} It is old.")
    assert [(left.text, right.text) for left, right in edit.places] == places
    for left, right in edit.places:
        assert edit.old.start <= left.start <= left.end <= edit.old.end
        assert edit.new.start <= right.start <= right.end <= edit.new.end


def test_a_source_that_moved_is_one_edit_of_both_places():
    old, new = f"A town.{WEB} It has a port.", f"A town. It has a port.{WEB}"
    (edit,) = found(old, new)
    assert (edit.old.text, edit.new.text) == (WEB, WEB)
    assert kinds(old, new) == ["moved"]


def test_a_source_that_moved_to_another_paragraph():
    old, new = f"A town.{WEB}\n\nIt has a port.\n", f"A town.\n\nIt has a port.{WEB}\n"
    (edit,) = found(old, new)
    assert (edit.old.text, edit.new.text) == (WEB, WEB)


def test_two_sources_that_change_places():
    old, new = f"A town.{WEB} It has a port.{BOOK}", f"A town.{BOOK} It has a port.{WEB}"
    assert sorted((edit.old.text, edit.new.text) for edit in found(old, new)) == sorted([(WEB, WEB), (BOOK, BOOK)])


def test_a_short_footnote_and_a_template_without_ref():
    assert kinds("A town.{{sfn|Smith|2001|p=1}} B.", "A town.{{sfn|Smith|2001|p=2}} B.") == ["locator_changed"]
    line = "* {{cite book|title=A history of towns|last=Smith|year=2001}}\n"
    assert len(found(line, line.replace("2001", "2002"))) == 1


def test_a_source_with_very_many_changed_places_is_not_opened(monkeypatch):
    monkeypatch.setattr(sources, "_MOST_PLACES", 1)
    new = WEB.replace("old", "new").replace("1999", "2000")
    (edit,) = found(f"A town.{WEB}", f"A town.{new}")
    assert edit.places == ()


# --- beside -----------------------------------------------------------------------------------------------------------


def claim(old: str, new: str) -> bool | None:
    (edit,) = [edit for edit in edits_of(old, new) if edit.aspect is Aspect.TEXT]
    return edit.source_changed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("It has 5 ships.", "It has 6 ships.", None),
        (f"It has 5 ships.{WEB}", f"It has 6 ships.{WEB}", False),
        (f"It has 5 ships.{WEB}", f"It has 6 ships.{BOOK}", True),
        ("It has 5 ships.", f"It has 6 ships.{WEB}", True),
        (f"It has 5 ships.{WEB}", "It has 6 ships.", True),
        (f"It has 5 ships.{WEB}", f"It has 6 ships.{WEB.replace('1999', '2000')}", True),
        ("It has 5 ships.{{sfn|Smith|2001}}", "It has 6 ships.{{sfn|Smith|2001}}", False),
        (f"It has 5 ships.\n\nA town.{WEB}\n", f"It has 6 ships.\n\nA town.{BOOK}\n", None),
        (f"A town.{WEB} It has 5 ships.{WEB}", f"A town.{BOOK} It has 6 ships.{WEB}", False),
        ("It has 5 ships." + " word" * 200 + WEB, "It has 6 ships." + " word" * 200 + WEB, None),
    ],
)
def test_whether_the_source_beside_a_claim_changed(old, new, expected):
    assert claim(old, new) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (f"It has 5 ships.{WEB}", f"It has 6 ships.{BOOK}", True),
        (f"It has 5 ships.{WEB}", f"It has 5 ships.{BOOK}", False),
        (f"It has 5 ships.{WEB} It had 3 boats.", f"It has 5 ships.{BOOK} It had 4 boats.", False),
    ],
)
def test_whether_the_claim_beside_a_source_changed(old, new, expected):
    (edit,) = found(old, new)
    assert edit.hints["claim_changed"] is expected
