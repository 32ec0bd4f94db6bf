"""Passages that moved inside or between paragraphs, whole and edited."""

from __future__ import annotations

import pytest

from tests.analyze.support import edits_of, said
from tests.bounded import bounded
from wikidiff.model import Context
from wikidiff.model.change import Aspect

FIRST = "The river rises in the hills of the north."
SECOND = "The town was founded by monks in the year 900."
THIRD = "Its harbour is known for the large cranes."


def moved(old: str, new: str) -> list[tuple[str, str]]:
    return [(e.old.text.strip(), e.new.text.strip()) for e in edits_of(old, new) if e.aspect is Aspect.MOVE]


def test_a_sentence_that_moved_in_its_paragraph():
    assert said(f"{FIRST} {SECOND} {THIRD}", f"{FIRST} {THIRD} {SECOND}") in (
        [("move", f" {THIRD}", f" {THIRD}")],
        [("move", f" {SECOND}", f" {SECOND}")],
    )


def test_a_sentence_that_moved_to_another_paragraph():
    assert moved(f"{FIRST} {SECOND}\n\n{THIRD}\n", f"{FIRST}\n\n{THIRD} {SECOND}\n") == [(SECOND, SECOND)]


def test_a_sentence_that_moved_and_was_edited_keeps_its_edits():
    changed = SECOND.replace("900", "950")
    found = edits_of(f"{FIRST} {SECOND}\n\n{THIRD}\n", f"{FIRST}\n\n{THIRD} {changed}\n")
    assert [(e.old.text.strip(), e.new.text.strip()) for e in found if e.aspect is Aspect.MOVE] == [(SECOND, changed)]
    assert [(e.old.text, e.new.text) for e in found if e.aspect is Aspect.TEXT] == [("900", "950")]


def test_a_template_a_file_a_category_that_moved():
    for thing in ("{{long template|a}}", "[[File:Abc.jpg|thumb]]", "[[Category:Abc]]", "[[fr:Abcdef]]"):
        assert moved(f"{FIRST} {thing} {SECOND}\n\n{THIRD}\n", f"{FIRST} {SECOND}\n\n{THIRD} {thing}\n") == [
            (thing, thing)
        ]


def test_a_line_that_moved_between_templates():
    old = "{{Infobox a\n| population = 5000\n| area = x\n}}\n\nWords.\n\n{{Infobox b\n| mayor = y\n}}\n"
    new = "{{Infobox a\n| area = x\n}}\n\nWords.\n\n{{Infobox b\n| mayor = y\n| population = 5000\n}}\n"
    assert moved(old, new) == [("| population = 5000", "| population = 5000")]


def test_few_words_that_go_here_and_come_there_have_not_moved():
    assert moved(f"{FIRST} Yes it is. {SECOND}\n\n{THIRD}\n", f"{FIRST} {SECOND}\n\n{THIRD} Yes it is.\n") == []


def test_other_words_have_not_moved():
    other = "Quite another thing is said about the place here."
    assert moved(f"{FIRST} {SECOND}\n\n{THIRD}\n", f"{FIRST}\n\n{THIRD} {other}\n") == []


def test_one_passage_moves_once():
    found = moved(f"{FIRST} {SECOND}\n\n{THIRD}\n", f"{FIRST}\n\n{THIRD} {SECOND} {SECOND}\n")
    assert len(found) <= 1


def test_a_paragraph_cut_by_a_new_heading_is_split_and_not_new():
    found = edits_of(f"{SECOND} {FIRST}\n", f"{SECOND}\n\n== New ==\n{FIRST}\n")
    assert [(e.aspect.value, e.new.text.strip()) for e in found if e.hints.get("split")] == [("space", FIRST)]
    assert [e.new.text.strip() for e in found if e.aspect is Aspect.BLOCK] == ["== New =="]


@pytest.mark.parametrize(
    "second",
    [
        "它的港口以起重机闻名，每年都有许多来自世界各地的船只在这里停靠和装卸货物。",
        "它的港口以起重机闻名，船只很多。",
    ],
)
def test_a_passage_in_a_script_without_spaces(second):
    first = "这条河发源于北方的山区，流经许多城市和村庄，最后注入大海，全长一千公里，是这个国家最长的河流。"
    third = "这座城市由僧侣于公元九百年建立，是这个国家最古老的城市。"
    found = moved(f"{first}{second}\n\n{third}\n", f"{first}\n\n{third}{second}\n")
    assert found == [(second, second)]


def test_lines_of_code_are_not_looked_into():
    code = "x = one + two + three + four"
    old = f"<pre>\n{code}\ny = 1\n</pre>\n\nWords.\n\n<pre>\nz = 2\n</pre>\n"
    new = f"<pre>\ny = 1\n</pre>\n\nWords.\n\n<pre>\nz = 2\n{code}\n</pre>\n"
    found = edits_of(old, new)
    assert [e.old.text.strip() for e in found if e.aspect is Aspect.MOVE] == [code]
    assert {e.context for e in found} == {Context.CODE}


@pytest.mark.parametrize("count", [300])
def test_many_passages_are_compared_in_bounded_time(count):
    def page(order: range, word: str) -> str:
        return "".join(
            f"Paragraph {n} stays.{f' Sentence {n} {word} moves about here.' * (n in order)}\n\n" for n in range(count)
        )

    with bounded():
        edits_of(page(range(count // 2), "now"), page(range(count // 2, count), "now"))
        edits_of(page(range(count // 2), "now"), page(range(count // 2, count), "then"))
