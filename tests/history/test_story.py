"""What a history tells: disputes, reverts by content, chains, survivals, bursts, counts; each in a small case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

import wikidiff
from tests.history.histories import BEGIN, histories, ids, made, real
from wikidiff.history.bursts import bursts, collapse
from wikidiff.history.chronicle import Chronicle
from wikidiff.history.plain import plain, rows
from wikidiff.history.restorations import method_of
from wikidiff.model import Category, Revision
from wikidiff.model.history import Method, Subject, name_of

FIRST = "The river is 1,885 miles long and flows to the sea.\n\nIt is {} by many.\n\nFish live in it all year."


def told(revisions) -> Chronicle:
    chronicle = Chronicle()
    for _ in chronicle.read(revisions):
        pass
    return chronicle


def texts(*words: str) -> list[str]:
    return [FIRST.format(word) for word in words]


def test_a_war_over_a_term():
    history = made(*texts("called a regime", "called a state", "called a regime", "called a state"), users="ABAB")
    (dispute,) = told(history).disputes()
    assert dispute.subject is Subject.TERM
    assert set(dispute.forms) == {"regime", "state"}
    assert (dispute.returns, dispute.users, dispute.standing) == (2, {"B": 2, "A": 1}, "state")
    assert [entry.back for entry in dispute.exchanges] == [False, True, True]
    assert ids([entry.revision for entry in dispute.exchanges]) == [2, 3, 4]


def test_a_war_over_a_value():
    history = made(*(f"The river is {value} km long." for value in (3034, 2900, 3034, 2900, 3034)), users="ABABA")
    (dispute,) = told(history).disputes()
    assert dispute.returns == 3
    assert dispute.users == {"A": 2, "B": 2}


def test_a_war_over_a_source_that_is_written_otherwise_the_second_time():
    rest = "* [http://b.org/ B]\n"
    links = (f"* [http://a.org/x {label}]\n" for label in ("One", "The one", "The very one"))
    history = made(rest, *(text for link in links for text in (link + rest, rest)), users="BABABCB")
    (dispute,) = told(history).disputes()
    assert dispute.subject is Subject.SOURCE
    assert dispute.users["B"] == 3


@pytest.mark.parametrize(
    ("words", "users"),
    [
        (("old", "new", "old"), "ABA"),  # put right once
        (("old", "new", "old", "new", "old"), "AAAAA"),  # one user alone
        (("one", "two", "three", "four"), "ABCD"),  # nothing came back
    ],
)
def test_what_is_no_war(words, users):
    assert told(made(*texts(*words), users=users)).disputes() == ()


def test_turns_far_apart_are_two_matters():
    history = made(*texts("a regime", "a state", "a regime", "a state"), users="ABAB", hours=24 * 40)
    between = [replace(history[1], id=100 + n, text=f"{history[1].text}\n\nMore {n}.") for n in range(40)]
    assert told([*history[:2], *between, history[2], *between, history[3]]).disputes() == ()


def test_clearing_damage_is_told_as_damage():
    page = "== A ==\nA long paragraph of the page that says something about rivers.\n\n== B ==\nAnother one here.\n"
    (dispute, *_) = told(made(page, "", page, "lol", page, "", page, users="ABCDEFG")).disputes()
    assert dispute.damage


def test_a_part_put_back():
    first = "Rivers run far. The cold water is clear. Fish swim here."
    gone = "Rivers run far. Fish swim here."
    chronicle = told(made(first, gone, first.replace("far", "very far"), users="ABC"))
    (entry,) = chronicle.restorations
    assert (name_of(entry.reverting), name_of(entry.undone)) == ("C", "B")
    assert "The cold water is clear" in entry.put_back[0]
    assert chronicle.reverts == []


def test_a_part_taken_out_again():
    first = "Rivers run far. Fish swim here."
    added = "Rivers run far. Buy our great boats today! Fish swim here."
    (entry,) = told(made(first, added, first.replace("far", "very far"), users="ABC")).restorations
    assert "Buy our great boats today" in entry.taken_out[0]
    assert entry.share == 1.0


def test_nobody_undoes_himself():
    first, added = "Rivers run far. Fish swim here.", "Rivers run far. Buy our great boats! Fish swim here."
    assert told(made(first, added, first + " More.", users="ABB")).restorations == []


def test_reverts_are_those_of_the_function():
    revisions = real("Rio Grande")
    chronicle = told(revisions)
    found = [(r.reverting.id, ids(r.reverted), r.reverted_to.id) for r in chronicle.reverts]
    assert found == [(r.reverting.id, ids(r.reverted), r.reverted_to.id) for r in wikidiff.reverts(revisions)]


@given(histories())
def test_reverts_of_generated_histories_are_those_of_the_function(revisions):
    found = [(r.reverting.id, ids(r.reverted), r.reverted_to.id) for r in told(revisions).reverts]
    assert found == [(r.reverting.id, ids(r.reverted), r.reverted_to.id) for r in wikidiff.reverts(revisions)]


def test_a_chain_of_reverts():
    (chain,) = told(made("a", "b", "a", "b", "a", users="ABABA")).chains()
    assert ids(chain.reverting) == [3, 4, 5]
    assert chain.users == ("A", "B")


@pytest.mark.parametrize(
    ("tags", "method"),
    [(("mobile edit", "mw-undo"), Method.UNDO), (("mw-rollback",), Method.ROLLBACK), ((), Method.UNKNOWN)],
)
def test_how_a_revert_was_made(tags, method):
    assert method_of(Revision(tags=tags)) is method


def test_how_long_things_stood():
    ref = "<ref>{{cite web|url=http://a.org/1|title=A page about it}}</ref>"
    history = made("The town is big.", f"The town is big.{ref}", f"The town is very big.{ref}", "The town is very big.")
    (found,) = [entry for entry in told(history).survivals() if entry.subject is Subject.SOURCE]
    assert (found.added.id, found.revisions, found.returns) == (2, 2, 0)
    assert found.gone is not None
    assert found.gone.id == 4
    assert found.lasted == timedelta(hours=2)


def test_what_came_back_stood_both_times():
    history = made(*(f"The town has {value} people." for value in (12, 13)), "", "The town has 13 people.")
    (found,) = [entry for entry in told(history).survivals() if entry.subject is Subject.NUMBER]
    assert (found.revisions, found.returns, found.gone) == (2, 1, None)


def test_bursts_of_one_user():
    history = made("a", "b", "c", "d", "e", users="ABBAA")
    assert [ids(burst.revisions) for burst in bursts(history)] == [[1], [2, 3], [4, 5]]
    assert [burst.old.id if burst.old else None for burst in bursts(history)] == [None, 1, 3]
    assert ids(list(collapse(history))) == [1, 3, 5]
    late = [*history[:2], replace(history[2], timestamp=BEGIN + timedelta(days=2, hours=3)), *history[3:]]
    assert [len(burst.revisions) for burst in bursts(late)] == [1, 1, 1, 2]
    assert [len(burst.revisions) for burst in bursts(late, pause=None)] == [1, 2, 2]


def test_unknown_users_stand_alone():
    history = [replace(revision, user=None) for revision in made("a", "b", "c")]
    assert [len(burst.revisions) for burst in bursts(history)] == [1, 1, 1]


def test_a_collapsed_history_has_the_net_difference():
    history = made("The town is big.", "The town is bad.", "The town is big.", "The town is bigger.", users="ABBB")
    (analysis,) = wikidiff.analyze_history(collapse(history))
    assert (analysis.old.id, analysis.new.id) == (1, 4)
    assert [(finding.old, finding.new) for finding in analysis.findings] == [("big", "bigger")]


def test_counts():
    chronicle = told(made("It has 12 people.", "It has 13 people.", "It has 14 people.", users="ABB"))
    (first, second) = chronicle.counts("user")
    assert (first.key, first.revisions, dict(first.findings)) == ("B", 2, {"numeric": 2})
    assert (second.key, second.revisions) == ("A", 1)
    assert [(count.key, count.revisions) for count in chronicle.counts("month")] == [("2024-01", 3)]
    assert [(count.key, dict(count.findings)) for count in chronicle.counts("category")] == [
        ("numeric", {"numeric": 2})
    ]


def test_sizes_are_those_of_the_texts():
    revisions = real("कहानी", "hiwiki")
    assert [entry.revision.size for entry in told(revisions).entries] == [revision.size for revision in revisions]


@given(histories())
def test_a_chronicle_of_any_history(revisions):
    chronicle = told(revisions)
    assert [entry.revision.size for entry in chronicle.entries] == [revision.size for revision in revisions]
    assert all(entry.revision.text is None for entry in chronicle.entries)
    text = next((revision.text for revision in reversed(revisions) if revision.text is not None), None)
    for origin in chronicle.origins():
        assert text is not None
        assert origin.span.slice(text) == origin.text
    told_plainly = plain(chronicle, by="user")
    assert len(told_plainly["revisions"]) == len(revisions)
    assert [len(row) for row in rows(chronicle)] == [8 + len(Category)] * (len(revisions) + 1)


def test_a_history_told_twice_is_the_same():
    revisions = real("Amen", "itwiki")
    assert plain(told(revisions), by="month") == plain(told(revisions), by="month")


def test_the_link_war_on_rio_grande():
    first, *_ = told(real("Rio Grande")).disputes()
    assert first.subject is Subject.SOURCE
    assert (first.returns, len(first.exchanges), first.standing, first.damage) == (4, 6, "", False)
    assert first.users["213.201.165.229"] == 2
