from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wikidiff
from tests.laws.strategies import edited
from tests.scale import made
from tests.scale.made import page, real, revision
from wikidiff.analyze.coarse import coarse
from wikidiff.errors import UsageError
from wikidiff.model import Page, Revision
from wikidiff.scale import budgets
from wikidiff.scale.budgets import Budgets, spent
from wikidiff.scale.pairs import Chain, Settings, Trail, outcomes
from wikidiff.scale.rows import Status, from_rows
from wikidiff.scale.wikis import language_of

UNPAIRED = ("created", "other_model")


def statuses(revisions, settings=None):
    return [outcome.revision["status"] for outcome in outcomes(revisions, settings)]


def test_each_revision_is_compared_with_the_one_before_it_on_its_page():
    found = list(outcomes((*page(["a b c", "a x c"]), *page(["one two", "one three"], 2, 10))))
    assert [row.revision["status"] for row in found] == ["created", "compared", "created", "compared"]
    assert [row.revision["old"]["revision_id"] for row in found] == [None, 1, None, 10]
    assert found[2].findings[0]["new"] == "one two"


def test_what_cannot_be_compared_has_a_row_that_says_why():
    hidden = page(["a b", None, "a c", "a d"])
    assert statuses(hidden) == ["created", "hidden", "compared_over", "compared"]
    assert statuses(page([None, "a"])) == ["hidden", "parent_hidden"]
    assert statuses([revision(5, "a", parent_id=4)]) == ["parent_missing"]
    assert statuses([revision(5, None, parent_id=0)]) == ["no_text"]
    assert statuses([revision(5, "{}", parent_id=0, model="json"), revision(6, "a")]) == ["other_model", "other_model"]
    twice = page(["a b", "a c"])
    assert statuses([twice[0], twice[1], twice[1]]) == ["created", "compared", "repeated"]
    over = list(outcomes(hidden))[2]
    assert [note["code"] for note in over.revision["notes"]][-1] == "hidden-between"


def test_rows_are_those_of_analyze_history():
    by_page: dict[object, list[Revision]] = {}
    for entry in real():
        if entry.model == "wikitext":
            by_page.setdefault(entry.page, []).append(entry)
    expected = [
        analysis for history in by_page.values() for analysis in wikidiff.analyze_history(history, "aa", "aawiki")
    ]
    found = [outcome for outcome in outcomes(real()) if outcome.revision["status"] not in UNPAIRED]
    assert len(found) == len(expected) > 50
    for outcome, analysis in zip(found, expected, strict=True):
        assert from_rows(outcome.revision, outcome.findings) == analysis


def test_a_revert_says_what_it_restores():
    rows = [outcome.revision for outcome in outcomes(page(["a b", "a b spam", "a b", "a b"]))]
    assert [row["reverts_to"] for row in rows] == [None, None, 1, None]
    assert rows[2]["count_revert"] == 1


@pytest.mark.parametrize("cut", [7, 111])
def test_another_chain_goes_on_where_one_stopped(cut):
    whole = [made.plain(outcome.revision) for outcome in outcomes(real())]
    trail, first, second = Trail(), Chain(Settings()), Chain(Settings())
    rows = []
    for entry in real()[:cut]:
        rows.append(made.plain(first.step(entry).revision))
        trail.pass_by(entry)
    second.resume(trail.context() if trail.holds(real()[cut]) else ())
    rows += [made.plain(second.step(entry).revision) for entry in real()[cut:]]
    assert rows == whole


def test_a_text_that_many_hidden_ones_follow_is_not_forgotten():
    history = page(["a b", *[None] * 40, "a c"])
    trail = Trail()
    for entry in history[:-1]:
        trail.pass_by(entry)
    chain = Chain(Settings())
    chain.resume(trail.context())
    assert made.plain(chain.step(history[-1]).revision) == made.plain(list(outcomes(history))[-1].revision)


def test_a_fault_fails_one_revision_alone():
    history = page(["a b", f"a {made.WRONG}", "a c"])
    found = list(outcomes(history, Settings(inspect=made.inspect)))
    assert [row.revision["status"] for row in found] == ["created", "failed", "compared"]
    (error,) = found[1].errors
    assert (error["kind"], error["revision_id"]) == ("failed", 2)
    assert error["message"] == "ValueError: a fault made for the purpose"
    assert found[2].revision["old"]["revision_id"] == 2


@given(edited())
def test_the_coarse_comparison_is_exact(texts):
    old, new = texts
    said = coarse(Revision(text=old), Revision(text=new), "en", "enwiki", "for a reason")
    places = sorted((place for finding in said.findings for place in finding.occurrences), key=lambda p: p.old.start)
    at, parts = 0, []
    for place in places:
        assert (old[place.old.start : place.old.end], new[place.new.start : place.new.end]) == (
            place.old.text,
            place.new.text,
        )
        parts += [old[at : place.old.start], place.new.text]
        at = place.old.end
    assert "".join([*parts, old[at:]]) == new
    assert bool(said.findings) == (old != new)
    assert said.notes[0].text == "for a reason: it was compared by lines alone"


@pytest.mark.parametrize(
    ("old", "new", "budgets", "reason"),
    [
        ("a" * 50, "b" * 101, Budgets(bytes=100), "a text has 101 bytes, the budget is 100"),
        ("ab" * 50, "cd" * 50, Budgets(work=199), "200 characters changed, the budget is 199"),
        ("x", "{{a|" * 30 + "}}" * 30, Budgets(nesting=20), "markup is nested 30 deep, the budget is 20"),
        ("x", "<div>" * 30, Budgets(nesting=20), "markup is nested 30 deep, the budget is 20"),
    ],
    ids=["bytes", "work", "templates", "tags"],
)
def test_a_budget_that_is_too_small_makes_it_coarse(old, new, budgets, reason):
    (first, second) = outcomes(page([old, new]), Settings(budgets=budgets))
    assert second.revision["status"] == "coarse"
    assert second.revision["budget"] > 1
    assert [note["text"] for note in second.revision["notes"]] == [f"{reason}: it was compared by lines alone"]
    assert second.findings
    assert first.revision["revision_id"] == 1


def test_what_is_within_the_budget_is_not_coarse():
    old = "".join(f"Line {number} of a page.\n" for number in range(500))
    new = old.replace("Line 3 ", "Row 3 ").replace("Line 490 ", "Row 490 ")
    flat = "<br>" * 60 + "{{a}}" * 60 + "<ref name=a/>" * 60
    for left, right, allowed in [
        (old, new, Budgets(work=100)),  # two small edits far apart
        ("x", flat, Budgets(nesting=20)),  # much, but not nested
    ]:
        would = spent(Revision(text=left), Revision(text=right), allowed)
        assert would.reason is None
        assert 0 < would.share <= 1


@given(st.integers(-3, 0))
def test_a_budget_of_nothing_is_refused(value):
    for name in ("bytes", "nesting", "work"):
        with pytest.raises(UsageError, match=f"for {name} leaves nothing"):
            Budgets(**{name: value})


def test_every_status_can_be_reached():
    reached = Counter(statuses(page(["a", None, "b"])))
    assert set(reached) < {status.value for status in Status}


@pytest.mark.parametrize(
    ("wiki", "language"),
    [
        ("enwiki", "en"),
        ("dewiki", "de"),
        ("aawiki", "aa"),
        ("simplewiki", "en"),
        ("commonswiki", "en"),
        ("zh_yuewiki", "yue"),
        ("be_x_oldwiki", "be-tarask"),
        ("nowiktionary", "nb"),
        ("nds_nlwiki", "nds-nl"),
        ("something", "en"),
        (None, "en"),
    ],
)
def test_the_language_of_a_wiki_is_told_by_its_name(wiki, language):
    assert language_of(wiki) == language
    settled = Settings(language="fr")
    (outcome,) = outcomes([Revision(id=1, text="a", page=Page(wiki=wiki, id=1))], settled)
    assert outcome.revision["language"] == "fr"


MARKS = st.sampled_from(
    [
        "{{",
        "}}",
        "[[",
        "]]",
        "{|",
        "|}",
        "<div>",
        "</div>",
        "<ref/>",
        "<ref name='a' />",
        "<br>",
        "<br/>",
        "<",
        "a>",
        "x|",
    ]
)


@given(st.lists(MARKS, max_size=60).map("".join))
def test_nesting_is_what_stands_open_at_once(part):
    """The least budget under which a text passes is how deep it is, told here mark by mark."""
    depth = deepest = 0
    for mark in budgets._MARK.finditer(part):
        if mark.group() in ("}}", "|}", "]]") or mark.group().startswith("</"):
            depth = max(0, depth - 1)
        elif not mark.group().endswith("/>"):
            depth += 1
            deepest = max(deepest, depth)
    few = sum(map(part.count, ("{{", "[[", "{|", "<"))) <= 1
    assert budgets._depth(part, Budgets(nesting=1)) == (0 if few else deepest)


@given(st.text(st.characters(), max_size=20) | st.text("ab", max_size=20))
def test_a_size_is_counted_in_bytes(text):
    assert Revision(text=text).size == sum(len(letter.encode("utf-8", "surrogatepass")) for letter in text)
