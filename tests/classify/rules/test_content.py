"""Facts and statements that come, go or change."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import categories, codes, detail, only, texts
from wikidiff.model import Action, Category


@pytest.mark.parametrize(
    ("language", "old", "new", "code", "action"),
    [
        ("en", "It is old. It is a museum.", "It is old. A farmer bought it. It is a museum.", "CNT001", Action.ADD),
        ("en", "The mill burned.", "The mill of the bishop burned.", "CNT001", Action.ADD),
        ("en", "Nils Berg built it.", "Olof Strand built it.", "CNT002", Action.CHANGE),
        ("en", "It has a red roof.", "It has a flat roof.", "CNT002", Action.CHANGE),
        ("en", "It was not sold.", "It was sold.", "CNT003", Action.REMOVE),
        ("en", "It can be seen.", "It cannot be seen.", "CNT003", Action.CHANGE),
        ("de", "Es wurde verkauft.", "Es wurde nicht verkauft.", "CNT003", Action.ADD),
        ("fr", "Il est venu.", "Il n'est pas venu.", "CNT003", None),
        ("es", "El molino fue vendido.", "El molino no fue vendido.", "CNT003", Action.ADD),
        ("it", "Il mulino è stato venduto.", "Il mulino non è stato venduto.", "CNT003", Action.ADD),
        ("ru", "Мельница была продана.", "Мельница не была продана.", "CNT003", Action.ADD),
        ("pl", "Młyn został sprzedany.", "Młyn nie został sprzedany.", "CNT003", Action.ADD),
        ("hi", "वह घर में थे।", "वह घर में नहीं थे।", "CNT003", Action.ADD),
        ("en", "It is the largest mill.", "It is a mill.", "CNT006", Action.CHANGE),
        ("en", "So <math>a + b</math> holds.", "So <math>a - b</math> holds.", "CNT007", Action.CHANGE),
        ("ja", "彼は東京で生まれた。", "彼は大阪で生まれた。", "CNT002", Action.CHANGE),
        ("zh", "他出生在上海。", "他出生在北京。", "CNT002", Action.CHANGE),
    ],
)
def test_each_kind_has_its_code_and_a_meaning(language, old, new, code, action):
    finding = only(old, new, language)
    assert (finding.code, finding.category) == (code, Category.CONTENT)
    assert action in (None, finding.action)
    assert finding.meaning
    assert only(new, old, language).code == code


BLOCKS = {
    "paragraph": ("First.\n\nLast.\n", "First.\n\nA railway followed in the next century.\n\nLast.\n"),
    "entry": ("* Oak\n* Yew\n", "* Oak\n* Ash\n* Yew\n"),
    "row": ("{|\n|-\n| Oak || 4\n|-\n| Yew || 7\n|}\n", "{|\n|-\n| Oak || 4\n|-\n| Ash || 5\n|-\n| Yew || 7\n|}\n"),
    "parameter": (
        "{{Infobox person\n| name = Ida\n| spouse = Nils\n}}\n",
        "{{Infobox person\n| name = Ida\n| birth_place = [[Lund]]\n| spouse = Nils\n}}\n",
    ),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_that_comes_or_goes_whole_is_one_finding(name):
    old, new = BLOCKS[name]
    there, back = only(old, new), only(new, old)
    assert (there.category, there.action) == (Category.CONTENT, Action.ADD)
    assert (back.category, back.action) == (Category.CONTENT, Action.REMOVE)
    assert [(n, o) for o, n in texts(there)] == texts(back)


def test_what_a_new_block_holds_is_not_listed_again():
    block = "A [[railway]] followed in 1911,<ref>Holm, p. 3.</ref> with 12 stunning bridges.\n\n"
    assert codes("First.\n\nLast.\n", f"First.\n\n{block}Last.\n") == ["CNT004"]


MILL = "The mill was built of brick by the town and let to a farmer who kept sheep on the island."
WEIR = "The weir is of stone, and salmon climb it in autumn while children watch from the bridge."
ROAD = "The road follows the river to the pass, where the toll was taken until the railway came."


def test_a_paragraph_that_moved_is_a_move_without_meaning():
    finding = only(f"{MILL}\n\n{WEIR}\n\n{ROAD}\n\nEnd.", f"{WEIR}\n\n{ROAD}\n\n{MILL}\n\nEnd.")
    assert (finding.code, finding.action, finding.meaning) == ("CNT005", Action.MOVE, False)
    assert [(old.strip(), new.strip()) for old, new in texts(finding)] == [(MILL, MILL)]


def test_a_move_never_hides_an_edit():
    moved = MILL.replace("a farmer", "two farmers")
    found = wikidiff.compare(f"{MILL}\n\n{WEIR}\n\n{ROAD}\n\nEnd.", f"{WEIR}\n\n{ROAD}\n\n{moved}\n\nEnd.").findings
    assert [f.action for f in found].count(Action.MOVE) == 1
    assert any("farmer" in f.old + f.new and f.action is not Action.MOVE for f in found)


def test_a_list_put_in_order_is_one_finding():
    old = "* Yew\n* Ash\n* Oak\n* Fir\nEnd."
    assert codes(old, "* Ash\n* Fir\n* Oak\n* Yew\nEnd.") == ["CNT005"]


def test_a_sentence_with_its_source_is_one_finding():
    finding = only("One. Three.", "One. Two stands here.<ref>Holm, p. 3.</ref> Three.")
    assert (finding.code, finding.action) == ("CNT001", Action.ADD)


def test_a_value_that_comes_alone_is_labelled_numeric():
    finding = only("The mill was rebuilt.", "The mill was rebuilt in 1920.")
    assert finding.labels == (Category.CONTENT, Category.NUMERIC)


def test_a_claim_of_rank_is_labelled_tone_and_says_which_way():
    dropped, put_in = only("It is the largest mill.", "It is a mill."), only("It is a mill.", "It is the largest mill.")
    assert Category.TONE in dropped.labels
    assert dropped.message.startswith("A claim of rank was dropped")
    assert put_in.message.startswith("A claim of rank was put in")


def test_a_caption_is_prose_in_its_own_context():
    finding = only("[[File:A.jpg|thumb|From the south]]", "[[File:A.jpg|thumb|From the north]]")
    assert (finding.category, str(finding.occurrences[0].context)) == (Category.CONTENT, "caption")


def test_a_changed_quotation_is_reported_and_marked():
    finding = only("He said: “We sold the mill.”", "He said: “We burned the mill.”")
    (place,) = finding.occurrences
    assert (str(place.context), place.quotation_altered) == ("quotation", True)


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "«{}»", "„{}“"])
def test_quotation_marks_of_any_kind(quotes):
    old, new = (f"She wrote in May: {quotes.format(words)} Nobody knew." for words in ("We sold it.", "We burned it."))
    assert [place.quotation_altered for place in only(old, new).occurrences] == [True]


def test_outside_the_marks_nothing_is_altered():
    finding = only("“We sold it,” said Nils.", "“We sold it,” said Olof.")
    assert [place.quotation_altered for place in finding.occurrences] == [False]


@pytest.mark.parametrize("section", [(), ("History",), ("History", "Fires")])
def test_the_section_of_a_change(section):
    body = {(): "A red roof.", ("History",): "A red door.", ("History", "Fires"): "A red fire."}
    text = f"{body[()]}\n\n== History ==\n{body['History',]}\n\n=== Fires ===\n{body['History', 'Fires']}\n\nEnd."
    finding = only(text, text.replace(body[section], body[section].replace("red", "flat")))
    assert finding.section == section


def test_what_was_removed_is_told_with_its_section_in_the_old_text():
    gone = "A farmer bought the mill and kept sheep in it.\n\n"
    old = f"Lead.\n\n== History ==\nIt was built of brick.\n\n{gone}== Today ==\nX."
    finding = only(old, old.replace(gone, ""))
    assert finding.section == ("History",)


def test_the_source_beside_it():
    assert detail(only("A red roof.<ref>Holm.</ref>", "A flat roof.<ref>Holm.</ref>"))["source_changed"] is False
    assert detail(only("A red roof.", "A flat roof."))["source_changed"] is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The colour is grey.", "The color is gray."),
        ("The chairman spoke.", "The chair spoke."),
        ("It has 12 rooms.", "It has 14 rooms."),
        ("The mill is old.", "The [[mill]] is old."),
        ("It is old.", "It is old.<ref>Holm.</ref>"),
        ("It is ''old''.", "It is '''old'''."),
        ("It is a stunning mill.", "It is a mill."),
        ("A mill.\n[[Category:A]]\n[[Category:C]]", "A mill.\n[[Category:A]]\n[[Category:B]]\n[[Category:C]]"),
        ("A mill. End.", "A mill.{{citation needed|date=May 2020}} End."),
        ("== Old ==\nText.", "== New ==\nText."),
        ("Text.<!-- a --> End.", "Text.<!-- b --> End."),
    ],
)
def test_it_is_silent(old, new):
    assert "content" not in categories(old, new)


@pytest.mark.parametrize("scribble", ["hihihihihihihihihihi:)", "John was here!", "he is stupid lol"])
def test_a_line_of_damage_that_goes_is_cleared(scribble):
    text = "The mill stands by the river.\n"
    finding = only(f"{text}\n{scribble}\n", text)
    assert (finding.category, finding.labels) == (Category.CONTENT, (Category.CONTENT, Category.VANDALISM))
    assert finding.message.startswith("Damage was cleared: ")
