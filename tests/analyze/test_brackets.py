"""Brackets and marks in two halves are one edit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from tests.analyze.support import edits_of, said
from tests.laws import laws
from wikidiff.model.change import Aspect

REFS = "<ref>c</ref><ref>d</ref>"


@pytest.mark.parametrize("mark", [".", ",", ";", "。"])
def test_a_mark_that_changes_sides_with_refs_is_the_refs_that_moved(mark):
    before, behind = f"a b{mark}{REFS} e", f"a b{REFS}{mark} e"
    for old, new in ((before, behind), (behind, before)):
        (edit,) = edits_of(old, new)
        assert edit.aspect is Aspect.SOURCE
        assert edit.hints["crossed"]
        assert REFS in edit.old.text
        assert REFS in edit.new.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"a b.{REFS} e", f"a b{REFS}, e"),
        (f"a b.{REFS} e", f"a b{REFS} e."),
        ("a b. c d e", "a b c d. e"),
        (f"a b x{REFS} e", f"a b{REFS} x e"),
    ],
)
def test_other_marks_are_edits_of_their_own(old, new):
    assert not any(edit.hints.get("crossed") for edit in edits_of(old, new))


LINKS = {
    "set": ("a b c", "a [[b]] c", [("link", "b", "[[b]]")]),
    "set over words": ("a b c d", "a [[b c]] d", [("link", "b c", "[[b c]]")]),
    "taken away": ("a [[x|b]] c", "a b c", [("link", "[[x|b]]", "b")]),
    "target": ("a [[x|b c]] d", "a [[y|b c]] d", [("link", "[[x|b c]]", "[[y|b c]]")]),
    "target set": ("a [[b]] c", "a [[x|b]] c", [("link", "[[b]]", "[[x|b]]")]),
    "over one word more": ("a [[x|b]] c d", "a [[x|b c]] d", [("link", "[[x|b]] c", "[[x|b c]]")]),
    "over one word less": ("a [[x|b c]] d", "a [[x|b]] c d", [("link", "[[x|b c]]", "[[x|b]] c")]),
    "over the word before": ("a b [[x|c]] d", "a [[x|b c]] d", [("link", "b [[x|c]]", "[[x|b c]]")]),
    "external": ("a b c", "a [http://x.y b] c", [("link", "b", "[http://x.y b]")]),
    "small": ("a b c", "a <small>b</small> c", [("style", "b", "<small>b</small>")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), LINKS.values(), ids=LINKS.keys())
def test_both_halves_of_a_bracket_are_one_edit(old, new, expected):
    assert said(old, new) == expected


WORDS = st.lists(
    st.sampled_from(["a", "b", "[[", "]]", "[[x|", "[[a]]", "[[x|b]]", ".", "<ref>c</ref>", "''"]), max_size=9
)


@given(WORDS, WORDS)
def test_the_laws_hold_whatever_is_bracketed(left, right):
    old, new = "".join(left), "".join(right)
    assert list(laws.comparison(old, new, wikidiff.compare(old, new))) == []


TORN = [
    ("a writer by", "a [[poet]], [[writer]] by", ["[[poet]], ", "[[writer]]"]),
    ("a writer by", "a [[writer]], [[poet]] by", ["[[writer]]", ", [[poet]]"]),
    ("in 760 he", "in [[760]] CE he", ["[[760]]", " CE"]),
    ("a writer by", "a tall [[writer]] by", ["tall ", "[[writer]]"]),
]


@pytest.mark.parametrize(("old", "new", "came"), TORN)
def test_words_beside_a_link_are_no_part_of_the_link(old, new, came):
    assert [edit.new.text for edit in edits_of(old, new)] == came
    assert [edit.old.text for edit in edits_of(new, old)] == came


SWAPPED = [
    ("by the famous Lind, and", "by [[Lind]], and", [("the famous ", ""), ("Lind", "[[Lind]]")]),
    ("by the famous Lind, and", "by an old [[A|Lind]], and", [("the famous ", "an old "), ("Lind", "[[A|Lind]]")]),
    ("by Lind the great, and", "by [[Lind]], and", [("Lind", "[[Lind]]"), (" the great", "")]),
    ("by [[Lind]] of Rome", "by Lind from Rome", [("[[Lind]]", "Lind"), (" of", " from")]),
    ("by and [[Eagle|Pass]] to", "by andkjh Pass]] to", [("and [[Eagle|", "andkjh ")]),  # what is torn is no link
]


@pytest.mark.parametrize(("old", "new", "expected"), SWAPPED)
def test_words_that_go_where_a_link_comes_are_no_part_of_it(old, new, expected):
    assert [(edit.old.text, edit.new.text) for edit in edits_of(old, new)] == expected
    assert [(edit.new.text, edit.old.text) for edit in edits_of(new, old)] == expected


def test_a_link_that_comes_whole_stays_whole():
    assert [edit.new.text for edit in edits_of("a b", "a [[big]] b")] == [" [[big]]"]


def test_a_link_that_went_from_a_label_that_changed_is_two_places_and_the_change_of_words():
    edits = edits_of("in [[Washington DC]] at", "in Washington, DC at")
    assert [(edit.aspect, edit.old.text, edit.new.text) for edit in edits] == [
        (Aspect.LINK, "[[Washington DC]]", "Washington, DC"),
        (Aspect.TEXT, "", ","),
    ]
    assert [(old.text, new.text) for old, new in edits[0].places] == [("[[", ""), ("]]", "")]
