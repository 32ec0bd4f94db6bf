"""The score and its floors: labels given back score full marks, and pins only move as they may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import material
from benchmarks.quality.cases import Answer, Case, Listed, Number, Place, Reading, parse
from benchmarks.quality.floors import Floors, everything
from benchmarks.quality.score import Score, score
from benchmarks.quality.touch import touches


def number(value: object) -> Number | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def labels_as_answers(case: Case) -> Reading:
    return Reading(
        tuple(
            Answer(
                finding=finding,
                category=change.category,
                labels=frozenset((change.category,)),
                confidence=1.0,
                place=place,
                old_text=change.old_text,
                new_text=change.new_text,
                old_value=number(change.attrs.get("old")),
                new_value=number(change.attrs.get("new")),
                direction=change.attrs.get("direction"),
                kind=change.attrs.get("kind"),
            )
            for finding, change in enumerate(case.changes)
            for place in change.places
        ),
        case.restorations,
    )


@pytest.mark.parametrize("name", material.gold_names())
def test_labels_given_back_score_full_marks(name):
    cases = [parse(row) for row in material.gold(name)]
    result = score(cases, {case.id: labels_as_answers(case) for case in cases})
    totals = result.totals()
    assert totals["found_share"] == totals["exact_share"] == 1.0
    assert (totals["crashed"], totals["forbidden"], totals["false"], totals["ece"]) == (0, 0, 0, 0)
    assert all(right == asked for right, asked in map(result.share, ("value", "direction", "kind")))
    right, asked = result.share("group")
    assert asked - right <= 1  # places closer than the reach of touching cannot be told apart
    assert result.revert_right == result.revert_cases
    assert len(result.remarks) == asked - right


@pytest.mark.parametrize("name", material.gold_names())
def test_labels_point_at_what_they_quote(name):
    for row in material.gold(name):
        for change in row["changes"]:
            assert change["edits"], row["id"]
            for edit in change["edits"]:
                assert row["before"][slice(*edit["b"])] == edit["before"], row["id"]
                assert row["after"][slice(*edit["a"])] == edit["after"], row["id"]


def test_saying_nothing_finds_nothing():
    cases = [parse(row) for row in material.gold("gold")]
    result = score(cases, {})
    assert result.totals()["found_share"] == 0
    assert {remark.what for remark in result.remarks} == {"missed"}


def case(old: str, new: str, *changes: Listed, ruled_out: frozenset[str] = frozenset()) -> Case:
    return Case("case", "en", old, new, changes, ruled_out)


def listed(category: str, *places: Place, accepted: tuple[str, ...] = ()) -> Listed:
    return Listed(category, frozenset((category, *accepted)), places, "", "", {})


def answer(finding: int, category: str, place: Place, *labels: str, confidence: float = 0.9) -> Answer:
    return Answer(finding, category, frozenset((category, *labels)), confidence, place, "", "")


SWAP = Place((4, 7), (4, 9))
LATER = Place((20, 23), (22, 27))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(answer(0, "tone", SWAP), ("found", "exact", "correct"), id="the category itself"),
        pytest.param(answer(0, "content", SWAP), ("found", "correct"), id="an accepted category"),
        pytest.param(answer(0, "copyedit", SWAP, "tone"), ("found", "correct"), id="the category as a label"),
        pytest.param(answer(0, "copyedit", SWAP), ("wrong",), id="another category"),
        pytest.param(answer(0, "numeric", SWAP), ("forbidden",), id="a category that is ruled out"),
        pytest.param(answer(0, "copyedit", LATER), ("false",), id="another place"),
        pytest.param(
            answer(0, "copyedit", SWAP, "tone", "link", "media", "template"), ("wrong",), id="too many labels"
        ),
    ],
)
def test_what_counts_as_found(said, expected):
    one = case("a" * 40, "b" * 40, listed("tone", SWAP, accepted=("content",)), ruled_out=frozenset(("numeric",)))
    result = score([one], {"case": Reading((said,))})
    tally = result.of("tone")
    seen = {
        "found": tally.found == 1,
        "exact": tally.exact == 1,
        "correct": result.of(said.category).correct == 1,
    }
    remarks = {remark.what for remark in result.remarks}
    assert {name for name, held in seen.items() if held} | (remarks & {"wrong", "forbidden", "false"}) == set(expected)


def test_a_change_of_two_places_is_one_finding():
    one = case("a" * 40, "b" * 40, listed("terminology", SWAP, LATER))
    together = Reading((answer(0, "terminology", SWAP), answer(0, "terminology", LATER)))
    apart = Reading((answer(0, "terminology", SWAP), answer(1, "terminology", LATER)))
    assert score([one], {"case": together}).share("group") == (1, 1)
    assert score([one], {"case": apart}).share("group") == (0, 1)


def test_a_crash_is_counted_and_finds_nothing():
    one = case("a", "b", listed("tone", Place((0, 1), (0, 1))))
    result = score([one], {"case": Reading(error="ValueError: no")})
    assert result.totals()["crashed"] == 1
    assert result.of("tone").found == 0


@given(st.text("ab ", min_size=2, max_size=6), st.text("ab ", max_size=12), st.text("ab ", max_size=12))
def test_an_insertion_touches_itself_wherever_it_is_said_to_be(inserted, before, after):
    """Inserting into repeated text has several descriptions; each touches each."""
    old, new = before + after, before + inserted + after
    one = case(old, new)
    descriptions = [
        Place((at, at), (at, at + len(inserted)))
        for at in range(len(old) + 1)
        if old[:at] + new[at : at + len(inserted)] + old[at:] == new
    ]
    assert descriptions
    assert all(touches(one, said, wanted) for said in descriptions for wanted in descriptions)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_touching_is_the_same_from_old_to_new_and_back(start, length, other, width):
    one = case("a" * 60, "b" * 60)
    turned = case("b" * 60, "a" * 60)
    said, wanted = Place((start, start + length), (start, start)), Place((other, other + width), (other, other))
    assert touches(one, said, wanted) == touches(turned, Place(said.new, said.old), Place(wanted.new, wanted.old))


GOLD = {"gold": "digest"}


def pinned(**measures: float) -> Floors:
    floors = Floors()
    floors.update({"all": dict(measures)}, GOLD, None)
    return floors


def test_what_is_better_is_pinned():
    floors = pinned(recall=0.5, false=3)
    assert floors.update({"all": {"recall": 0.6, "false": 2}}, GOLD, None) == []
    assert floors.pins == {"all": {"recall": 0.6, "false": 2}}


def test_what_is_worse_breaks_the_floor_and_is_not_pinned():
    floors = pinned(recall=0.5, false=3)
    worse = {"all": {"recall": 0.4, "false": 4}}
    assert [breach.measure for breach in floors.breaches(worse)] == ["false", "recall"]
    assert len(floors.update(worse, GOLD, None)) == 2
    assert floors.pins == {"all": {"recall": 0.5, "false": 3}}


def test_what_is_worse_is_pinned_with_a_reason_that_is_kept():
    floors = pinned(recall=0.5)
    assert floors.update({"all": {"recall": 0.4}}, GOLD, "labels were sharpened") == []
    assert floors.pins == {"all": {"recall": 0.4}}
    assert floors.lowered == [{"reason": "labels were sharpened", "pins": ["all: recall 0.4, pinned 0.5"]}]


def test_a_measure_that_is_gone_does_not_hold_its_pin():
    floors = pinned(recall=0.5)
    assert [breach.measure for breach in floors.breaches({"all": {}})] == ["recall"]


def test_floors_survive_their_file(tmp_path):
    floors = pinned(recall=0.5)
    floors.save(tmp_path / "floors.json")
    assert Floors.load(tmp_path / "floors.json") == floors
    assert Floors.load(tmp_path / "missing.json") == Floors()


def test_every_category_is_measured():
    measures = everything(score([parse(row) for row in material.gold("gold")], {}))
    assert "tone recall" in measures
    assert measures["identity reverts right"] == 0
    assert isinstance(Score().totals()["macro_f1"], float)
