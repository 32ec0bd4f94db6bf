"""The labelled moves hold what they promise, read from their file alone."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from benchmarks import material
from benchmarks.quality import make_moves

CATEGORIES = frozenset(
    (
        *("terminology", "tone", "citation", "numeric", "copyedit", "formatting"),
        *("content", "structure", "template", "link", "media", "category"),
    )
)
ACTIONS = frozenset(["add", "remove", "change", "move", "rename", "replace"])
PAIRS = material.gold("moves")
CHANGES = [(pair, change) for pair in PAIRS for change in pair["changes"]]
EDITS = [(pair, change, edit) for pair, change in CHANGES for edit in change["edits"]]


def blanked(text, spans):
    """Return what is left of a text without the spans; overlapping spans are an error of the labels."""
    kept, at = [], 0
    for start, end in sorted(tuple(span) for span in spans if span[0] != span[1]):
        assert start >= at, text[start : start + 40]
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def left_before(spans, position):
    """Return how much unlisted text stands before a position."""
    return position - sum(min(end, position) - start for start, end in spans if start < position)


def side(pair, which):
    return [edit[which] for change in pair["changes"] for edit in change["edits"]]


def test_there_are_enough_of_every_sort():
    tags = Counter(tag for pair in PAIRS for tag in pair["tags"])
    assert len(PAIRS) >= 48
    assert tags["moves"] == len(PAIRS)
    wanted = "paragraph section subsection list-item list-order table-row row-order reference sentence split merge swap"
    assert all(tags[tag] for tag in wanted.split())
    assert tags["edited"] >= 20
    assert tags["decoy"] >= 3


def test_a_quarter_is_not_english():
    languages = Counter(pair["lang"] for pair in PAIRS)
    assert set(languages) >= {"en", "de", "fr", "es", "ru", "zh", "hi", "ar", "ja"}
    assert len(PAIRS) - languages["en"] >= 12


def test_every_pair_has_a_name_and_a_source():
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS)
    for pair in PAIRS:
        assert pair["id"].startswith(pair["lang"])
        assert re.search(r"revision \d+$|^recent_pairs \w\w \d+|^history .+ \d+ to \d+$|\.txt$", pair["source"])


def test_no_text_is_long():
    for pair in PAIRS:
        for text in (pair["before"], pair["after"]):
            assert len(text) < 60_000
            assert text.count("\n") < 90, pair["id"]


def test_offsets_slice_to_the_texts():
    for pair, _, edit in EDITS:
        assert pair["before"][slice(*edit["b"])] == edit["before"], pair["id"]
        assert pair["after"][slice(*edit["a"])] == edit["after"], pair["id"]


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["id"] for pair in PAIRS])
def test_nothing_differs_outside_the_labels(pair):
    assert pair["before"] != pair["after"]
    assert blanked(pair["before"], side(pair, "b")) == blanked(pair["after"], side(pair, "a"))


def test_only_what_moved_stands_elsewhere():
    for pair, change, edit in EDITS:
        if change["action"] != "move":
            old, new = (left_before(side(pair, which), edit[which][0]) for which in "ba")
            assert old == new, (pair["id"], edit["before"][:40])
            assert edit["before"] != edit["after"]


def test_a_move_stands_on_both_sides():
    for pair, change in CHANGES:
        if change["action"] == "move" and "edited" not in change["attrs"]:
            whole = [edit for edit in change["edits"] if edit["before"] and edit["after"]]
            assert whole, pair["id"]
            if change["attrs"].get("unchanged"):
                assert all(edit["before"].strip() == edit["after"].strip() for edit in change["edits"])


def test_a_moved_block_and_its_edits_leave_no_gap():
    """The edit inside a moved block is a change of its own between or at the ends of the pieces of the move."""
    for pair, change in CHANGES:
        if "edited" not in change["attrs"]:
            continue
        assert change["action"] == "move"
        assert change["attrs"]["edited"] in ACTIONS - {"move"}
        moved = [
            edit
            for other in pair["changes"]
            if other["action"] == "move" and "edited" not in other["attrs"]
            for edit in other["edits"]
        ]
        for edit in change["edits"]:
            assert edit["before"] != edit["after"]
            beside = [
                other
                for other in moved
                if (other["b"][1], other["a"][1]) == (edit["b"][0], edit["a"][0])
                or (other["b"][0], other["a"][0]) == (edit["b"][1], edit["a"][1])
            ]
            assert beside, (pair["id"], edit["before"][:40])


def test_words_of_the_schema():
    for pair, change in CHANGES:
        named = {change["category"], *change["accept"]}
        assert named <= CATEGORIES
        assert len(named) == 1 + len(change["accept"]), pair["id"]
        assert change["action"] in ACTIONS
        assert change["count"] == len(change["edits"]) > 0
        first = change["edits"][0]
        assert (change["before"], change["after"], change["section"]) == (
            first["before"],
            first["after"],
            first["section"],
        )
        ruled_out = {entry["category"] for entry in pair["must_not"]}
        assert not named & ruled_out, pair["id"]


def test_totals_count_the_changes():
    for pair in PAIRS:
        assert pair["totals"] == dict(Counter(change["category"] for change in pair["changes"]))


def test_a_pure_move_means_nothing_new_unless_the_note_says_so():
    for pair, change in CHANGES:
        if change["action"] == "move" and "edited" not in change["attrs"] and change["meaning"]:
            assert set(pair["tags"]) & {"across-lists", "across-tables", "across-sections"}, pair["id"]


def test_sections_are_headings_of_their_text():
    for pair, _, edit in EDITS:
        gone = edit["before"] and not edit["after"]
        text = pair["before"] if gone else pair["after"]
        for title in edit["section"]:
            assert re.search(rf"^=+\s*{re.escape(title)}\s*=+\s*$", text, re.MULTILINE), (pair["id"], title)


def test_the_file_is_what_its_recipes_give():
    pairs = [make_moves.make(recipe) for recipe in make_moves.recipes()]
    assert [pair["id"] for pair in pairs] == [pair["id"] for pair in PAIRS]
    assert [json.loads(line) for line in make_moves.written(pairs).split("\n")[:-1]] == list(PAIRS)
