"""A figure that stands alone is read quickly, and never otherwise than in the long way."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.material import recent_pairs, wikis
from tests.campaign import SOAK, tenth
from tests.text.test_quantity_laws import LANGUAGES, MARKS, WORDS
from wikidiff.packs import has, settings
from wikidiff.text.lone import Lone, lone
from wikidiff.text.numberwords import PACK, table
from wikidiff.text.quantities import readings

FIGURES = (
    *("5", "12", "007", "25", "60", "90", "1990", "2020", "1,234", "1.234", "3.5", "3 000", "10", "1990s", "2nd", "½"),
    *("1/2", "10^6", "1e5", "3:15", "40-50", "1990–95", "XIX", "III", "३२", "٣٤", "3.11.2020", "0123"),
)  # fmt: skip
BEFORE = ("", "x ", "in the ", "(", "x, ", "The band's ", "\n", "1 ", '"')
BEHIND = ("", " x", ", x", ". X", ")", " men", " x-ray", " (x)", "-x", "; 3", '"', " and 4")


def said(text: str, language: str) -> list[tuple[str, int, int]]:
    return [(repr(reading), start, end) for reading, start, end in readings(text, language, len(text))]


def said_in_the_long_way(text: str, language: str) -> list[tuple[str, int, int]]:
    with patch.object(Lone, "is_led", lambda *_: True):
        return said(text, language)


def words_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from words_of(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from words_of(inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_pack_beside_a_figure(language: str) -> None:
    """Whatever a pack knows to stand around figures is not overlooked."""
    tag = language if has(language, PACK) else "und"
    known = sorted({*words_of(settings(tag, PACK)), *words_of(settings("und", PACK))})
    some = random.Random(language)  # noqa: S311  # a seeded choice, nothing secret
    for word in known:
        for _ in range(20 if SOAK else 1):
            figure, other = some.choice(FIGURES), some.choice((*FIGURES, *known))
            gap, further = some.choice((" ", " ", "", "-", "\u00a0", ", ")), some.choice((" ", " ", "", "-"))
            pieces = some.choice(
                ((word, figure), (figure, word), (word, figure, other), (figure, word, other), (word, other))
            )
            inside = gap.join(pieces[:2]) + further.join(("", *pieces[2:]))
            text = some.choice(BEFORE) + inside + some.choice(BEHIND)
            assert said(text, language) == said_in_the_long_way(text, language), text


@given(
    st.lists(st.sampled_from((*WORDS, *FIGURES)) | st.text(MARKS, max_size=4), max_size=10), st.sampled_from(LANGUAGES)
)
def test_dense_text(parts: list[str], language: str) -> None:
    for text in ("".join(parts), " ".join(parts)):
        assert said(text, language) == said_in_the_long_way(text, language)


def test_real_lines() -> None:
    texts = [(pair.language, pair.new) for pair in recent_pairs()] + [(text.language, text.text) for text in wikis()]
    lines = {(language, line) for language, text in texts for line in text.split("\n") if any(map(str.isdigit, line))}
    for language, line in tenth(sorted(lines)):
        assert said(line, language) == said_in_the_long_way(line, language), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_between_a_bound_and_its_figure(language: str) -> None:
    listed = table(language if has(language, PACK) else "und", "bounds")
    skipped = listed.get("skip", ())
    for bound in sorted(words_of(listed)):
        for article in skipped:
            for text in (f"{bound} {article} 4", f"x {bound} {article} 1990, x", f"x de {article} 4 x"):
                assert said(text, language) == said_in_the_long_way(text, language), text


def test_most_figures_of_prose_stand_alone() -> None:
    """The quick way is taken, or the tests above would prove nothing."""
    with patch.object(Lone, "read", autospec=True, side_effect=Lone.read) as asked:
        text = "In 1990 he sold four albums, the first of 25 plays. Until 5 May 1995, 7,000 people saw it (in 1996)."
        assert len(said(text, "en")) == 7
    quick = [lone("en").read(*call.args[1:]) for call in asked.call_args_list]
    assert len([reading for reading in quick if reading is not None]) == 4
