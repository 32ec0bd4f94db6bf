"""What findings say of a list of terms that the caller gave."""

from __future__ import annotations

import json

import pytest

import wikidiff
from wikidiff.model import Category

PAIRS = wikidiff.term_list(
    '[[pair]]\nold = "tarnel"\nnew = "bremmet"\nreason = "house style"\n'
    '[[pair]]\nold = "sent to rest"\nnew = "laid to rest"\nneutral = "both"\n'
    '[[pair]]\nold = "colour"\nnew = "color"\n'
)


def check(query, **config):
    return wikidiff.term_list(json.dumps({"title": "Look", "message": "Think.", "query": query, "config": config}))


def only(old, new, terms, **more):
    (finding,) = wikidiff.compare(old, new, terms=terms, **more).findings
    return finding


def test_a_pair_of_the_list_is_a_term_though_nobody_else_knows_it():
    old, new = "The tarnel was made of oak.", "The bremmet was made of oak."
    assert wikidiff.compare(old, new).findings[0].category is Category.CONTENT
    finding = only(old, new, PAIRS)
    assert (finding.code, finding.category) == ("TRM001", Category.TERMINOLOGY)
    assert (finding.detail["neutral"], finding.detail["reason"]) == ("new", "house style")


def test_a_pair_may_hold_standing_words():
    finding = only("He was sent to rest here.", "He was laid to rest here.", PAIRS)
    assert (finding.category, finding.old, finding.new) == (Category.TERMINOLOGY, "sent to rest", "laid to rest")


def test_a_spelling_variant_stays_copyedit_and_the_list_is_quoted():
    finding = only("The colour is red.", "The color is red.", PAIRS)
    assert finding.category is Category.COPYEDIT
    assert [dict(entry) for entry in finding.detail["listed"]] == [
        {"term": "colour", "side": "old", "mode": "replace", "replacement": "color"}
    ]


def test_a_word_that_comes_is_named_with_what_the_list_says():
    finding = only("The mill stood.", "The mill stood, a testament to oak.", check(["a testament to"]))
    (said,) = finding.detail["listed"]
    assert dict(said) == {"term": "a testament to", "side": "new", "mode": "info", "title": "Look", "reason": "Think."}
    assert finding.message.endswith("; on your list: “a testament to” (came): Look.")


def test_a_word_that_stands_is_not_named():
    finding = only("The tarnel is old.", "The tarnel is very old.", PAIRS)
    assert "listed" not in finding.detail


@pytest.mark.parametrize(
    ("config", "old", "new", "named"),
    [
        ({}, 'He said "it stood".', 'He said "it delves".', True),
        ({"ignoreQuotedContent": True}, 'He said "it stood".', 'He said "it delves".', False),
        ({"ignoreLeadSection": True}, "It stood.", "It delves.", False),
        ({"ignoreLeadSection": True}, "== A ==\nIt stood.", "== A ==\nIt delves.", True),
        ({"hasTemplate": ["Use British English"]}, "It stood.", "It delves.", False),
        ({"hasTemplate": ["use X"]}, "{{Use X|date=May}}\nIt stood.", "{{Use X|date=May}}\nIt delves.", True),
        ({"minOccurrences": 2}, "It stood.", "It delves.", False),
        ({"minOccurrences": 2}, "It delves here. It stood.", "It delves here. It delves.", True),
        ({"caseSensitive": True}, "It stood.", "It Delves.", False),
    ],
)
def test_an_entry_holds_where_its_configuration_says(config, old, new, named):
    finding = only(old, new, check(["delves"], **config))
    assert ("listed" in finding.detail) is named


def test_notes_of_the_list_stand_in_the_result_and_no_list_changes_nothing():
    terms = wikidiff.term_list('{"import": "MediaWiki:More.json"}')
    analysis = wikidiff.compare("The mill stood.", "The mill stands.", terms=terms)
    assert [note.code for note in analysis.notes] == ["terms"]
    plain = wikidiff.compare("The mill stood.", "The mill stands.")
    assert analysis.findings == plain.findings


def test_what_the_list_says_travels_in_json():
    analysis = wikidiff.compare("The colour is red.", "The color is red.", terms=PAIRS)
    assert wikidiff.from_json(wikidiff.to_json(analysis)) == analysis


def test_a_quotation_put_back_to_an_earlier_wording_says_so():
    first = 'Holm wrote: "the mill was sold to strangers in May" and left the town.'
    second = first.replace("strangers", "foreigners")
    third = second + " He came back."
    back = first + " He came back."
    (altered,) = wikidiff.compare(first, second).findings
    assert "quotation_restored" not in altered.detail
    (put_back,) = wikidiff.compare(third, back, history=(first, second)).findings
    assert put_back.occurrences[0].quotation_altered
    assert put_back.detail["quotation_restored"] is True
    assert put_back.message.endswith("inside a quotation: an earlier revision has them so.")
    (other,) = wikidiff.compare(third, back.replace("strangers", "nobody"), history=(first, second)).findings
    assert "quotation_restored" not in other.detail
