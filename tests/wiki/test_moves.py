"""What wikidiff2 shows as moved: wikidiff says so too, and what changed inside stays visible as findings.

A line that wikidiff2 shows as moved and that is in no move of ours has one of these reasons, each of them checked:

- `bare`: it holds fewer than three letters or digits (a row's mark, an empty cell): nothing to be known again by;
- `stands`: wikidiff takes the same two lines for one, which stands: what is around it moved past it, came
  or went (the pairs are listed: `PASSED`, `AROUND`);
- `joined`: it is no move of a block, but one finding holds both places (the pairs are listed: `JOINED`);
- `other`: wikidiff does not take it for the same line at all. Each of these is listed with the reason.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

import wikidiff
from tests.wiki import oracle, pairs
from wikidiff.analyze.ends import closed
from wikidiff.analyze.regions import groups, layout
from wikidiff.diff.engine import Budget
from wikidiff.diff.lines import hunks
from wikidiff.model import Action
from wikidiff.wikitext.segment import Blocks

pytestmark = pytest.mark.skipif(bool(oracle.missing()), reason=oracle.missing() or "it is there")

HEADED = "the line became a heading: reported as gone and come, the words of it are not compared"
FIELDS = "two parameters of other names: each is paired with its own"
CHANCE = "two headings of tables that share half of their few words: one went, another came"
ROWS = "two rows of a table that differ in their names and share their figures: each is found as its own"
OTHER = {
    ("ru-14", "* 2015 год"): HEADED,
    ("ru-14", "* В 2016 году"): HEADED,
    ("ru-28", " |место смерти"): FIELDS,
    ("th-12", "| รายการอื่นๆ"): CHANCE,
    ("moves en-mv38", "| Khyber Pakhtunkhwa"): ROWS,
}


JOINED = {
    "gold en-rg2380240": "a line of two interlanguage links was cut in two: each link is found again",
    "moves en-mv47": "a reference went from one line to the other and was edited: the labels say so too",
    "moves ru-mv01": "an entry of a list inside a cell of a table: its template is moved, its words go and come",
}
PASSED = {"th-10", "moves de-mv02", "moves de-mv03", "moves en-mv03", "moves en-mv06", "moves en-mv56"}
PASSED |= {"moves fr-mv04", "moves ja-mv02"}  # others moved past the line, by our account
AROUND = {
    "ru-14": "empty lines came between the entries of a list",
    "ru-28": "spaces around the bars of a template, an empty line went",
    "ru-46": "spaces around the bars of a template",
    "th-12": "two tables were written anew around a heading",
    "th-28": "a line became a heading, an empty line before it went",
    "zh-2": "one cell of a table was cut into three lines",
    "gold en-rg2380240": "empty lines came and went between paragraphs",
    "gold en-rg32660344": "paragraphs came before it",
    "gold en-rg79848361": "lines of a template went before it",
    "gold hi-kh214440": "a paragraph went and one moved, both after it or into it",
    "gold en-an120190": "an empty line went before it",
    "moves fr-mv03": "a paragraph before it went into another one, as a sentence",
}


class Compared:
    """One pair as wikidiff sees it, asked about single lines."""

    def __init__(self, pair):
        self.pair = pair
        old, new = closed(pair.old, pair.new)
        self.hunks = hunks(old, new, Budget())
        site = f"{pair.language}wiki"
        self.layout = layout(old, new, groups(Blocks(old, site), Blocks(new, site), self.hunks))
        self.moves = wikidiff.moves(pair.old, pair.new, site)
        self.places = [
            (finding.action, place)
            for finding in wikidiff.compare(pair.old, pair.new, language=pair.language).findings
            for place in finding.occurrences
        ]

    def moved(self, left, arrived):
        return any(
            move.old.start <= left.start < left.end <= move.old.end
            and move.new.start <= arrived.start < arrived.end <= move.new.end
            for move in self.moves
        )

    def stands(self, left, arrived):
        """Tell whether two lines are one line of a block that did not move, or of what did not change at all."""
        entry = self.block(left)
        if entry is not None:
            if entry.moved or not _meet(arrived, entry.new[0].start, entry.new[-1].end):
                return False
            if entry.old[0].start >= left.start:
                return (
                    True  # a block stands with the line that it begins on, and with any of which half its words stand
                )
            spans = [(place.old.start, place.old.end) for place in self.inner(entry)]
            kept = _without(self.pair.old, left.start, left.end, spans)
            return 2 * sum(map(str.isalnum, kept)) >= sum(map(str.isalnum, left.text))
        shift = sum(n2 - n1 - o2 + o1 for o1, o2, n1, n2 in self.hunks if o2 <= left.start)
        untouched = not any(_meet(left, o1, o2) for o1, o2, _, _ in self.hunks)
        return untouched and left.start + shift == arrived.start

    def passed(self, left, arrived):
        """Tell whether a line stands by our account because something else moved past it."""
        return any((move.old.start < left.start) != (move.new.start < arrived.start) for move in self.moves)

    def block(self, left):
        return next((e for e in self.layout.pairs if _meet(left, e.old[0].start, e.old[-1].end)), None)

    def inner(self, entry):
        """Return the places of findings, without the one that says that the whole block moved."""
        old, new = (entry.old[0].start, entry.old[-1].end), (entry.new[0].start, entry.new[-1].end)
        return [
            place
            for action, place in self.places
            if not (action is Action.MOVE and _holds(place.old, *old) and _holds(place.new, *new))
        ]

    def joined(self, left, arrived):
        return any(
            _meet(left, place.old.start, place.old.end) and _meet(arrived, place.new.start, place.new.end)
            for _, place in self.places
        )

    def reason(self, left, arrived):
        if self.moved(left, arrived):
            return "found"
        if min(sum(map(str.isalnum, side.text)) for side in (left, arrived)) < 3:
            return "bare"
        if self.stands(left, arrived):
            return "stands"
        return "joined" if self.joined(left, arrived) else "other"

    def unchanged(self, left):
        """Return what is left of both texts of the block that holds a line, without the places of findings."""
        entry = self.block(left)
        inner = self.inner(entry)
        return (
            _without(self.pair.old, entry.old[0].start, entry.old[-1].end, [(p.old.start, p.old.end) for p in inner]),
            _without(self.pair.new, entry.new[0].start, entry.new[-1].end, [(p.new.start, p.new.end) for p in inner]),
        )


def _meet(side, start, end):
    return start < side.end and side.start < end


def _holds(place, start, end):
    return place.start <= start and end <= place.end


def _without(text, low, high, spans):
    kept = (
        letter
        for at, letter in enumerate(text[low:high], low)
        if not letter.isspace() and not any(start <= at < end for start, end in spans)
    )
    return "".join(kept)


@cache
def compared(pair):
    return Compared(pair)


@pytest.fixture(scope="module")
def moved(answers):
    """Return the pairs in which wikidiff2 shows something as moved."""
    return [pair for pair in pairs.moving() if answers[pair.name].moves]


def test_what_wikidiff2_moves_is_moved_here_or_has_its_reason(answers, moved):
    reasons: Counter[str] = Counter()
    other: set[tuple[str, str]] = set()
    joined: set[str] = set()
    passed: set[str] = set()
    around: set[str] = set()
    for pair in moved:
        for left, arrived in answers[pair.name].moves:
            reason = compared(pair).reason(left, arrived)
            reasons[reason] += 1
            if reason == "stands":
                (passed if compared(pair).passed(left, arrived) else around).add(pair.name)
            elif reason == "joined":
                joined.add(pair.name)
            elif reason == "other":
                listed = (key for key in OTHER if key[0] == pair.name and left.text.startswith(key[1]))
                other.add(next(listed, (pair.name, left.text)))
    assert other == set(OTHER)
    assert joined == set(JOINED)
    assert passed == PASSED
    assert around == set(AROUND)
    assert reasons["found"] >= 150


def test_what_changed_in_a_moved_line_stays_visible(answers, moved):
    edited = 0
    for pair in moved:
        for left, arrived in answers[pair.name].moves:
            reason = compared(pair).reason(left, arrived)
            if reason in {"found", "stands"} and left.text.split() != arrived.text.split():
                edited += 1
                before, after = compared(pair).unchanged(left)
                assert before == after, pair.name
    assert edited >= 40
