"""Spelling, grammar, punctuation, capitals: the language changes and nothing else."""

from __future__ import annotations

import pytest

from tests.classify.findings import categories, only, texts
from wikidiff.model import Category


@pytest.mark.parametrize(
    ("language", "old", "new", "code"),
    [
        ("en", "The bulding is old.", "The building is old.", "CPY001"),
        ("en", "The resturant closed.", "The restaurant closed.", "CPY001"),
        ("en", "The cafe closed.", "The café closed.", "CPY001"),
        ("en", "He lives on Elm street.", "He lives on Elm Street.", "CPY002"),
        ("en", "the mill burned.", "The mill burned.", "CPY002"),
        ("en", "It rained and it snowed.", "It rained, and it snowed.", "CPY003"),
        ("en", "He left: she stayed.", "He left; she stayed.", "CPY003"),
        ("en", "Its a mill.", "It's a mill.", "CPY003"),
        ("en", "The centre is old.", "The center is old.", "CPY004"),
        ("en", "They organise fairs.", "They organize fairs.", "CPY004"),
        ("en", "A flock of sheep were lost.", "A flock of sheep was lost.", "CPY005"),
        ("en", "He sat in in the hall.", "He sat in the hall.", "CPY006"),
        ("en", "He went the hall.", "He went to the hall.", "CPY006"),
        ("en", "The miners left.", "They left.", "CPY008"),
        ("de", "Der Fluß ist breit.", "Der Fluss ist breit.", "CPY004"),
        ("de", "Das Gebeude ist alt.", "Das Gebäude ist alt.", "CPY001"),
        ("fr", "Le theatre est fermé.", "Le théâtre est fermé.", "CPY001"),
        ("es", "El rio es ancho.", "El río es ancho.", "CPY001"),
        ("pt", "O facto é antigo.", "O fato é antigo.", "CPY004"),
        ("ru", "Мельгица стоит у реки.", "Мельница стоит у реки.", "CPY001"),
        ("zh", "这个电视台很有名。", "這個電視台很有名。", "CPY004"),
    ],
)
def test_each_kind_has_its_code_and_no_meaning(language, old, new, code):
    finding = only(old, new, language)
    assert (finding.code, finding.category) == (code, Category.COPYEDIT)
    assert not finding.meaning
    back = only(new, old, language)
    assert (back.category, [(n, o) for o, n in texts(back)]) == (Category.COPYEDIT, texts(finding))


def test_the_same_slip_everywhere_is_one_finding():
    old = "The centre is old. The centre burned. In the centre stands a mill."
    finding = only(old, old.replace("centre", "center"))
    assert (finding.code, len(finding.occurrences)) == ("CPY004", 3)


def test_different_slips_are_different_findings():
    assert categories("The bulding is old. The resturant closed.", "The building is old. The restaurant closed.") == [
        "copyedit",
        "copyedit",
    ]


def test_the_message_says_what_and_how():
    assert only("The bulding is old.", "The building is old.").message == (
        "A typing error, set right or made: “bulding” became “building”."
    )
    assert only("It rained and snowed.", "It rained, and snowed.").message == "Punctuation changed: “,” was added."


def test_a_slip_mended_in_a_quotation_is_said():
    finding = only("He wrote: “The bulding is old.”", "He wrote: “The building is old.”")
    assert finding.category is Category.COPYEDIT
    assert finding.occurrences[0].quotation_altered


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "He did not win.", "He did win."),
        ("en", "The mill has never burned.", "The mill has burned."),
        ("en", "He is the owner.", "He was the owner."),
        ("en", "The mill was left to him.", "The mill was sold to him."),
        ("en", "He moved to Graz.", "He moved to Lund."),
        ("en", "It has 12 rooms.", "It has 14 rooms."),
        ("en", "It opened in 1911.", "It opened in 1811."),
        ("en", "The war of 1870-71 ended.", "The war of 1870–71 ended."),
        ("en", "It is ''old''.", "It is '''old'''."),
        ("en", "The [[mill]] is old.", "The mill is old."),
        ("en", "Text.<ref>{{cite web|title=A bulding|url=http://a.example}}</ref>", "Text."),
        ("en", "Text.<!-- bulding --> End.", "Text.<!-- building --> End."),
        ("en", "The chairman spoke.", "The chair spoke."),
        ("de", "Er kam nicht.", "Er kam."),
        ("fr", "Il ne vint pas.", "Il vint."),
    ],
)
def test_it_is_silent(language, old, new):
    assert "copyedit" not in categories(old, new, language)
