"""Tokens join to the text, and what a reader takes as one is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.model import TokenKind
from wikidiff.text.tokens import kind, pieces, split, tokenize

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)
DENSE = st.text("ab1 0.,'’&;#x:/htps-=[]{}|\n\t\u00a0\u0301क\u093eกำ字かカー½+\ud800\0²", max_size=60)


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("can't stop", ["can't", " ", "stop"]),
        ("déjà de\u0301ja\u0300", ["déjà", " ", "de\u0301ja\u0300"]),
        ("well-known", ["well", "-", "known"]),
        ("1,234.5 1.234,5 12,50,000", ["1,234.5", " ", "1.234,5", " ", "12,50,000"]),
        ("7,100+ 3.14", ["7,100", "+", " ", "3.14"]),
        ("4th 1147m 1990s", ["4th", " ", "1147", "m", " ", "1990s"]),
        ("१६६ ٣٫٥ 3½", ["१६६", " ", "٣٫٥", " ", "3½"]),
        ("824&nbsp;484&nbsp;km", ["824&nbsp;484", "&nbsp;", "km"]),
        ("20\u00a0000\u00a0000 m", ["20\u00a0000\u00a0000", " ", "m"]),
        ("see http://a.org/x_(y)?z=1, and", ["see", " ", "http://a.org/x_(y)?z=1", ",", " ", "and"]),
        ("''it's'' '''b'''", ["''", "it's", "''", " ", "'''", "b", "'''"]),
        ("in the U.S. today", ["in", " ", "the", " ", "U.S", ".", " ", "today"]),
        ("मात्राएँ हैं।", ["मात्राएँ", " ", "हैं", "।"]),
        ("東京タワーは", ["東", "京", "タワー", "は"]),
        ("นี้ทำ", ["นี้", "ทำ"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("a  b\n c", ["a", "  ", "b", "\n", " ", "c"]),
        ("==x== ...", ["==", "x", "==", " ", "..."]),
        ("&amp;&#160;&nope", ["&amp;", "&#160;", "&", "nope"]),
        ("", []),
    ],
)
def test_what_is_one_token(text: str, texts: list[str]) -> None:
    assert split(text) == texts


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("word", TokenKind.WORD),
        ("ช้", TokenKind.WORD),
        ("\u0301", TokenKind.WORD),
        ("XIII", TokenKind.WORD),
        ("4th", TokenKind.NUMBER),
        ("½", TokenKind.NUMBER),
        ("१६", TokenKind.NUMBER),
        ("\u00a0", TokenKind.SPACE),
        ("&nbsp;", TokenKind.ENTITY),
        ("&", TokenKind.PUNCT),
        ("//", TokenKind.PUNCT),
        ("HTTPS://a.b", TokenKind.URL),
        ("www.a.org", TokenKind.URL),
        ("\ud800", TokenKind.PUNCT),
    ],
)
def test_kind_follows_from_the_text(token: str, expected: TokenKind) -> None:
    assert kind(token) is expected
    assert [piece[0] for piece in pieces(token)] == [expected]


@given(ANY_TEXT | DENSE)
def test_tokens_join_and_spans_slice(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(token.text for token in tokens) == text
    assert all(token.span.slice(text) == token.text and token.text for token in tokens)
    assert [token.text for token in tokens] == split(text)
    assert all(kind(token.text) is token.kind for token in tokens)


@given(DENSE, st.integers(0, 60), st.integers(0, 60))
def test_a_stretch_is_cut_as_if_it_stood_alone(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    alone = [(kind, first + start, last + start) for kind, first, last in pieces(text[start:end])]
    assert pieces(text, start, end) == alone


@given(DENSE)
def test_a_blank_never_binds(text: str) -> None:
    assert split(text + " " + text.lstrip(" "))[: len(split(text.rstrip(" ")))] == split(text.rstrip(" "))


@pytest.mark.parametrize(
    "unit", ["a", "1", "'", "a'", ".", "http://", "&#", "1.", "//a", "\u0301", "ក្", "A.", "½", "[", " \n"]
)
def test_hostile_runs_are_read_to_the_end(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert "".join(split(text)) == text
