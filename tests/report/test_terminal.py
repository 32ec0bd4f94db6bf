from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from tests.report import samples
from wikidiff.model import Action, Analysis, Category, Context, Finding, Occurrence, Revision, Side
from wikidiff.report.terminal import render
from wikidiff.wire import from_json, to_json

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
ISOLATES = "\u2066\u2067\u2069"


class Pages(SingleFileSnapshotExtension):
    """One text file a report, to be read as it is."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def page(snapshot):
    return snapshot.use_extension(Pages)


def finding(category: str = "content", **fields: Any) -> Finding:
    side = Side(0, 1, "a")
    known: dict[str, Any] = {
        "code": "CON001",
        "category": Category(category),
        "labels": (Category(category),),
        "action": Action.CHANGE,
        "section": (),
        "old": "a",
        "new": "a",
        "meaning": True,
        "confidence": 0.9,
        "message": "",
        "occurrences": (Occurrence(side, side),),
    }
    return Finding(**(known | fields))


def analysis(*findings: Finding) -> Analysis:
    return Analysis(language="en", old=Revision(), new=Revision(), findings=findings)


@pytest.mark.parametrize("name", samples.ALL)
def test_the_report_reads_well(name, page):
    assert render(samples.ALL[name]()) == page


@pytest.mark.parametrize("width", [40, 80, 81, 120])
@pytest.mark.parametrize("name", samples.ALL)
def test_no_line_is_wider_than_the_terminal(name, width):
    lines = render(samples.ALL[name](), width=width).splitlines()
    assert [line for line in lines if cell_len(line) > width] == []


@pytest.mark.parametrize("name", samples.ALL)
def test_colour_adds_escape_sequences_and_takes_the_marks_away(name):
    made = samples.ALL[name]()
    plain, coloured = render(made), render(made, color=True)
    assert "\x1b" not in plain
    assert ESCAPE.search(coloured)
    assert not re.search(r"\[-.*-\]", ESCAPE.sub("", coloured))


def test_a_removed_and_an_added_word_do_not_run_together_in_colour():
    text = ESCAPE.sub("", render(samples.terms(), color=True))
    assert "licenses the wreckers salvors of the" in text


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("name", samples.ALL)
def test_nothing_of_the_wikitext_acts_on_the_terminal(name, color):
    text = ESCAPE.sub("", render(samples.ALL[name](), color=color))
    allowed = "\n\u200c\u200d" + ISOLATES
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    assert [c for c in text if unicodedata.category(c) in kinds and c not in allowed] == []


@pytest.mark.parametrize("name", samples.ALL)
def test_isolates_pair_up_on_every_line(name):
    for width in (40, 80):
        for line in render(samples.ALL[name](), width=width).splitlines():
            depth = 0
            for character in line:
                depth += (character in "\u2066\u2067") - (character == "\u2069")
                assert depth >= 0
            assert depth == 0


def test_latin_text_holds_no_isolates():
    assert not set(render(samples.every_category())) & set(ISOLATES)


@pytest.mark.parametrize("name", samples.ALL)
def test_every_finding_is_in_the_report(name):
    made = samples.ALL[name]()
    text = render(made)
    full = [f for f in made.findings if f.meaning]
    assert len(re.findall(r"^ *\d+  [A-Z]+", text, re.MULTILINE)) == len(full)
    compact = text.partition("Without change of meaning\n")[2].partition("\nNotes\n")[0]
    assert len(re.findall(r"^  [a-z]+ ", compact, re.MULTILINE)) == len(made.findings) - len(full)


def test_the_order_is_meaning_then_quotations_then_weight_then_confidence():
    quoted = Occurrence(Side(9, 10, "a"), Side(9, 10, "b"), (), Context.QUOTATION, True)
    made = analysis(
        finding("formatting", code="FMT001", meaning=False),
        finding("link", code="LNK001", confidence=1.0),
        finding("content", code="CON001", confidence=0.7),
        finding("content", code="CON002", confidence=0.8),
        finding("tone", code="TON001", confidence=0.5),
        finding("copyedit", code="CPY001", occurrences=(quoted,), confidence=0.4),
        finding("vandalism", code="VAN001", confidence=0.5),
        finding("copyedit", code="CPY002", meaning=False, occurrences=(quoted,)),
    )
    text = render(made, width=100)
    codes = re.findall(r"[A-Z]{3}\d{3}", text)
    assert codes == ["CPY001", "VAN001", "TON001", "CON002", "CON001", "LNK001"]
    assert text.index("copyedit ") < text.index("formatting ")


def test_without_texts_the_changed_words_stand_alone():
    made = from_json(to_json(samples.terms()))
    text = render(made)
    assert "      [-wreckers-] {+salvors+}\n" in text
    assert "licenses" not in text
    assert "licenses" in render(made, samples.terms().old.text, samples.terms().new.text)


def test_texts_that_do_not_fit_are_not_quoted():
    text = render(from_json(to_json(samples.terms())), "Another text altogether.", "Another text altogether.")
    assert "Another text" not in text


def test_the_same_texts_are_no_change():
    assert render(analysis()) == "No change.\n"


def test_only_small_changes_are_said_to_be_small():
    text = render(analysis(finding("copyedit", meaning=False), finding("formatting", meaning=False)))
    assert text.startswith("No change of meaning: copy-editing and formatting.\n")


def test_a_heading_names_a_pair_without_a_page():
    assert render(analysis(), heading="old.txt → new.txt").splitlines()[0] == "old.txt → new.txt"


def test_the_number_of_excerpts_can_be_chosen():
    made = samples.terms()
    few, many = render(made, places=1), render(made, places=99)
    assert few.count("[-wreckers-]") == 1
    assert "also in History and Opinion of the time (4)" in few
    assert many.count("[-wreckers-]") == 8


def test_many_sections_are_counted_not_listed():
    places = tuple(Occurrence(Side(n, n + 1, "a"), Side(n, n + 1, "b"), (f"Section {n}",)) for n in range(40))
    text = render(analysis(finding("terminology", old="a", new="b", occurrences=places)))
    assert "and 31 other sections" in " ".join(text.split())


def test_a_finding_without_a_place_is_shown_with_its_section():
    text = render(
        analysis(finding("revert", action=Action.REPLACE, occurrences=(), section=("Plot",), message="Back."))
    )
    assert "    Back.\n    Plot\n" in text
    assert text.startswith("1 earlier version restored.\n")


def test_a_long_paragraph_is_cut_in_its_middle():
    words = " ".join(f"word{n}" for n in range(5000))
    new = Side(0, len(words), words)
    made = analysis(finding(action=Action.ADD, old="", new=words, occurrences=(Occurrence(Side(0, 0, ""), new),)))
    text = render(made)
    assert re.search(r"\{\+word0 .*\[…[\d,]+ characters…\] .*word4999\+\}", " ".join(text.split()))
    assert len(text) < 1000


def test_a_moved_block_is_shown_once():
    side = Side(0, 12, "Moved words.")
    text = render(analysis(finding("structure", action=Action.MOVE, occurrences=(Occurrence(side, side),))))
    assert text.count("Moved words.") == 1
    assert "«Moved words.»" in text


def test_marks_without_width_do_not_make_a_line_endless():
    text = "a" + "\u0301" * 100_000
    made = analysis(finding(old=text, new="b", occurrences=(Occurrence(Side(0, len(text), text), Side(0, 1, "b")),)))
    assert max(map(len, render(made).splitlines())) < 2000


def test_an_unknown_size_and_a_lone_revision_are_no_obstacle():
    made = replace(analysis(), new=Revision(id=5, bytes=10))
    assert render(made) == "new  5\n\nNo change.\n"


def test_the_report_of_the_seed_edit(page):
    assert render(samples.seed()) == page


def test_the_json_of_the_seed_edit(snapshot):
    assert to_json(samples.seed(), indent=2) == snapshot.use_extension(samples.saved("json"))
