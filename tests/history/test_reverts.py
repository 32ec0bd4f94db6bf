"""Identity reverts: how far back, by which key, hidden texts, repeats, and what is given back."""

from __future__ import annotations

from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from wikidiff.errors import InputError
from wikidiff.model import Revision

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def chain(texts: str) -> list[Revision]:
    """Return a history whose texts are the characters of a word; `?` is a hidden text."""
    return [
        Revision(id=n, text=None if text == "?" else text, hidden=frozenset({"text"} if text == "?" else ()))
        for n, text in enumerate(texts)
    ]


def said(texts: str, radius: int = 15) -> list[tuple[int | None, tuple[int | None, ...], int | None]]:
    return [
        (r.reverting.id, tuple(between.id for between in r.reverted), r.reverted_to.id)
        for r in wikidiff.reverts(chain(texts), radius=radius)
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ("", []),
        ("a", []),
        ("ab", []),
        ("aa", []),
        ("aba", [(2, (1,), 0)]),
        ("abca", [(3, (1, 2), 0)]),
        ("abab", [(2, (1,), 0), (3, (2,), 1)]),
        ("ababa", [(2, (1,), 0), (3, (2,), 1), (4, (3,), 2)]),
        ("aaba", [(3, (2,), 1)]),
        ("abaa", [(2, (1,), 0)]),
        ("abba", [(3, (1, 2), 0)]),
        ("a?a", [(2, (1,), 0)]),
        ("?a?", []),
        ("a??a", [(3, (1, 2), 0)]),
        ("abcba", [(3, (2,), 1), (4, (1, 2, 3), 0)]),
    ],
)
def test_what_reverts_what(texts, expected):
    assert said(texts) == expected


@pytest.mark.parametrize("radius", [1, 2, 15])
def test_no_further_back_than_the_radius(radius):
    between = [f"x{n}" for n in range(radius)]
    for count, found in ((radius, 1), (radius + 1, 0)):
        texts = ["a", *between, *(["y"] if count > radius else []), "a"]
        assert len(wikidiff.reverts([Revision(id=n, text=t) for n, t in enumerate(texts)], radius=radius)) == found


def test_the_nearest_revision_counts():
    assert said("abaca")[-1] == (4, (3,), 2)


@pytest.mark.parametrize("radius", [0, -1])
def test_a_radius_that_leaves_nothing_is_refused(radius):
    with pytest.raises(InputError) as caught:
        wikidiff.reverts([], radius=radius)
    assert str(radius) in str(caught.value)


def base36(text: str) -> str:
    """Return the SHA-1 of a text as MediaWiki's database has it."""
    number, digits = int(sha1(text.encode(), usedforsecurity=False).hexdigest(), 16), ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits.zfill(31)


def hexadecimal(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["text", "hex", "upper", "base36"])), max_size=8))
def test_texts_and_both_kinds_of_digest_are_one_key(entries):
    """Whatever a source gives of a revision, the same history has the same reverts."""

    def revision(number: int, text: str, form: str) -> Revision:
        if form == "text":
            return Revision(id=number, text=text)
        digest = {"hex": hexadecimal(text), "upper": hexadecimal(text).upper(), "base36": base36(text)}[form]
        return Revision(id=number, sha1=digest)

    mixed = [revision(number, text, form) for number, (text, form) in enumerate(entries)]
    found = [(r.reverting.id, r.reverted_to.id) for r in wikidiff.reverts(mixed)]
    assert found == [(left, right) for left, _, right in said("".join(text for text, _ in entries))]


def test_a_text_without_letters_of_ascii_and_a_lone_surrogate():
    texts = ["город", "人", "город", "\ud800", "人", "\ud800"]
    found = wikidiff.reverts([Revision(id=n, text=text) for n, text in enumerate(texts)])
    assert [(r.reverting.id, r.reverted_to.id) for r in found] == [(2, 0), (4, 1), (5, 3)]


def test_a_hidden_text_with_a_digest_equals_nothing():
    hidden = Revision(id=2, sha1=hexadecimal("a"), hidden=frozenset({"text"}))
    shown = Revision(id=2, sha1=hexadecimal("a"))
    first = [Revision(id=0, text="a"), Revision(id=1, text="b")]
    assert wikidiff.reverts([*first, hidden]) == ()
    assert len(wikidiff.reverts([*first, shown])) == 1


def test_a_revision_of_which_nothing_is_known_equals_nothing():
    assert wikidiff.reverts([Revision(id=0), Revision(id=1, text="a"), Revision(id=2)]) == ()


def test_the_revisions_themselves_are_given_back():
    history = chain("abca")
    (found,) = wikidiff.reverts(iter(history))
    assert found.reverting is history[3]
    assert found.reverted == tuple(history[1:3])
    assert found.reverted_to is history[0]


@given(st.text(alphabet="abc?", max_size=12), st.integers(1, 4))
def test_against_comparing_every_revision_with_every_earlier_one(texts, radius):
    expected = []
    for new, text in enumerate(texts):
        earlier = [old for old in range(new) if texts[old] == text != "?"]
        if earlier and new - earlier[-1] <= radius + 1:
            between = tuple(n for n in range(earlier[-1] + 1, new) if texts[n] != text)
            if between:
                expected.append((new, between, earlier[-1]))
    assert said(texts, radius) == expected
