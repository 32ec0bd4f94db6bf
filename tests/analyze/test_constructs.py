"""Inside templates, media and refs: parameters by name, captions by words, options as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyze.support import edits_of, reader_of, said
from wikidiff.analyze import constructs
from wikidiff.analyze.constructs import is_file
from wikidiff.model import Context

TEMPLATES = {
    "value": ("{{b|c|d}} x", "{{b|c|y}} x", [("text", "d", "y")]),
    "value of a name": ("{{b|c=d e}} x", "{{b|c=d f}} x", [("text", "e", "f")]),
    "value of a name given twice": ("{{b|c=d|c=e}} x", "{{b|c=d|c=f}} x", [("text", "e", "f")]),
    "parameter came": ("{{b|c=1}} x", "{{b|c=1|d=2}} x", [("parameter", "", "|d=2")]),
    "parameter went": ("{{b|c=1|d=2|e=3}} x", "{{b|c=1|e=3}} x", [("parameter", "|d=2", "")]),
    "first parameter came": ("{{b}} x", "{{b|c}} x", [("parameter", "", "|c")]),
    "last parameter went": ("{{b|c}} x", "{{b}} x", [("parameter", "|c", "")]),
    "another parameter": ("{{b|c=1}} x", "{{b|z=2}} x", [("parameter", "|c=1", ""), ("parameter", "", "|z=2")]),
    "another name for a parameter": ("{{b|c=1|d=2}} x", "{{b|z=1|d=2}} x", [("parameter", "|c=", "|z=")]),
    "another name and a space": ("{{b|c=1 }} x", "{{b|z=1}} x", [("parameter", "|c=", "|z="), ("space", " ", "")]),
    "two parameters of one value": (
        "{{b|c=1|d=1}} x",
        "{{b|z=1|d=1}} x",
        [("parameter", "|c=", "|z=")],
    ),
    "two of one value with other names": (
        "{{b|c=1|d=1}} x",
        "{{b|z=1|y=1}} x",
        [("parameter", "|c=1", ""), ("parameter", "", "|z=1"), ("parameter", "|d=1", ""), ("parameter", "", "|y=1")],
    ),
    "order": ("{{b|c|d=e|f=g}} x", "{{b|f=g|c|d=e}} x", [("mark", "|f=g", "|f=g")]),
    "space before a value": ("{{b|c= d}} x", "{{b|c=d}} x", [("mark", "|c= ", "|c=")]),
    "space behind a value": ("{{b|c=d }} x", "{{b|c=d}} x", [("space", " ", "")]),
    "name of the template": ("{{b|c}} x", "{{e|c}} x", [("template", "{{b", "{{e")]),
    "name and value": ("{{b|c}} x", "{{B|d}} x", [("template", "{{b", "{{B"), ("text", "c", "d")]),
    "template in a value": ("{{b|c={{d|e}}}} x", "{{b|c={{d|f}}}} x", [("text", "e", "f")]),
    "link in a value": ("{{b|c=[[d|e]]}} x", "{{b|c=[[d|f]]}} x", [("text", "e", "f")]),
    "file in a value": ("{{b|image=A.jpg}} x", "{{b|image=B.png}} x", [("media", "A.jpg", "B.png")]),
    "file in a value and another word": ("{{b|c=A.jpg}} x", "{{b|c=none}} x", [("text", "A.jpg", "none")]),
    "condition": ("{{#if:a|b|c}} x", "{{#if:y|b|d}} x", [("text", "a", "y"), ("text", "c", "d")]),
    "condition behind a space": ("{{ #if:a|b}} x", "{{ #if:c|b}} x", [("text", "a", "c")]),
    "another parser function": ("{{#if:a|b}} x", "{{#ifeq:a|b}} x", [("template", "{{#if:a", "{{#ifeq:a")]),
    "argument of a template page": ("{{{1|a}}} x", "{{{1|b}}} x", [("text", "a", "b")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_two_templates(old, new, expected):
    assert said(old, new) == expected


def test_a_value_knows_its_template_and_parameter():
    (edit,) = edits_of("{{town|area={{convert|5|km}} a}} x", "{{town|area={{convert|5|km}} b}} x")
    assert (edit.template, edit.parameter, edit.context) == ("town", "area", Context.TEMPLATE)
    (edit,) = edits_of("{{Infobox town|area=a}} x", "{{Infobox town|area=b}} x")
    assert edit.context is Context.INFOBOX


def test_a_template_knows_both_names():
    (edit,) = edits_of("{{b|c}} x", "{{e|c}} x")
    assert (edit.old_name, edit.new_name) == ("b", "e")


def test_words_of_a_quotation_template_are_quoted():
    (edit,) = edits_of("{{quote|a b c}} x", "{{quote|a d c}} x")
    assert edit.quotation
    assert edit.context is Context.QUOTATION


def test_a_footnote_of_words_is_judged_like_prose():
    (edit,) = edits_of("a{{efn|the old town}} x", "a{{efn|the new town}} x")
    assert edit.context is Context.PROSE
    assert edit.hints["context"] is Context.CITATION


def test_the_place_of_a_parameter_that_went_is_behind_the_one_it_followed():
    new = "{{b|a=1|c=3}} x"
    (edit,) = edits_of("{{b|a=1|b=2|c=3}} x", new)
    assert (edit.new.start, edit.new.end) == (new.index("|c"), new.index("|c"))
    new = "{{b|c=3}} x"
    (edit,) = edits_of("{{b|a=1|c=3}} x", new)
    assert edit.new.start == new.index("|c")
    new = "{{b}} x"
    (edit,) = edits_of("{{b|a=1}} x", new)
    assert edit.new.start == new.index("}}")


def test_a_template_with_very_many_parameters_is_taken_roughly_and_said(monkeypatch):
    monkeypatch.setattr(constructs, "MOST_ARGUMENTS", 10)
    many = "".join(f"|p{n}=v{n}" for n in range(8))
    reader = reader_of("{{b" + many + "}} x", "{{b" + many.replace("v5", "w5") + "}} x")
    assert reader.budget.coarse
    assert [(edit.old.text, edit.new.text) for edit in reader.edits] == [("v5", "w5")]


MEDIA = {
    "file": ("[[File:A.jpg]] x", "[[File:B.jpg]] x", [("media", "[[File:A.jpg", "[[File:B.jpg")]),
    "namespace": (
        "[[Image:A.jpg|thumb|a cap]] x",
        "[[File:A.jpg|thumb|a cap]] x",
        [("media", "[[Image:A.jpg", "[[File:A.jpg")],
    ),
    "option": ("[[File:A.jpg|thumb|left|a cap]]", "[[File:A.jpg|thumb|right|a cap]]", [("media", "|left", "|right")]),
    "caption": ("[[File:A.jpg|thumb|a cap]] x", "[[File:A.jpg|thumb|a cup]] x", [("text", "cap", "cup")]),
    "option and caption": (
        "[[File:A.jpg|thumb|200px|a cap here]] x",
        "[[File:A.jpg|thumb|250px|a cap there]] x",
        [("media", "|200px", "|250px"), ("text", "here", "there")],
    ),
    "file and caption": (
        "[[File:A.jpg|thumb|a cap]] x",
        "[[File:B.jpg|thumb|a cup]] x",
        [("media", "[[File:A.jpg", "[[File:B.jpg"), ("text", "cap", "cup")],
    ),
    "caption came": ("[[File:A.jpg|thumb]] x", "[[File:A.jpg|thumb|a cap]] x", [("media", "", "|a cap")]),
    "caption went": ("[[File:A.jpg|thumb|a cap]] x", "[[File:A.jpg|thumb]] x", [("media", "|a cap", "")]),
    "link in a caption": ("[[File:A.jpg|a [[b|c]] d]] x", "[[File:A.jpg|a [[b|e]] d]] x", [("text", "c", "e")]),
    "other words for those who cannot see": (
        "[[File:A.jpg|thumb|alt=a b|a cap]] x",
        "[[File:A.jpg|thumb|alt=a c|a cap]] x",
        [("media", "|alt=a b", "|alt=a c")],
    ),
    "spaces of a caption": (
        "[[File:A.jpg|thumb| a cap]] x",
        "[[File:A.jpg|thumb|a cap ]] x",
        [("mark", "| ", "|"), ("space", "", " ")],
    ),
    "caption without spaces": (
        "[[File:A.jpg|thumb|这座城市的旧港口和两座教堂都很有名]] x",
        "[[File:A.jpg|thumb|这座城市的新港口和两座教堂都很有名]] x",
        [("text", "旧", "新")],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), MEDIA.values(), ids=MEDIA.keys())
def test_two_files(old, new, expected):
    assert said(old, new) == expected


def test_words_of_a_caption_stand_in_a_caption():
    (edit,) = edits_of("a [[File:A.jpg|thumb|a cap]] x", "a [[File:A.jpg|thumb|a cup]] x")
    assert edit.context is Context.CAPTION


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("A.jpg", True),
        ("A b (c).SVG", True),
        (" A.webm ", True),
        ("A.jpg|thumb", False),
        ("[[File:A.jpg]]", False),
        ("A.txt", False),
        (".jpg", False),
        ("see A.jpg here", False),
        ("a" * 300 + ".jpg", False),
    ],
)
def test_what_the_name_of_a_file_is(value, expected):
    assert is_file(value) is expected


VALUES = st.sampled_from(["a", "", "b c", "[[d|e]]", "{{f|g}}", " h ", "1999", "A.jpg"])
PARAMETERS = st.lists(st.tuples(st.sampled_from(["", "x=", "y =", "x= ", "3="]), VALUES), max_size=5)


def outside(text: str, spans: list[tuple[int, int]]) -> str:
    at, parts = 0, []
    for start, end in sorted(spans):
        parts.append(text[at : max(at, start)])
        at = max(at, end)
    return "".join(parts) + text[at:]


@given(PARAMETERS, PARAMETERS, st.sampled_from(["b", "Infobox c", "#if:d", "cite web"]), st.sampled_from(["", "\n"]))
def test_what_is_in_no_edit_of_two_templates_is_equal(left, right, name, line):
    old, new = (
        "Words. {{" + name + "".join(f"{line}|{key}{value}" for key, value in found) + "}} More words."
        for found in (left, right)
    )
    found = edits_of(old, new)
    for edit in found:
        assert old[edit.old.start : edit.old.end] == edit.old.text
        assert new[edit.new.start : edit.new.end] == edit.new.text
    spans_old = [(edit.old.start, edit.old.end) for edit in found]
    spans_new = [(edit.new.start, edit.new.end) for edit in found]
    assert outside(old, spans_old) == outside(new, spans_new)
