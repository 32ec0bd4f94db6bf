"""Stretches narrowed to what changed; quotations; constructs blotted out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bounded import bounded
from wikidiff.analyze.stretches import REACH, WORDS, masked, narrowed, quotations, within
from wikidiff.wikitext.scan import scan
from wikidiff.wikitext.segment import Blocks


def mask(text: str, start: int = 0, end: int | None = None) -> str:
    end = len(text) if end is None else end
    return masked(text, start, end, Blocks(text).constructs(start, end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", "a b"),
        ("a {{b|c}} d", "a ####### d"),
        ("[[a|b]]{{c}}", "############"),
        ("{{a|[[b]]}} c", "########### c"),
        ("a<ref>b</ref>", "a############"),
        ("a <ref name=b/> c", "a <ref name=b/> c"),
        ("{{a", "{{a"),
    ],
)
def test_constructs_are_blotted_out(text, expected):
    assert mask(text) == expected.replace("#", "\x00")
    assert len(mask(text)) == len(text)


def test_a_construct_that_reaches_beyond_the_stretch_is_cut():
    text = "a {{b|c d}} e"
    assert masked(text, 0, 7, Blocks(text).constructs(0, 7)) == "a " + "\x00" * 5
    assert masked(text, 4, 13, []) == text[4:]


def test_constructs_in_constructs_are_blotted_out_once():
    text = "a {{b|[[c]]}} d [[e]]"
    pairs = scan(text, 0, len(text)).pairs
    assert len(pairs) == 3
    assert masked(text, 0, len(text), pairs) == mask(text)


def cut(old: str, new: str) -> tuple[str, str]:
    """Return what is left of both texts."""
    head, tail = narrowed(old, new, mask(old), mask(new))
    return old[head : len(old) - tail], new[head : len(new) - tail]


WORD = st.sampled_from(
    ["one", "two", "three.", "[[a|b c]]", "{{d|e f}}", "<ref>g h</ref>", "[x", "y]", "<b>", "</b>", "城。"]
)
PROSE = st.lists(WORD, max_size=25).map(" ".join)


@given(PROSE, PROSE, PROSE, PROSE)
def test_only_what_is_equal_is_cut_off(head, old, new, tail):
    one, other = f"{head} {old} {tail}", f"{head} {new} {tail}"
    first, last = narrowed(one, other, mask(one), mask(other))
    assert one[:first] == other[:first]
    assert one[len(one) - last :] == other[len(other) - last :]
    assert first + last <= min(len(one), len(other))
    for text in (one, other):
        hidden = mask(text)
        for at in (first, len(text) - last):
            assert not (0 < at < len(text) and hidden[at - 1 : at + 1] == "\x00\x00"), "no construct is cut"


@given(PROSE, PROSE, PROSE, PROSE)
def test_no_bracket_is_parted_from_its_other_half(head, old, new, tail):
    one, other = f"{head} {old} {tail}", f"{head} {new} {tail}"
    first, _ = narrowed(one, other, mask(one), mask(other))
    for text in (one, other):
        before = mask(text)[:first]
        assert before.rfind("[") <= before.rfind("]")
        assert before.rfind("<") <= before.rfind(">")


def test_some_words_stay_on_both_sides():
    before = " ".join(f"b{n}" for n in range(100))
    behind = " ".join(f"c{n}" for n in range(100))
    old, new = cut(f"{before} old {behind}", f"{before} new {behind}")
    assert len(old.split()) == len(new.split()) <= 2 * WORDS + 4
    assert old.split()[0].startswith("b")
    assert old.split()[-1].startswith("c")
    assert len(old.split()) >= 2 * WORDS


def test_a_script_without_spaces_is_cut_at_its_marks():
    before, behind = "这座城市很大。" * 40, "人口很多，" * 40
    old, new = cut(f"{before}旧{behind}", f"{before}新{behind}")
    assert len(old) == len(new) < 200


def test_what_stands_open_is_not_cut():
    inside = "word " * 50
    for opener, closer in (("[http://b.c ", "]"), ("<b c=", ">")):
        old, new = (f"a {opener}{inside}{word} {inside}{closer} d" for word in ("old", "new"))
        assert [side.startswith(opener) for side in cut(old, new)] == [True, True]


def test_nothing_is_cut_where_a_border_is_far():
    old, new = "x" * (REACH + 50) + "old", "x" * (REACH + 50) + "new"
    assert cut(old, new) == (old, new)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "a b" and "c".', ["a b", "c"]),
        ("He said “a b”.", ["a b"]),
        ("„a b“ und „c”", ["a b", "c"]),
        ("«a» ‹b› 「c」『d』", ["a", "b", "c", "d"]),
        ('"a “b” c"', ["a “b” c"]),
        ('a " b', []),
        ('a " b\nc " d', []),
        ("a ” b", []),
        ("it's the dog's", []),
        ('""', [""]),
    ],
)
def test_direct_quotations(text, expected):
    assert [text[start - 7 : end - 7] for start, end in quotations(text, 7)] == expected


def test_quotation_marks_in_constructs_are_not_seen():
    text = '{{a|b="c"}} "d" [http://e "f]'
    assert [text[start:end] for start, end in quotations(mask(text), 0)] == ["d"]


def test_what_lies_within_a_span():
    spans = [(2, 5), (8, 9)]
    assert within(spans, 2, 5)
    assert within(spans, 3, 4)
    assert not within(spans, 4, 6)
    assert within(spans, 3, 3)
    assert not within(spans, 2, 2), "an empty place at the border is outside"
    assert not within(spans, 5, 5)
    assert not within([], 0, 0)


@pytest.mark.parametrize("piece", ["a. ", "a ", "[a ", "<a ", "[[a]] ", '"a" ', "。", "a"])
def test_a_long_paragraph_is_narrowed_in_bounded_time(piece):
    old = piece * (400_000 // len(piece))
    new = old[:200_000] + "new" + old[200_000:]
    with bounded():
        narrowed(old, new, old, new)
        quotations(old, 0)
