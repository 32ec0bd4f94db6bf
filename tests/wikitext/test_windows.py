"""What is read around one place of a text, and that reading on from it finds the same."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from tests.campaign import tenth
from tests.laws.strategies import TEXT
from wikidiff.wikitext import windows
from wikidiff.wikitext.segment import Blocks, blocks
from wikidiff.wikitext.windows import GO_ON, Window, window

PAGES = (*material.awkward_pages(), *tenth(material.articles(), at_least=4)[:4])


def lines_of(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, min(len(text), at + len(line) + 1)))
        at += len(line) + 1
    return [span for span in spans if span[0] < span[1]]


def as_whole(text: str, asked: list[tuple[int, int]]) -> tuple[int, int]:
    """Ask one reader for lines in this order; return how many were asked for, how many read otherwise than whole."""
    whole = {block.start: block for block in blocks(text)}
    reader = Blocks(text)
    wrong = sum(any(whole.get(block.start) != block for block in reader.cover(*span)) for span in asked)
    return len(asked), wrong


def test_lines_asked_for_in_any_order_are_what_they_are_in_the_whole_page():
    dice = random.Random(5)  # noqa: S311 - seeded, no secret
    read = wrong = 0
    for page in PAGES:
        spans = lines_of(page.text)
        some = dice.sample(spans, min(len(spans), 120))
        for asked in (sorted(some), some):
            counts = as_whole(page.text, asked)
            read, wrong = read + counts[0], wrong + counts[1]
    assert read > 1_000
    assert wrong <= 0.003 * read


@given(TEXT, st.randoms(use_true_random=False))
def test_lines_of_a_short_text_asked_for_in_any_order(text, dice):
    spans = lines_of(text)
    dice.shuffle(spans)
    assert as_whole(text, spans)[1] == 0


def test_reading_goes_on_from_a_place_that_is_near(monkeypatch):
    text = "{|\n" + "|-\n| x\n" * 400 + "|}\n"
    first = window(text, 300, 303)
    monkeypatch.setattr(windows, "section_start", lambda *_: 1 / 0)
    near = window(text, 1_000, 1_003, first)
    assert (near.start, near.scan.pairs) == (0, Blocks(text, whole=True)._known[0].window.scan.pairs)


def test_reading_does_not_go_on_from_a_place_that_is_far():
    far = "a\n\n" * GO_ON
    text = f"| x\n{far}| y\n"
    first = window(text, 0, 4)
    assert window(text, len(text) - 4, len(text), first).start > 0


def test_what_opens_behind_the_section_is_not_trusted():
    text = "a {{b\n\n== C ==\n<blockquote>\n" + "d\n" * 400 + "</blockquote>\n"
    found = window(text, 0, 6)
    assert found.end == text.index("== C")
    reader = Blocks(text)
    reader.cover(0, 6)
    assert reader.within(text.index("d\n"), "blockquote")


def test_a_plain_line_is_read_alone():
    text = "First [[a]].\n\nSecond {{b}}.\n\nThird.\n"
    start = text.index("Second")
    found = window(text, start, start + 14)
    assert found == Window(start, start + 14, found.scan)
    assert [pair.kind for pair in found.scan.pairs] == ["{{"]
