"""Edits made on real articles, always the same: to measure what one kind of edit costs on a page of one size."""

from __future__ import annotations

import random
import re

from benchmarks import material
from benchmarks.material import Pair

WORD = re.compile(r"(?<= )[a-z]{4,}(?= )")


def _article(title: str) -> str:
    return next(text.text for text in material.articles() if text.name == f"en:{title}")


def _paragraph(text: str, near: int) -> tuple[int, int]:
    """Return where the first long paragraph of plain prose after an offset stands."""
    start = text.index("\n", near) + 1
    for line in text[start:].splitlines(keepends=True):
        if len(line) > 400 and line[0].isalpha():
            return start, start + len(line)
        start += len(line)
    raise LookupError(f"no paragraph after {near}")


def _swap_word(text: str, start: int, end: int, word: str = "otherwise") -> str:
    match = WORD.search(text, start, end)
    if match is None:
        raise LookupError("no plain word in the paragraph")
    return text[: match.start()] + word + text[match.end() :]


def one_word(text: str, name: str) -> Pair:
    """Change one word in the middle of a text."""
    return Pair(name, "en", text, _swap_word(text, *_paragraph(text, len(text) // 2)))


def words_of_a_large_page(count: int = 12) -> tuple[Pair, ...]:
    """Return edits that each change one word in another paragraph of an article of about 100 KB."""
    text = large_page()
    places = (_paragraph(text, len(text) * (number + 1) // (count + 2)) for number in range(count))
    return tuple(
        Pair(f"one word, place {number}", "en", text, _swap_word(text, *place))
        for number, place in enumerate(dict.fromkeys(places))
    )


def large_page() -> str:
    """Return an article of about 100 KB with many references."""
    return _article("Aristotle")


def growing_pages(times: int = 9) -> tuple[Pair, Pair]:
    """Return the same edit in a page of 35 KB and in one so many times as long, made of other articles around it."""
    text = _article("Albedo")
    small = one_word(text, "one word, 35 KB")
    # Of the same width in memory: one letter beyond the first plane would double what every letter takes.
    others = [
        other.text
        for other in material.articles()
        if other.text != text and 2_000 < len(other.text) < 60_000 and max(other.text) < "\U00010000"
    ]
    around, missing = [""], (times - 1) * len(text)
    for other in others:
        if missing > len(around[-1]):
            around.append(around[-1] + "\n\n" + other)
    rest = around[-1][:missing]
    cut = rest.index("\n\n", len(rest) // 2) + 2
    before, after = rest[:cut], "\n\n" + rest[cut:]
    large = Pair(f"the same word, {times} times as long", "en", before + small.old + after, before + small.new + after)
    return small, large


def _scattered(text: str, share: float) -> str:
    """Replace a share of the plain words, seeded."""
    dice = random.Random(7)
    return WORD.sub(lambda match: "otherwise" if dice.random() < share else match.group(), text)


def _moved(text: str) -> str:
    start, end = _paragraph(text, len(text) // 4)
    rest = text[:start] + text[end:]
    to, _ = _paragraph(rest, 3 * len(rest) // 4)
    return rest[:to] + text[start:end] + rest[to:]


def _with_source(text: str) -> str:
    _, end = _paragraph(text, len(text) // 2)
    source = "<ref>{{cite web |title=A page |url=https://example.org/a |access-date=2 May 2020}}</ref>"
    return text[: end - 1] + source + text[end - 1 :]


def on_a_large_page() -> tuple[Pair, ...]:
    """Return edits of one article of about 100 KB, from a source added to another article in its place."""
    text = large_page()
    made = {
        "a source added": _with_source(text),
        "a paragraph moved": _moved(text),
        "1 word of 100 changed": _scattered(text, 0.01),
        "30 words of 100 changed": _scattered(text, 0.3),
        "another article in its place": _article("Algeria"),
        "blanked": "",
        "nothing changed": text,
    }
    return tuple(Pair(name, "en", text, new) for name, new in made.items())
