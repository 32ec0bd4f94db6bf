"""`SequenceMatcher`: difflib's contract, blocks of the least cost, junk, any hashable items, bounded work."""

from __future__ import annotations

import difflib
import pickle
import random
import types
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from tests.bounded import bounded, calls
from tests.diff.test_engine import least_cost
from wikidiff import SequenceMatcher
from wikidiff.diff import longest as runs
from wikidiff.diff import matcher as module
from wikidiff.diff.codes import MOST, coded

ITEMS = st.lists(st.sampled_from(["a", "b", "c", " "]), max_size=24)
TEXTS = st.text("abc ", max_size=24)
BOTH = st.one_of(st.tuples(ITEMS, ITEMS), st.tuples(TEXTS, TEXTS))
JUNK = st.sampled_from([None, " ".__eq__, lambda item: item in "a "])


def check(matcher, a, b) -> None:
    """Blocks are equal on both sides, in order, apart, and end with the empty one."""
    blocks = matcher.get_matching_blocks()
    assert all(isinstance(block, difflib.Match) for block in blocks)
    assert blocks[-1] == (len(a), len(b), 0)
    for block in blocks[:-1]:
        assert block.size
        assert a[block.a : block.a + block.size] == b[block.b : block.b + block.size]
    for left, right in pairwise(blocks):
        assert left.a + left.size <= right.a
        assert left.b + left.size <= right.b
    for left, right in pairwise(blocks[:-1]):
        assert (left.a + left.size, left.b + left.size) != (right.a, right.b)


def replayed(a, b, opcodes) -> list[object]:
    result: list[object] = []
    at = (0, 0)
    for tag, i1, i2, j1, j2 in opcodes:
        assert (i1, j1) == at
        at = (i2, j2)
        assert (
            tag
            in {
                (True, True): {"equal", "replace"},
                (True, False): {"delete"},
                (False, True): {"insert"},
            }[i1 < i2, j1 < j2]
        )
        result += a[i1:i2] if tag == "equal" else b[j1:j2]
    assert at == (len(a), len(b))
    return result


@given(BOTH, JUNK, st.booleans())
def test_blocks_and_opcodes_make_the_second_of_the_first(sequences, junk, autojunk):
    a, b = sequences
    matcher = SequenceMatcher(junk, a, b, autojunk)
    check(matcher, a, b)
    assert replayed(a, b, matcher.get_opcodes()) == list(b)


@given(BOTH)
def test_nothing_matches_more(sequences):
    a, b = sequences
    matcher = SequenceMatcher(None, a, b)
    assert sum(block.size for block in matcher.get_matching_blocks()) * 2 == len(a) + len(b) - least_cost(a, b)
    assert not matcher.coarse
    assert matcher.ratio() >= difflib.SequenceMatcher(None, a, b, False).ratio()


@given(BOTH, JUNK, st.booleans())
def test_what_is_known_of_the_second_sequence_is_what_difflib_knows(sequences, junk, autojunk):
    a, b = sequences
    b = b * (200 if autojunk else 1)
    ours: Any = SequenceMatcher(junk, a, b, autojunk)
    theirs: Any = difflib.SequenceMatcher(junk, a, b, autojunk)
    assert (ours.b2j, ours.bjunk, ours.bpopular) == (theirs.b2j, theirs.bjunk, theirs.bpopular)
    assert (ours.a, ours.b, ours.isjunk, ours.autojunk) == (a, b, junk, autojunk)
    assert ours.quick_ratio() == theirs.quick_ratio()
    assert ours.fullbcount == theirs.fullbcount
    assert ours.real_quick_ratio() == theirs.real_quick_ratio()


@given(BOTH, JUNK, st.booleans(), st.sampled_from([0, 10_000]))
def test_the_longest_match_is_difflibs(sequences, junk, autojunk, small):
    a, b = sequences
    b = b * (200 if autojunk else 1)
    before, module._SMALL = module._SMALL, small
    try:
        ours, theirs = SequenceMatcher(junk, a, b, autojunk), difflib.SequenceMatcher(junk, a, b, autojunk)
        assert ours.find_longest_match() == theirs.find_longest_match()
        part = (len(a) // 4, len(a) - len(a) // 4, len(b) // 3, len(b))
        assert ours.find_longest_match(*part) == theirs.find_longest_match(*part)
    finally:
        module._SMALL = before


@given(BOTH, st.integers(0, 4))
def test_groups_are_the_opcodes_with_less_between_them(sequences, context):
    a, b = sequences
    groups = list(SequenceMatcher(None, a, b).get_grouped_opcodes(context))
    changes = [code for code in SequenceMatcher(None, a, b).get_opcodes() if code[0] != "equal"]
    assert [code for group in groups for code in group if code[0] != "equal"] == changes
    ends = [
        size for group in groups for tag, i1, i2, _, _ in (group[0], group[-1]) if tag == "equal" for size in [i2 - i1]
    ]
    assert max(ends, default=0) <= context


def test_junk_matches_only_beside_something_else():
    matcher = SequenceMatcher(" ".__eq__, "x y", "a b")
    assert matcher.get_matching_blocks() == [(3, 3, 0)]
    assert SequenceMatcher(None, "x y", "a b").get_matching_blocks()[0] == (1, 1, 1)
    assert SequenceMatcher(" ".__eq__, "x y z", "x y q").get_matching_blocks() == [(0, 0, 4), (5, 5, 0)]
    assert SequenceMatcher(" ".__eq__, " ", " ").ratio() == 1


def test_the_largest_block_takes_the_junk_between_two():
    blocks = SequenceMatcher(" ".__eq__, "3. Simple is", "3.   Simple is").get_matching_blocks()
    assert blocks == [(0, 0, 2), (2, 4, 10), (12, 14, 0)]


def test_an_insertion_leaves_the_longer_side_whole():
    assert SequenceMatcher(None, "a long one x", "a long one xx y").get_opcodes()[1] == ("insert", 12, 12, 12, 15)
    assert SequenceMatcher(None, "xa long one", "xxa long one").get_opcodes()[0] == ("insert", 0, 0, 0, 1)
    assert SequenceMatcher(None, "\tI am a buggy", "\tI am a bug").get_opcodes()[1] == ("delete", 11, 13, 11, 11)


def test_sequences_are_set_and_what_was_found_is_kept_until_then():
    matcher: Any = SequenceMatcher(None, "abcd", "bcde")
    assert (matcher.matching_blocks, matcher.opcodes, matcher.fullbcount) == (None, None, None)
    assert matcher.get_matching_blocks() is matcher.get_matching_blocks() is matcher.matching_blocks
    assert matcher.get_opcodes() is matcher.opcodes
    places = matcher.b2j
    matcher.set_seq1("bcde")
    assert (matcher.matching_blocks, matcher.opcodes) == (None, None)
    assert matcher.ratio() == 1
    assert matcher.b2j is places
    matcher.set_seq2("xyz")
    assert matcher.b2j == {"x": [0], "y": [1], "z": [2]}
    assert matcher.ratio() == 0
    matcher.set_seqs("ab", "ab")
    assert matcher.get_opcodes() == [("equal", 0, 2, 0, 2)]
    blocks = matcher.matching_blocks
    matcher.set_seq1(matcher.a)
    matcher.set_seq2(matcher.b)
    assert matcher.matching_blocks is blocks


def test_it_is_one_of_difflibs_and_has_its_arguments():
    assert isinstance(SequenceMatcher(), difflib.SequenceMatcher)
    assert isinstance(SequenceMatcher[str], types.GenericAlias)
    matcher = SequenceMatcher(isjunk=None, a="ab", b="b", autojunk=True)
    assert (matcher.a, matcher.b, matcher.autojunk) == ("ab", "b", True)
    assert SequenceMatcher().autojunk is False
    assert pickle.loads(pickle.dumps(matcher)).get_opcodes() == matcher.get_opcodes()  # noqa: S301


def test_it_stands_in_for_difflibs_where_that_is_used(monkeypatch):
    monkeypatch.setattr(difflib, "SequenceMatcher", SequenceMatcher)
    assert difflib.get_close_matches("appel", ["ape", "apple", "peach"]) == ["apple", "ape"]
    assert list(difflib.unified_diff(["a"], ["b"], lineterm=""))[-2:] == ["-a", "+b"]


def test_items_that_cannot_be_hashed_are_refused_where_difflib_refuses_them():
    with pytest.raises(TypeError, match="unhashable"):
        SequenceMatcher(None, [], [[]])
    matcher = SequenceMatcher(None, [[]], [1])
    for ask in (matcher.get_matching_blocks, matcher.find_longest_match, matcher.quick_ratio, matcher.ratio):
        with pytest.raises(TypeError, match="unhashable"):
            ask()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([-1, 2], [-2, 2]),  # hash(-1) == hash(-2)
        ([1, 1.0, True], [True, 1]),
        ([None, 0, "", ()], ["", None, ()]),
        ([b"x", "x"], ["x", b"x"]),
        ("\ud800a", "a\ud800"),
        ((1, 2, 3), range(1, 4)),
    ],
)
def test_items_are_compared_by_equality(a, b):
    matcher = SequenceMatcher(None, a, b)
    assert sum(block.size for block in matcher.get_matching_blocks()) * 2 == len(a) + len(b) - least_cost(a, b)


def test_more_items_than_one_plane_of_code_points():
    """70,000 different items, the surrogates' numbers among them."""
    a = list(range(70_000))
    b = [*a[:30_000], -1, *a[30_000:56_000], *a[56_003:]]
    matcher = SequenceMatcher(None, a, b)
    assert matcher.get_opcodes() == [
        ("equal", 0, 30_000, 0, 30_000),
        ("insert", 30_000, 30_000, 30_000, 30_001),
        ("equal", 30_000, 56_000, 30_001, 56_001),
        ("delete", 56_000, 56_003, 56_001, 56_001),
        ("equal", 56_003, 70_000, 56_001, 69_998),
    ]
    assert not matcher.coarse


WORDS = [f"w{number}" for number in range(40_000)]
SIZES = (20_000, 80_000)


def hostile(name: str, size: int) -> tuple[list[str], list[str]]:
    dice = random.Random(5)  # noqa: S311
    if name == "two words in turn":
        return ["a", "b"] * (size // 2), ["b", "a"] * (size // 2)
    if name == "equal lines":
        return ["x"] * size, [*["x"] * (size // 2), "y", *["x"] * (size // 2 + 100)]
    if name == "reversed":
        text = dice.choices(WORDS[:2000], k=size)
        return text, text[::-1]
    if name == "reversed, nothing twice":
        return WORDS[: size // 2], WORDS[: size // 2][::-1]
    if name == "unrelated":
        return dice.choices(WORDS[:2000], k=size), dice.choices(WORDS[:2000], k=size)
    if name == "ideographs":
        letters, often = [chr(0x4E00 + rank) for rank in range(3_000)], [1 / (rank + 5) for rank in range(3_000)]
        text, other = (dice.choices(letters, often, k=size) for _ in range(2))
        rewritten = [b if dice.random() < 0.3 else a for a, b in zip(text, other, strict=True)]
        return text, rewritten[size // 3 :] + rewritten[: size // 3]
    if name == "one letter in four":
        return dice.choices("acgt", k=size), dice.choices("acgt", k=size)
    return ["b", *["a"] * size, "c"], ["d", *["a"] * (size + 5), "e"]


@pytest.mark.parametrize(
    "name",
    [
        "two words in turn",
        "equal lines",
        "reversed",
        "reversed, nothing twice",
        "unrelated",
        "ideographs",
        "one letter in four",
        "one word in other ends",
    ],
)
def test_work_grows_about_as_the_length(name):
    """Cells, and calls of functions, at four times the length; below the budget cells may grow with both lengths."""
    cells, steps = [], []
    for size in SIZES:
        a, b = hostile(name, size)
        matcher = SequenceMatcher(None, a, b)
        with bounded(20):
            steps.append(calls(matcher.get_matching_blocks))
        check(matcher, a, b)
        cells.append(matcher.cells)
    assert steps[1] <= 6 * steps[0] + 1000
    assert cells[1] <= 3_000_000_000
    assert cells[1] <= 18 * cells[0] + 1000
    if not matcher.coarse:
        codes = coded(a, b)
        assert 2 * sum(block.size for block in matcher.get_matching_blocks()) == len(a) + len(b) - (
            Indel.distance(codes.old, codes.new) + len(a) + len(b) - len(codes.old) - len(codes.new)
        )


def test_one_line_of_2_mb_of_unrelated_words_is_bounded():
    dice = random.Random(6)  # noqa: S311
    a, b = (dice.choices(WORDS, k=350_000) for _ in range(2))
    matcher = SequenceMatcher(None, a, b)
    with bounded(20):
        matcher.get_matching_blocks()
    assert matcher.coarse
    assert matcher.cells <= 3_000_000_000


@pytest.fixture
def tight(monkeypatch):
    """Make every limit of the search for the longest run one that a dozen items reach."""
    for name, limit in {"MET": 1, "PAIRS": 3, "EXACT": 2, "WITNESSES": 2, "AT_ONCE": 5}.items():
        monkeypatch.setattr(runs, name, limit)


@pytest.mark.usefixtures("tight")
@given(st.one_of(TEXTS, ITEMS), st.one_of(TEXTS, ITEMS), st.integers(1, 4), st.booleans(), st.sampled_from([3, MOST]))
def test_the_longest_run_is_difflibs_whichever_way_it_is_found(a, b, times, equal_sums, most):
    a, b = a * times, (b + a[: len(a) // 2] if type(a) is type(b) else b) * times
    expected = difflib.SequenceMatcher(None, a, b, False).find_longest_match()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "PRIME", 10_007 if equal_sums else runs.PRIME)
        patch.setattr(runs, "MOST", most)
        found = runs.longest(a, b)
    assert found == (expected if expected.size else (0, 0, 0))


@pytest.mark.parametrize("name", ["one letter", "in turn", "rows", "four letters", "backwards"])
def test_the_longest_match_is_found_in_about_linear_work(name):
    counted = []
    for size in (10_000, 40_000):
        dice = random.Random(size)  # noqa: S311
        drawn = "".join(dice.choices("acgt", k=size))
        a, b = {
            "one letter": ("a" * size, "a" * (size // 2) + "b" + "a" * size),
            "in turn": ("ab" * (size // 2), "ba" * (size // 2)),
            "rows": tuple("".join(f"|-\n| {dice.randrange(size)} || a row\n" for _ in range(size // 20)) for _ in "ab"),
            "four letters": (drawn, "".join(dice.choices("acgt", k=size))),
            "backwards": (drawn, drawn[::-1]),
        }[name]
        matcher = SequenceMatcher(None, a, b)
        with bounded(20):
            counted.append(calls(matcher.find_longest_match))
        found = matcher.find_longest_match()
        assert a[found.a : found.a + found.size] == b[found.b : found.b + found.size]
    assert counted[1] <= 8 * counted[0] + 5_000
