"""wikidiff beside wikidiff2 on real revisions: the same lines changed, and an edit never costs more.

`tests/wiki/cost.py` says what an edit costs. Each difference is listed by name with its reason, and where a reason can
be checked, it is: a difference that comes or goes has to be looked at.
"""

from __future__ import annotations

import pytest

import wikidiff
from tests.wiki import cost, oracle, pairs

pytestmark = pytest.mark.skipif(bool(oracle.missing()), reason=oracle.missing() or "it is there")

END = "one text ends with a line break and the other does not: wikidiff2 does not look at the last one"
HEAVIER = (
    "of two ways to align the lines, wikidiff keeps the longer text in place, wikidiff2 the greater number of lines"
)
OTHER_LINES = {
    "Rio Grande 548919": END,
    "Anarchism 120319": END,
    "Anarchism 225066": HEAVIER,
    "कहानी 1526774": HEAVIER,
    "Category:User sk 3365": HEAVIER,
}

WRAPPED = "the whole page was put into a parameter of a template: its blocks went, the parameters came"
HEADED = "a line of a list became a heading: blocks of these two kinds are not compared"
TORN = "the closing braces of a template went: what were its parameters are paragraphs now, not compared"
LINKS = "a paragraph of two links became two paragraphs of one, too short to be known again"
SWAPPED = "a template gave way to one of another name: they are not compared"
DEARER = {
    "en-46": WRAPPED,
    "ru-14": HEADED,
    "gold en-r46": WRAPPED,
    "gold en-rg2380240": LINKS,
    "gold en-rg79848361": TORN,
    "gold en-bd358571147": SWAPPED,
}


def numbers(pair):
    removed, added = cost.changed_lines(pair.old, pair.new)
    return len(removed), len(added)


def test_the_same_number_of_lines_changed(answers):
    other = {
        pair.name for pair in pairs.real() if numbers(pair) != (answers[pair.name].removed, answers[pair.name].added)
    }
    assert len(pairs.real()) >= 1_600
    assert len(other) <= 0.02 * len(pairs.real())
    assert other == set(OTHER_LINES)


@pytest.mark.parametrize("name", OTHER_LINES)
def test_another_number_of_lines_has_its_reason(answers, name):
    pair = next(pair for pair in pairs.real() if pair.name == name)
    theirs = [side.text for line in answers[name].lines for side in (line.old, line.new) if side is not None]
    if OTHER_LINES[name] is END:
        assert pair.old.endswith("\n") != pair.new.endswith("\n")
        removed, added = cost.changed_lines(pair.old.rstrip("\n") + "\n", pair.new.rstrip("\n") + "\n")
        assert (len(removed), len(added)) == (answers[name].removed, answers[name].added)
    else:
        removed, added = cost.changed_lines(pair.old, pair.new)
        assert sum(map(len, removed + added)) < sum(map(len, theirs))


def test_the_alignment_of_lines_and_words_never_costs_more(answers):
    """This cost knows no moves: it is compared where wikidiff2 shows none, and where both are exact."""
    compared, dearer = 0, []
    for pair in pairs.real():
        mine, exact = cost.of_lines(pair.old, pair.new)
        if exact and not answers[pair.name].moves:
            compared += 1
            if mine > 1.02 * cost.of_answer(answers[pair.name]):
                dearer.append(pair.name)
    assert compared >= 1_500
    assert dearer == []


def test_an_edit_of_a_page_costs_more_only_where_blocks_are_not_paired(answers):
    """Now with blocks paired and moves found, as the product does it."""
    dearer = set()
    for pair in pairs.pages():
        mine, theirs = cost.of_blocks(pair.old, pair.new, f"{pair.language}wiki"), cost.of_answer(answers[pair.name])
        assert mine.exact, pair.name
        if mine.inside + mine.whole > 1.02 * theirs:
            dearer.add(pair.name)
            assert mine.whole > mine.inside + mine.whole - theirs, pair.name
    assert dearer == set(DEARER)


def test_over_whole_histories_edits_cost_less(answers):
    mine, theirs, dearer = 0, 0, 0
    for pair in pairs.neighbours():
        paired, other = cost.of_blocks(pair.old, pair.new, f"{pair.language}wiki"), cost.of_answer(answers[pair.name])
        mine += paired.inside + paired.whole
        theirs += other
        dearer += paired.inside + paired.whole > 1.02 * other
    assert mine <= theirs
    assert dearer <= 0.06 * len(pairs.neighbours())


def test_the_findings_show_no_more_as_changed_than_wikidiff2(answers):
    """A finding may take a whole reference or template, which a careful editor lists as one; over all it evens out."""
    mine = theirs = 0
    for pair in pairs.pages():
        if pair.name not in DEARER:
            mine += cost.of_findings(pair.old, pair.new, wikidiff.compare(pair.old, pair.new, language=pair.language))
            theirs += cost.of_answer(answers[pair.name])
    assert mine <= 1.05 * theirs
