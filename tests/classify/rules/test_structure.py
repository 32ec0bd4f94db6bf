"""Headings, sections and redirects."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import categories, codes, detail, only, texts
from wikidiff.model import Action, Category

MILL = "The mill was built of brick by the town and let to a farmer who kept sheep on the island.\n"
WEIR = "The weir is of stone, and salmon climb it in autumn while children watch from the bridge.\n"
ROAD = "The road follows the river to the pass, where the toll was taken until the railway came.\n"
PAGE = f"Lead.\n\n== Mill ==\n{MILL}\n== Weir ==\n{WEIR}\n== Road ==\n{ROAD}"


def test_a_section_that_comes_or_goes_whole():
    without = PAGE.replace(f"== Weir ==\n{WEIR}\n", "")
    there, back = only(without, PAGE), only(PAGE, without)
    for finding, action, old, new in ((there, Action.ADD, None, "Weir"), (back, Action.REMOVE, "Weir", None)):
        assert (finding.code, finding.category, finding.action) == ("STR001", Category.STRUCTURE, action)
        said = detail(finding)
        assert (said["old_title"], said["new_title"], said["level"]) == (old, new, 2)
        assert finding.section == ("Weir",)
        assert finding.meaning
    assert texts(there) == [(new, old) for old, new in texts(back)]


def test_what_a_new_section_holds_is_not_listed_again():
    section = "== Fire ==\nIt burned in 1911.<ref>Holm, p. 3.</ref> [[File:A.jpg|thumb|12 men]]\n\n"
    assert codes(PAGE, PAGE.replace("== Road ==", section + "== Road ==")) == ["STR001"]


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "Controversies", "Reception"),
        ("de", "Geschichte", "Bau und Besitzer"),
        ("fr", "Histoire", "Origines"),
        ("ru", "История", "Происхождение"),
        ("ar", "التاريخ", "النشأة"),
        ("ja", "歴史", "沿革"),
    ],
)
def test_a_heading_is_renamed(language, old, new):
    finding = only(f"X.\n\n== {old} ==\nText.", f"X.\n\n== {new} ==\nText.", language)
    assert (finding.code, finding.action) == ("STR002", Action.RENAME)
    said = detail(finding)
    assert (said["old_title"], said["new_title"], said["level"]) == (old, new, 2)
    assert (finding.old, finding.new) == (old, new)
    assert str(finding.occurrences[0].context) == "heading"
    assert finding.section == (new,)


def test_a_heading_one_level_deeper_has_no_meaning():
    found = wikidiff.compare(PAGE, PAGE.replace("== Weir ==", "=== Weir ===")).findings
    assert {finding.code for finding in found} == {"STR003"}
    said = detail(found[0])
    assert (said["old_level"], said["level"]) == (2, 3)
    assert not any(finding.meaning for finding in found)


def test_a_section_that_stands_elsewhere_is_moved():
    moved = f"Lead.\n\n== Weir ==\n{WEIR}\n== Mill ==\n{MILL}\n== Road ==\n{ROAD}"
    finding = only(PAGE, moved)
    assert (finding.code, finding.action, finding.meaning) == ("STR004", Action.MOVE, False)
    assert detail(finding)["edited"] is False
    assert {old.strip() for old, _ in texts(finding)} == {new.strip() for _, new in texts(finding)}


def test_a_section_that_moved_and_was_edited_is_a_move_and_its_edits():
    moved = f"Lead.\n\n== Weir ==\n{WEIR.replace('stone', 'oak')}\n== Mill ==\n{MILL}\n== Road ==\n{ROAD}"
    found = wikidiff.compare(PAGE, moved).findings
    assert [f.code for f in found if f.action is Action.MOVE] == ["STR004"]
    assert [(f.old, f.new) for f in found if f.action is not Action.MOVE] == [("stone", "oak")]


@pytest.mark.parametrize(
    ("language", "redirect"),
    [
        ("en", "#REDIRECT [[Norrby]]"),
        ("en", "#redirect [[Norrby#Mill]]"),
        ("de", "#WEITERLEITUNG [[Norrby]]"),
        ("fr", "#REDIRECTION [[Norrby]]"),
        ("ru", "#перенаправление [[Норрбю]]"),
        ("ja", "#転送 [[ノルビー]]"),
    ],
)
def test_a_page_turned_into_a_redirect_and_back(language, redirect):
    for old, new in (("Text stands here.", redirect), (redirect, "Text stands here.")):
        finding = only(old, new, language)
        assert (finding.code, finding.category, finding.action) == ("STR005", Category.STRUCTURE, Action.REPLACE)


def test_a_heading_put_over_standing_text_has_no_meaning():
    finding = only(f"{MILL}\n{WEIR}\n{ROAD}", f"{MILL}\n== Weir ==\n{WEIR}\n{ROAD}")
    assert (finding.code, finding.meaning) == ("STR001", False)
    assert detail(finding)["prose_unchanged"] is True


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PAGE, PAGE.replace("brick", "stone")),
        (PAGE, PAGE.replace("Lead.", "Lead here.")),
        ("* Oak\n* Ash\nEnd.", "* Oak\n* Yew\n* Ash\nEnd."),
        ("One sentence. Another one.", "One sentence.\n\nAnother one."),
        ("'''Early.''' Text.", "'''First.''' Text."),
        ("So a == b == c holds.", "So a == b == d holds."),
        ("<nowiki>== a ==</nowiki> End.", "<nowiki>== b ==</nowiki> End."),
        ("Text.<!--\n== a ==\n--> End.", "Text.<!--\n== b ==\n--> End."),
    ],
)
def test_it_is_silent(old, new):
    assert "structure" not in categories(old, new)


@pytest.mark.parametrize("line", ["Early life", "'''Early life'''", ";Early life", "* Early life"])
def test_a_line_that_becomes_a_heading_is_one_finding(line):
    old, new = f"Lead.\n\n{line}\n\nHe was born.\n", "Lead.\n\n== Early life ==\n\nHe was born.\n"
    for finding, action in ((only(old, new), Action.ADD), (only(new, old), Action.REMOVE)):
        assert (finding.code, finding.category, finding.action) == ("STR001", Category.STRUCTURE, action)
        assert not finding.meaning
        assert "Early life" in finding.message


def test_a_line_that_was_edited_as_well_became_no_heading():
    assert "content" in categories("Lead.\n\nHis early life\n\nText.\n", "Lead.\n\n== Late years ==\n\nText.\n")
