"""From two stretches to edits: replay, spaces, links, marks, and wholes against wholes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyze.support import said
from tests.bounded import bounded
from tests.laws.strategies import TEXT
from wikidiff.analyze.pieces import is_source, runs
from wikidiff.analyze.sides import Aligned, Place, align, side
from wikidiff.diff.engine import Budget
from wikidiff.model import Context
from wikidiff.model.change import Edit
from wikidiff.wikitext.inline import inline

PLACE = Place(section=(), context=Context.PROSE)


def aligned(old: str, new: str) -> Aligned:
    left = side(old, 0, len(old), inline(old, 0, len(old)), "enwiki")
    right = side(new, 0, len(new), inline(new, 0, len(new)), "enwiki")
    return align(left, right, "en", Budget())


def edits(old: str, new: str) -> list[Edit]:
    return runs(aligned(old, new), PLACE)


def residues(old: str, new: str, found: list[Edit]) -> tuple[str, str]:
    """Return what is left of both texts without the edits."""
    kept = []
    for text, spans in (
        (old, [(e.old.start, e.old.end) for e in found]),
        (new, [(e.new.start, e.new.end) for e in found]),
    ):
        at, parts = 0, []
        for start, end in sorted(spans):
            parts.append(text[at : max(at, start)])
            at = max(at, end)
        kept.append("".join(parts) + text[at:])
    return kept[0], kept[1]


def check(old: str, new: str) -> None:
    found = edits(old, new)
    for edit in found:
        assert old[edit.old.start : edit.old.end] == edit.old.text
        assert new[edit.new.start : edit.new.end] == edit.new.text
        assert edit.old.text or edit.new.text
    left, right = residues(old, new, found)
    assert left == right, "what is in no edit is equal"
    assert (old == new) == (not found)


WORDS = st.lists(
    st.sampled_from(
        [
            *("the", "town", "old", ".", ",", "(", ")", "-", "5", "&nbsp;", "  ", "\n", "'''", "''"),
            *("[[a|b c]]", "[[town]]", "[[d|", "]]", "{{e|f}}", "{{convert|5|km}}", "<ref>g</ref>", '<ref name="h"/>'),
            *("[http://a.b c]", "<small>i</small>", "<br>", "[[File:A.jpg|thumb|a j]]", "<!-- k -->", "[[Category:L]]"),
        ]
    ),
    max_size=10,
)


@given(WORDS, WORDS, st.sampled_from([" ", ""]))
def test_what_is_in_no_edit_is_equal(old, new, space):
    check(space.join(old), space.join(new))


@given(WORDS, st.integers(0, 9), st.integers(0, 3), WORDS)
def test_what_is_in_no_edit_of_a_small_change_is_equal(old, place, length, more):
    new = [*old[:place], *more[:3], *old[place + length :]]
    check(" ".join(old), " ".join(new))


@given(TEXT, TEXT)
def test_what_is_in_no_edit_of_any_text_is_equal(old, new):
    check(old, new)


@given(TEXT)
def test_a_text_and_itself(text):
    assert edits(text, text) == []


RUNS = {
    "spaces with a word that came": ("a b", "a x b", [("text", "", " x")]),
    "spaces with a word at the start": ("a b", "x a b", [("text", "", "x ")]),
    "a word glued to another": ("a b", "ab", [("text", "a b", "ab")]),
    "two words and the space between": ("a b c d", "x y c d", [("text", "a b", "x y")]),
    "a no-break space": ("5 km", "5&nbsp;km", [("space", " ", "&nbsp;")]),
    "a line break": ("a b", "a\nb", [("space", " ", "\n")]),
    "only spaces": (" ", "  ", [("space", " ", "  ")]),
    "nothing and a space": ("", " ", [("space", "", " ")]),
    "bold": ("a b c", "a '''b''' c", [("style", "", "'''"), ("style", "", "'''")]),
    "small": ("a b c", "a <small>b</small> c", [("style", "b", "<small>b</small>")]),
    "a label over more words": ("[[x|a]] b c", "[[x|a b]] c", [("link", "[[x|a]] b", "[[x|a b]]")]),
    "a link and its label": ("[[a|b c]] d", "[[x|b y]] d", [("text", "[[a|b c", "[[x|b y")]),
    "a link for words": ("a b c d", "a [[x|y z]] d", [("text", "b c", "[[x|y z]]")]),
    "a word around a link": ("the [[post]]war", "the [[after]]war", [("text", "post", "after")]),
    "both halves of a word with a hyphen": ("a north-west b", "a south-east b", [("text", "north-west", "south-east")]),
    "one half of a word with a hyphen": ("a north-west b", "a south-west b", [("text", "north", "south")]),
    "a ref that came": ("a. b", "a.<ref>c</ref> b", [("source", "", "<ref>c</ref>")]),
    "a ref over a full stop": (
        "a b.<ref>c</ref> d",
        "a b<ref>c</ref>. d",
        [("source", "<ref>c</ref>", "<ref>c</ref>")],
    ),
    "a word and the ref behind it": (
        "a b<ref>c</ref> d",
        "a x<ref>y</ref> d",
        [("text", "b", "x"), ("source", "<ref>c</ref>", "<ref>y</ref>")],
    ),
    "a template for another": ("a {{b}} c", "a {{d}} c", [("template", "{{b", "{{d")]),
    "a template and words": ("a {{b}} c", "a x c", [("template", "{{b}}", ""), ("text", "", "x")]),
    "a sentence with all it holds": (
        "One. Two.",
        "One. A new [[town]] was built.<ref>c</ref> Two.",
        [("text", "", " A new [[town]] was built.<ref>c</ref>")],
    ),
    "a figure in a template": ("a {{convert|5|km}} b", "a 5 km b", [("text", "{{convert|5|km}}", "5 km")]),
    "a file that came": ("a b", "a [[File:A.jpg]] b", [("media", "", " [[File:A.jpg]]")]),
    "a category that went": ("a [[Category:B]]", "a", [("category", " [[Category:B]]", "")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), RUNS.values(), ids=RUNS.keys())
def test_what_is_one_edit(old, new, expected):
    assert said(old, new) == expected


def test_a_link_that_takes_in_the_next_word():
    assert said("a [[b]] c d", "a [[b c]] d") == [("link", "[[b]] c", "[[b c]]")]


def test_the_page_a_word_links_to():
    (edit,) = edits("[[a|old b]] c", "[[a|new b]] c")
    assert (edit.old_target, edit.new_target) == ("a", "a")
    (edit,) = edits("old c", "[[a|new]] c")
    assert (edit.old_target, edit.new_target) == ("", "a")
    (edit,) = edits("old c", "new [[a|b]] c")
    assert edit.new_target == ""


def test_what_a_reader_sees_of_an_edit():
    (edit,) = edits("a [[b|old town]] c", "a '''new''' [[d|city]] c")
    assert "old town" in edit.old_words
    assert edit.new_words.endswith("city")


def test_what_cites():
    nodes = {
        text: inline(text, 0, len(text)).nodes[0] for text in ("<ref>a</ref>", "{{cite web|a=b}}", "{{sfn|a}}", "{{a}}")
    }
    assert [is_source(node, "enwiki") for node in nodes.values()] == [True, True, True, False]
    assert not is_source(None, "enwiki")


def test_a_place_in_a_quotation_on_both_sides_is_quoted():
    place = Place(section=(), context=Context.PROSE, old_quotes=((0, 5), (10, 20)), new_quotes=((0, 30),))
    (edit,) = runs(aligned("aaaa bbbb old cc", "aaaa bbbb new cc"), place)
    assert edit.quotation
    outside = Place(section=(), context=Context.PROSE, old_quotes=((0, 5), (12, 20)), new_quotes=((0, 30),))
    (edit,) = runs(aligned("aaaa bbbb old cc", "aaaa bbbb new cc"), outside)
    assert not edit.quotation
    one_side = Place(section=(), context=Context.PROSE, old_quotes=((0, 30),))
    (edit,) = runs(aligned("aaaa bbbb old cc", "aaaa bbbb new cc"), one_side)
    assert not edit.quotation


@pytest.mark.parametrize(
    ("piece", "other"),
    [
        ("[[t{n}|a{n}]] ", "[[t{n}|b{n}]] "),
        ("[[t{n}|a{n}]] ", "[[u{n}|a{n}]] "),
        ("u{n} <ref>a{n}</ref> ", "u{n} <ref>b{n}</ref> "),
        ("'''a{n}''' ", "''a{n}'' "),
        ("{{{{t|a{n}}}}} ", "{{{{t|b{n}}}}} "),
        ("a{n}  ", "a{n} "),
    ],
)
def test_a_long_paragraph_changed_throughout_is_read_in_bounded_time(piece, other):
    old, new = ("".join(text.format(n=n) for n in range(1_500)) for text in (piece, other))
    with bounded():
        check(old, new)
