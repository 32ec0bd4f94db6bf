"""What stands again as it stood, with the history at hand."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import detail, only
from wikidiff.model import Action, Category, Revision

GOOD = "The weir has 12 sluices. It was built by the town.\n\n== Fish ==\nSalmon climb it in autumn."


@pytest.mark.parametrize(
    ("bad", "labels"),
    [
        (GOOD.replace("12", "21"), {"numeric"}),
        (GOOD.replace("weir", "stunning weir"), {"tone"}),
        (GOOD.replace("built by", "not built by"), {"content"}),
        (GOOD + "<ref>Holm, p. 3.</ref>", {"citation"}),
        (GOOD.partition("\n\n")[0], {"structure"}),
        (GOOD.replace("Fish", "Salmon"), {"structure"}),
        (GOOD.replace("weir", "[[weir]]"), {"link"}),
    ],
)
def test_every_kind_of_edit_can_be_put_back(bad, labels):
    finding = only(bad, GOOD, history=[GOOD, bad])
    assert (finding.code, finding.category, finding.labels[0]) == ("RVT001", Category.REVERT, Category.REVERT)
    assert labels <= {str(label) for label in finding.labels}
    assert finding.meaning


def test_several_places_are_one_finding():
    bad = GOOD.replace("12", "21").replace("autumn", "spring").replace("Fish", "Salmon")
    assert len(only(bad, GOOD, history=[GOOD, bad]).occurrences) == 3


def test_the_revision_that_stands_again_is_named():
    chain = [Revision(id=7, text=GOOD), Revision(id=8, text="hello"), Revision(id=9, text=GOOD)]
    (finding,) = wikidiff.compare(chain[1], chain[2], history=chain[:2]).findings
    assert detail(finding)["reverted_to"] == 7
    assert "7" in finding.message


def test_of_several_the_latest_is_named():
    chain = [
        Revision(id=7, text=GOOD),
        Revision(id=8, text="other"),
        Revision(id=9, text=GOOD),
        Revision(id=10, text="x"),
    ]
    (finding,) = wikidiff.compare(chain[3], Revision(id=11, text=GOOD), history=chain).findings
    assert detail(finding)["reverted_to"] == 9


def test_hidden_revisions_in_the_history_are_passed_over():
    hidden = Revision(id=8, text=None)
    (finding,) = wikidiff.compare("hello", GOOD, history=[Revision(id=7, text=GOOD), hidden]).findings
    assert detail(finding)["reverted_to"] == 7


def test_what_was_done_shows_in_the_action():
    bad = GOOD.replace(" It was built by the town.", "")
    assert only(bad, GOOD, history=[GOOD]).action is Action.ADD
    more = GOOD.replace("autumn", "autumn, and eels in spring")
    assert only(more, GOOD, history=[GOOD]).action is Action.REMOVE


@pytest.mark.parametrize("history", [(), ("Something else.",), (GOOD + " ",), (GOOD.lower(),)])
def test_without_the_very_text_it_is_silent(history):
    bad = GOOD.replace("12", "21")
    found = wikidiff.compare(bad, GOOD, history=history).findings
    assert [str(finding.category) for finding in found] == ["numeric"]


def test_the_edit_that_is_undone_later_is_no_revert():
    bad = GOOD.replace("12", "21")
    assert only(GOOD, bad, history=[GOOD]).category is Category.NUMERIC


def test_equal_texts_are_no_revert():
    assert wikidiff.compare(GOOD, GOOD, history=[GOOD]).findings == ()
