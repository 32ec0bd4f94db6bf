"""What an edit is before it is classified: which aspect, where, in what context."""

from __future__ import annotations

import pytest

from tests.analyze.support import edits_of, reader_of, said, shape
from wikidiff.analyze import page
from wikidiff.model import Context
from wikidiff.model.change import Aspect

ASPECTS = {
    "word": ("The old town.", "The new town.", [("text", "old", "new")]),
    "word came": ("A town.", "A big town.", [("text", "", " big")]),
    "word went": ("A big town.", "A town.", [("text", " big", "")]),
    "space": ("A  town.", "A town.", [("space", "  ", " ")]),
    "space at the end": ("a town", "a town ", [("space", "", " ")]),
    "space before a mark": ("A town .", "A town.", [("space", " ", "")]),
    "bold": ("'''a''' b", "a b", [("style", "'''", ""), ("style", "'''", "")]),
    "target": ("[[a|b]] c", "[[d|b]] c", [("link", "[[a|b]]", "[[d|b]]")]),
    "link set": ("b c", "[[b]] c", [("link", "b", "[[b]]")]),
    "link taken away": ("[[a|b]] c", "b c", [("link", "[[a|b]]", "b")]),
    "label": ("[[a|b x]] c", "[[a|b y]] c", [("text", "x", "y")]),
    "word with a hyphen": ("a-b c", "x-y c", [("text", "a-b", "x-y")]),
    "address of a link": ("x [http://a.b c] y", "x [http://a.d c] y", [("link", "[http://a.b c]", "[http://a.d c]")]),
    "label of an external link": ("x [http://a.b c] y", "x [http://a.b d] y", [("text", "c", "d")]),
    "comment": ("a <!-- b --> c", "a <!-- d --> c", [("comment", "<!-- b -->", "<!-- d -->")]),
    "line of a comment": ("<!--\na\nb\n-->\nc", "<!--\na\nd\n-->\nc", [("comment", "b\n", "d\n")]),
    "code": ("a <math>x</math> c", "a <math>y</math> c", [("code", "<math>x</math>", "<math>y</math>")]),
    "line of code": ("<pre>\na\nb\n</pre>", "<pre>\na\nc\n</pre>", [("code", "b\n", "c\n")]),
    "title": ("== A ==\n", "== B ==\n", [("text", "A", "B")]),
    "level": ("== A ==\n", "=== A ===\n", [("mark", "==", "==="), ("mark", "", "=")]),
    "bullet": ("* a b\n", "** a b\n", [("mark", "* ", "** ")]),
    "item": ("* a b\n", "* a c\n", [("text", "b", "c")]),
    "cell": ("{|\n|-\n| a || b\n|}", "{|\n|-\n| a || c\n|}", [("text", "b", "c")]),
    "row came": ("{|\n|-\n| a\n|}", "{|\n|-\n| a\n|-\n| b\n|}", [("block", "", "|-\n| b\n")]),
    "look of a row": ("{|\n|- b=c\n| a\n|}", "{|\n|- b=d\n| a\n|}", [("mark", "|- b=c\n", "|- b=d\n")]),
    "look of a table": ("{| b=c\n| a\n|}", "{| b=d\n| a\n|}", [("mark", "{| b=c\n", "{| b=d\n")]),
    "caption of a table": ("{|\n|+A b\n|}", "{|\n|+A c\n|}", [("text", "b", "c")]),
    "value": ("{{I\n| a = 1\n| b = x\n}}", "{{I\n| a = 1\n| b = y\n}}", [("text", "x", "y")]),
    "name of a parameter": ("{{I\n| a = a town\n}}", "{{I\n| b = a town\n}}", [("parameter", "| a = ", "| b = ")]),
    "name of a template": ("{{I\n| a = 1\n}}", "{{J\n| a = 1\n}}", [("template", "{{I", "{{J")]),
    "file in a parameter": ("{{I\n| a = A.jpg\n}}", "{{I\n| a = B.jpg\n}}", [("media", "A.jpg", "B.jpg")]),
    "paragraph came": (
        "One.\n\nTwo.\n",
        "One.\n\nNew words here.\n\nTwo.\n",
        [("block", "", "New words here.\n\n")],
    ),
    "paragraph went": ("One.\n\nOld words.\n\nTwo.\n", "One.\n\nTwo.\n", [("block", "Old words.\n\n", "")]),
    "blank line": ("One.\nTwo.\n", "One.\n\nTwo.\n", [("space", "", "\n")]),
    "line break at the end": ("One.", "One.\n", [("space", "", "\n")]),
    "category": ("[[Category:A]]", "[[Category:B]]", [("category", "[[Category:A]]", "[[Category:B]]")]),
    "other language": ("a [[fr:A]]", "a [[fr:B]]", [("interwiki", "[[fr:A]]", "[[fr:B]]")]),
    "section came": (
        "A.\n",
        "A.\n\n== B ==\nWords that are new.\n",
        [("block", "", "\n== B ==\nWords that are new.\n")],
    ),
    "everything went": ("A town.\n\nOn a river.\n", "", [("block", "A town.\n\nOn a river.\n", "")]),
    "everything came": ("", "A town.\n\nOn a river.\n", [("block", "", "A town.\n\nOn a river.\n")]),
}


@pytest.mark.parametrize(("old", "new", "expected"), ASPECTS.values(), ids=ASPECTS.keys())
def test_what_an_edit_touches(old, new, expected):
    assert said(old, new) == expected


def test_the_caption_of_a_table_behind_a_blank():
    assert said("{|\n|+ A b\n|}", "{|\n|+ A c\n|}") == [("text", "b", "c")]


CONTEXTS = {
    "prose": ("a @ b", Context.PROSE, False),
    "heading": ("== a @ b ==\n", Context.HEADING, False),
    "list": ("* a @ b\n", Context.LIST, False),
    "table": ("{|\n| a @ b\n|}", Context.TABLE, False),
    "infobox": ("{{Infobox town\n| a = b @ c\n}}", Context.INFOBOX, False),
    "template": ("{{Town\n| a = b @ c\n}}", Context.TEMPLATE, False),
    "template in a line": ("a {{town|b @ c}} d", Context.TEMPLATE, False),
    "caption": ("[[File:A.jpg|thumb|a @ b]]\n", Context.CAPTION, False),
    "caption in a line": ("a [[File:A.jpg|thumb|a @ b]]\n", Context.CAPTION, False),
    "gallery": ("<gallery>\nA.jpg|a @ b\n</gallery>\n", Context.CAPTION, False),
    "quotation marks": ('a "b @ c" d', Context.PROSE, True),
    "quotation template": ("{{quote\n| text = a @ b\n}}", Context.QUOTATION, True),
    "quotation template in a line": ("{{quote|a @ b}}", Context.QUOTATION, True),
    "quoted block": ("<blockquote>\nA @ b.\n</blockquote>\n", Context.QUOTATION, True),
    "quoted words in a line": ("a <blockquote>b @ c</blockquote> d", Context.PROSE, True),
    "beside a quotation": ('a "b" @ c', Context.PROSE, False),
    "citation template in lines": ("{{cite book\n| title = a @ b\n}}", Context.CITATION, False),
}


@pytest.mark.parametrize(("text", "context", "quoted"), CONTEXTS.values(), ids=CONTEXTS.keys())
def test_where_an_edit_stands(text, context, quoted):
    (edit,) = edits_of(text.replace("@", "old"), text.replace("@", "new"))
    assert (edit.old.text, edit.new.text) == ("old", "new")
    assert (edit.context, edit.quotation) == (context, quoted)


def test_what_an_edit_gives_a_value_to():
    text = "{{Infobox town\n| name = A\n| area = @ b\n}}"
    (edit,) = edits_of(text.replace("@", "old"), text.replace("@", "new"))
    assert (edit.template, edit.parameter) == ("Infobox town", "area")


def test_an_edit_knows_the_words_around_it():
    (edit,) = edits_of("one two [[three]] old four, five.", "one two [[three]] new four, five.")
    assert edit.before == ("one", "two", "three")
    assert edit.after == ("four", ",", "five", ".")


def test_an_edit_knows_its_section_on_the_side_where_it_stands():
    old = "Lead.\n== A ==\nOld words stand here.\n"
    new = "Lead.\n== B ==\nAll is new.\n== C ==\nLast words.\n"
    sections = {edit.section for edit in edits_of(old, new)}
    assert sections <= {("A",), ("B",), ("C",)}
    (gone,) = [edit for edit in edits_of("Lead.\n== A ==\nGone.\n== B ==\nb\n", "Lead.\n== B ==\nb\n") if edit.old.text]
    assert gone.section == ("A",)


def test_edits_of_one_paragraph_belong_together():
    first, second, third = edits_of("A b c d.\n\nE f.\n", "A x c y.\n\nE z.\n")
    assert first.block == second.block != third.block


def test_equal_texts_have_no_edits():
    assert edits_of("a {{b}}\n", "a {{b}}\n") == []


def test_the_redirect_of_a_page_is_a_link():
    (edit,) = edits_of("#REDIRECT [[A]]\n", "#REDIRECT [[B]]\n")
    assert edit.context is Context.LINK


def test_the_word_that_makes_a_redirect_is_a_mark():
    (edit,) = edits_of("#REDIRECT [[A]]\n", "#redirect: [[A]]\n")
    assert (edit.aspect, edit.old.text, edit.new.text) == (Aspect.MARK, "REDIRECT ", "redirect: ")
    mark, link = edits_of("#REDIRECT [[A]]\n", "#Redirect [[B]]\n")
    assert (mark.aspect, link.old.text, link.new.text) == (Aspect.MARK, "A", "B")


def test_blanked_pages():
    long = "A paragraph of some length that says something about a town. " * 5
    for old, new, expected in (
        (long, "", True),
        (long, "\n\n", True),
        ("short", "", True),
        ("", "", False),
        (long, "rubbish", True),
        (long, long[:200], False),
        ("short", "s", False),
    ):
        assert page.Reader(old, new, "en", "enwiki").read().blanked is expected


def test_only_changed_blocks_are_parsed():
    same = "".join(f"Paragraph {n} with [[a link|its label]] and {{{{a|template}}}}.\n\n" for n in range(200))
    reader = reader_of(f"{same}Old [[words]].\n", f"{same}New [[words]].\n")
    assert reader.parsed < 100
    assert not reader.opaque


def test_a_stretch_that_no_parser_reads_is_said():
    reader = reader_of("a\x00 <b>b</b> old", "a\x00 <b>b</b> new")
    assert reader.opaque
    assert shape(reader.edits) == [("text", "old", "new")]


def test_a_page_with_very_many_edits_is_taken_roughly_and_said(monkeypatch):
    monkeypatch.setattr(page, "MOST_EDITS", 5)
    old = "".join(f"Line {n} is old and here.\n\n" for n in range(20))
    reader = reader_of(old, old.replace("old", "new"))
    assert reader.budget.coarse
    assert len(reader.edits) == 20
    assert {(edit.old.text, edit.new.text) for edit in reader.edits} == {("old", "new")}


def test_a_rough_edit_cuts_no_word(monkeypatch):
    monkeypatch.setattr(page, "MOST_EDITS", 0)
    assert said("a (town) of the north", "a (tower) of the north") == [("text", "town", "tower")]
    assert said("word", "words") == [("text", "word", "words")]


def test_markup_without_end_is_taken_roughly_and_said():
    many = "{{a|" * 300
    reader = reader_of(f"x {many} old y", f"x {many} new y")
    assert reader.budget.coarse
    assert shape(reader.edits) == [("text", "old", "new")]
    assert reader.parsed == 0


def test_a_rough_edit_is_read_as_words_and_a_long_one_as_a_passage(monkeypatch):
    monkeypatch.setattr(page, "MOST_EDITS", 0)
    (short,) = reader_of("The old king.", "The young king.").edits
    assert [piece.text for piece in short.old_pieces] == ["old"]
    assert said("was old. " * 40, "is young! " * 40) == [("block", ("was old. " * 40), ("is young! " * 40))]


BOX = "{{Infobox town\n| name = Rive\n| mayor = Ann Lee\n}}\n"


@pytest.mark.parametrize("before", ["[[Other]]", "{{Short|a}}", "<!-- note -->", "{{A}}{{B}} "])
def test_a_template_behind_other_constructs_is_read_by_its_parameters(before):
    assert said(before + BOX, before + BOX.replace("Ann", "Bob")) == [("text", "Ann", "Bob")]
    assert all("name" not in old + new for _, old, new in said(before + BOX, BOX))
