"""Words drawn together and written out."""

from __future__ import annotations

import pytest

from wikidiff.text.contractions import is_contraction
from wikidiff.text.words import relation


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("it's", "it is"),
        ("It’s", "It has"),
        ("didn't", "did not"),
        ("can't", "cannot"),
        ("they'd", "they would"),
        ("who's and what's", "who is and what has"),
    ],
)
def test_drawn_together_and_written_out_are_one(short, long):
    assert is_contraction(short, long, "en")
    assert is_contraction(long, short, "en")
    assert relation(short, long, "en") == "spelling_variant"


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("it's", "it was", "en"),
        ("didn't", "did", "en"),
        ("can't", "could not", "en"),
        ("Holm's", "Holm is", "en"),
        ("it's", "it's", "en"),
        ("it's", "it is", "de"),
        ("it's " * 20, "it is " * 20, "en"),
    ],
)
def test_other_words_are_not(old, new, language):
    assert not is_contraction(old, new, language)
