"""Claims and sources: each says whether the other changed, and a source which request it answers."""

from __future__ import annotations

import pytest

import wikidiff
from wikidiff.model import Category, Finding

WEB = "<ref>{{cite web|url=http://example.org/a|title=The old harbour|date=1999}}</ref>"
BOOK = "<ref>{{cite book|title=A history of towns|last=Smith|year=2001|isbn=0306406152}}</ref>"
STOOD = "the source beside it did not change"


def one(old: str, new: str, category: Category) -> Finding:
    (finding,) = [found for found in wikidiff.compare(old, new).findings if found.category is category]
    return finding


@pytest.mark.parametrize(
    ("category", "old", "new"),
    [
        (Category.NUMERIC, "It has 5 ships.", "It has 6 ships."),
        (Category.TONE, "He was killed there.", "He was murdered there."),
        (Category.TERMINOLOGY, "He went to Kiev with them.", "He went to Kyiv with them."),
        (Category.CONTENT, "The roof is red.", "The roof is flat."),
    ],
)
@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [("", "", None), (WEB, WEB, False), (WEB, BOOK, True), ("", WEB, True), (WEB, "", True)],
)
def test_every_claim_says_whether_its_source_changed(category, old, new, before, after, changed):
    finding = one(f"A town. {old}{before} More.", f"A town. {new}{after} More.", category)
    assert finding.detail["source_changed"] is changed
    assert (STOOD in finding.message) is (changed is False)


@pytest.mark.parametrize(
    ("old", "new", "claim", "says"),
    [
        (f"A.{WEB} B.", f"A.{BOOK} B.", False, "; the sentence it stands by did not change."),
        (f"It has 5 ships.{WEB} B.", f"It has 6 ships.{BOOK} B.", True, "; the sentence it stands by changed too."),
        (f"A.{WEB} B.", "A. B.", False, "; the sentence it stood by stays."),
        (f"It has 5 ships.{WEB} B.", "It has 6 ships. B.", True, "; the sentence it stood by changed too."),
    ],
)
def test_every_source_says_whether_its_claim_changed(old, new, claim, says):
    finding = one(old, new, Category.CITATION)
    assert finding.detail["claim_changed"] is claim
    assert finding.message.endswith(says)


def test_a_claim_that_goes_with_its_source_is_one_finding():
    old = f"A town. It was founded by sailors from the north.{WEB} It is old."
    (finding,) = wikidiff.compare(old, "A town. It is old.").findings
    assert finding.category is Category.CONTENT
    assert finding.detail["source_changed"] is True
    assert "removed with its source" in finding.message


def test_every_source_of_a_row_knows_its_claim():
    old, new = f"It has 5 ships.{WEB}{BOOK} B.", f"It has 6 ships.{WEB}{BOOK.replace('2001', '2002')} B."
    assert one(old, new, Category.NUMERIC).detail["source_changed"] is True
    assert one(old, new, Category.CITATION).detail["claim_changed"] is True


def test_a_list_of_sources_serves_no_claim():
    old = f"A town.\n\n== References ==\n<references>\n{WEB}\n{BOOK}\n</references>\n"
    assert one(old, old.replace("1999", "2000"), Category.CITATION).detail["claim_changed"] is None


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        ("A town.{{citation needed|date=May 2020}} B.", f"A town.{WEB} B.", "citation needed"),
        ("A town.{{cn}} B.", "A town.{{sfn|Smith|2001}} B.", "cn"),
        ("A town.{{Fact}} B.", f"A town.{WEB}{BOOK} B.", "Fact"),
        ("A town.{{clarify}} B.", f"A town.{WEB} B.", None),
        ("A town. B.", f"A town.{WEB} B.", None),
        ("A town.{{cn}} B.\n\nC.\n", f"A town. B.\n\nC.{WEB}\n", None),
    ],
)
def test_a_source_that_answers_a_request_says_so(old, new, tag):
    came = [found for found in wikidiff.compare(old, new).findings if found.category is Category.CITATION]
    assert came
    for finding in came:
        assert (finding.detail.get("answers_tag"), finding.detail.get("tag")) == ((True, tag) if tag else (None, None))
        assert ("where one was asked for" in finding.message) is (tag is not None)
    gone = [found for found in wikidiff.compare(old, new).findings if found.category is Category.TEMPLATE]
    assert len(gone) == old.count("{{")
