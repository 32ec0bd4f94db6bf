"""The same thing, written otherwise."""

from __future__ import annotations

import pytest

import wikidiff
from tests.classify.findings import categories, only, texts
from wikidiff.model import Category


@pytest.mark.parametrize(
    ("language", "old", "new", "code"),
    [
        ("en", "Two  spaces here.", "Two spaces here.", "FMT001"),
        ("en", "It weighs 5 kg.", "It weighs 5&nbsp;kg.", "FMT001"),
        ("en", "The Aurora sank.", "The ''Aurora'' sank.", "FMT002"),
        ("en", "The ''Aurora'' sank.", "The '''Aurora''' sank.", "FMT002"),
        ("en", "The mill<br>burned.", "The mill<br />burned.", "FMT002"),
        ("en", "He worked at A&amp;B.", "He worked at A&B.", "FMT003"),
        ("en", "He left – she stayed.", "He left &ndash; she stayed.", "FMT003"),
        ("en", "It had 12400 people.", "It had 12,400 people.", "FMT004"),
        ("en", "It had seven rooms.", "It had 7 rooms.", "FMT004"),
        ("en", "The war of 1870-71 ended.", "The war of 1870–71 ended.", "FMT004"),
        ("en", "It opened on 4 May 1911.", "It opened on May 4, 1911.", "FMT004"),
        ("en", "It is 5 km long.", "It is 5 km (3.1 mi) long.", "FMT004"),
        ("de", "Er kam am 4. Mai 1911.", "Er kam am 4.5.1911.", "FMT004"),
        ("hi", "यहाँ 34,000 लोग हैं।", "यहाँ ३४,००० लोग हैं।", "FMT004"),
        ("ja", "人口は12000人である。", "人口は1万2000人である。", "FMT004"),
        ("en", "Trees:\n* oak\n* ash\nEnd.", "Trees:\n# oak\n# ash\nEnd.", "FMT005"),
        ("en", "Text.<!-- look --> End.", "Text. End.", "FMT006"),
        ("en", "Text. End.", "Text.<!-- look --> End.", "FMT006"),
        ("en", "One sentence. Another one.", "One sentence.\n\nAnother one.", "FMT007"),
    ],
)
def test_each_kind_has_its_code_and_no_meaning(language, old, new, code):
    finding = only(old, new, language)
    assert (finding.code, finding.category) == (code, Category.FORMATTING)
    assert not finding.meaning
    assert only(new, old, language).code == code


INFOBOX = "{{Infobox\n| name = Rive\n| area = 12 km2\n| mayor = Ann Lee\n}}\n"
REORDERED = "{{Infobox\n| mayor = Ann Lee\n| name = Rive\n| area = 12 km2\n}}\n"
TABLE = '{|\n! width="15%" | Year !! Votes\n|-\n| style="color:red" | 1999 || 120\n|}\n'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (INFOBOX, REORDERED, "FMT008"),
        ("{{Infobox|name=Rive|area=12 km2}}\n", "{{Infobox|area=12 km2|name=Rive}}\n", "FMT005"),
        (TABLE, TABLE.replace("15%", "20%"), "FMT005"),
        (TABLE, TABLE.replace("color:red", "color:blue"), "FMT005"),
        (TABLE, TABLE.replace('style="color:red" | ', ""), "FMT005"),
    ],
)
def test_the_order_of_parameters_and_the_look_of_a_cell_are_formatting(old, new, code):
    for finding in (only(old, new), only(new, old)):
        assert (finding.code, finding.category, finding.meaning) == (code, Category.FORMATTING, False)


def test_parameters_that_change_places_keep_their_edits():
    found = wikidiff.compare(INFOBOX, REORDERED.replace("Ann Lee", "Bob Ray")).findings
    assert [(finding.code, finding.new) for finding in found if finding.code != "FMT008"] == [("CNT002", "Bob Ray")]


def test_a_pair_of_marks_is_one_finding():
    assert texts(only("The Aurora sank.", "The ''Aurora'' sank.")) == [("", "''"), ("", "''")]


def test_the_same_done_everywhere_is_one_finding():
    old = "It weighs 5 kg. The other weighs 7 kg. Both weigh 12 kg."
    finding = only(old, old.replace(" kg", "&nbsp;kg"))
    assert (finding.code, len(finding.occurrences)) == ("FMT001", 3)


def test_marks_in_a_quotation_put_no_words_into_a_mouth():
    finding = only("He wrote: “The Aurora sank.”", "He wrote: “The ''Aurora'' sank.”")
    assert [place.quotation_altered for place in finding.occurrences] == [False, False]
    assert "did not say" not in finding.message


def test_a_joined_and_a_split_paragraph_say_which():
    one, two = "One sentence. Another one.", "One sentence.\n\nAnother one."
    assert only(one, two).message == "Two paragraphs were split."
    assert only(two, one).message == "Two paragraphs were joined."


def test_a_comment_has_no_meaning_whatever_it_holds():
    finding = only("Text.<!-- It has 12 rooms. --> End.", "Text.<!-- It has 14 rooms. The regime fell. --> End.")
    assert (finding.code, finding.meaning) == ("FMT006", False)


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "It had 12,400 people.", "It had 12,401 people."),
        ("en", "It is 1–2 km away.", "It is 12 km away."),
        ("en", "It opened on 4 May 1911.", "It opened on 5 May 1911."),
        ("en", "The ''Aurora'' sank.", "The ''Borealis'' sank."),
        ("en", "It rained and it snowed.", "It rained, and it snowed."),
        ("en", "So <math>a + b</math> holds.", "So <math>a - b</math> holds."),
        ("en", "The [[mill]] burned.", "The mill burned."),
        ("en", "[[File:A.jpg|thumb|left|A mill]]", "[[File:A.jpg|thumb|right|A mill]]"),
        ("en", "The mill burned.", "The mill burned.{{citation needed}}"),
        ("de", "Es sind 1.200 Leute.", "Es sind 1.201 Leute."),
    ],
)
def test_it_is_silent(language, old, new):
    assert "formatting" not in categories(old, new, language)


def test_nothing_changed_is_nothing():
    assert categories("Two  spaces here.", "Two  spaces here.") == []
