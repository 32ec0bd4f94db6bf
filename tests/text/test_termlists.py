"""Lists of terms that somebody keeps, in both forms."""

from __future__ import annotations

import json
import pickle

import pytest

from wikidiff.errors import InputError
from wikidiff.text.termlists import MOST, ListedTerm, mentions, pair_of, term_list

TOML = """
[[pair]]
old = "wrecker"
new = "salvor"
reason = "house style 4.2"

[[pair]]
old = "blue  ribbon"
new = "azure band"
neutral = "both"
languages = ["en-GB", "de"]
charged = true
"""
ITEM = {
    "title": "British words",
    "mode": "replace",
    "message": "Write [[WP:ENGVAR|British English]].",
    "query": {"gasoline": "petrol", "fall": ""},
    "minOccurrences": 2,
    "config": {
        "caseSensitive": True,
        "ignoreQuotedContent": True,
        "ignoreLeadSection": True,
        "hasTemplate": ["Use British English"],
    },
}


def test_pairs_are_read_from_toml():
    first, second = term_list(TOML).entries
    assert first == ListedTerm(old="wrecker", new="salvor", reason="house style 4.2", group=1)
    assert (second.old, second.neutral, second.languages, second.charged) == (
        "blue ribbon",
        "both",
        ("en-gb", "de"),
        True,
    )


@pytest.mark.parametrize(
    "wrap",
    [
        lambda item: item,
        lambda item: {"matchItems": {"british": item}},
        lambda item: {"textMatch": {"matchItems": {"british": item}}, "paste": {"maximumEditCount": 500}},
        lambda item: {"textMatch": {"matchItems": [item]}},
    ],
    ids=["item", "items", "whole", "array"],
)
def test_editcheck_json_is_read_whole_or_in_part(wrap):
    first, second = term_list(json.dumps(wrap(ITEM))).entries
    assert first == ListedTerm(
        old="gasoline",
        new="petrol",
        reason="Write British English.",
        title="British words",
        case_sensitive=True,
        quotations=False,
        lead=False,
        templates=("Use British English",),
        at_least=2,
        group=1,
    )
    assert (second.old, second.new) == ("fall", "")


def test_a_query_may_be_a_list_or_one_text_and_then_names_no_replacement():
    items = {"matchItems": {"a": {"query": ["delve", "tapestry"], "mode": "delete"}, "b": {"query": "unfortunately"}}}
    found = term_list(json.dumps(items)).entries
    assert [(entry.old, entry.new, entry.mode) for entry in found] == [
        ("delve", "", "delete"),
        ("tapestry", "", "delete"),
        ("unfortunately", "", "info"),
    ]


def test_what_is_switched_off_is_left_out_and_what_is_imported_is_noted():
    items = {"a": {"query": ["x"], "config": {"enabled": False}}, "b": {"import": "MediaWiki:More.json"}}
    found = term_list(json.dumps({"textMatch": {"matchItems": items}}))
    assert found.entries == ()
    assert found.notes == ("item 2 imports 'MediaWiki:More.json', which was not read",)


def test_a_configuration_without_text_matches_is_an_empty_list():
    assert term_list('{"textMatch": {"matchItems": {}}}').entries == ()
    assert term_list("").entries == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "list.x: this is not JSON"),
        ("[[pair]\n", "list.x: this is not TOML"),
        ("[[pear]]\n", "'pear' is no key of a list of terms; write each pair under [[pair]]"),
        ("pair = 3\n", "'pair' is no array of tables"),
        ("pair = [3]\n", "pair 1: this is no table"),
        ('[[pair]]\nold = "a"\n', "pair 1: 'new' is missing"),
        ('[[pair]]\nold = "a"\nnew = 3\n', "pair 1: 'new' is no text"),
        ('[[pair]]\nold = "a"\nnew = "b"\nneutral = "left"\n', "pair 1: 'neutral' is none of old, new, both, none"),
        ('[[pair]]\nold = "a"\nnew = "b"\nlanguages = "en"\n', "pair 1: 'languages' is no list of language tags"),
        ('[[pair]]\nold = "a"\nnew = "b"\nreason = 3\n', "pair 1: 'reason' is no text"),
        ('[[pair]]\nold = "a"\nnew = "b"\ncharged = "no"\n', "pair 1: 'charged' is no true or false"),
        ('[[pair]]\nold = "a"\nnew = "b"\nwhy = "c"\n', "pair 1: 'why' is no key of a pair"),
        ('{"matchItems": 3}', "its match items are no objects"),
        ('{"matchItems": {"a": {}}}', "item 1 has no 'query'"),
        ('{"matchItems": {"a": {"query": 3}}}', "item 1: 'query' is no list or map of texts"),
        ('{"matchItems": {"a": {"query": ["x", 3]}}}', "item 1: 'query' is no list or map of texts"),
        ('{"matchItems": {"a": {"query": ["x"], "config": 3}}}', "item 1: 'config' is no object"),
        (json.dumps({"query": [f"w{n}" for n in range(MOST + 1)]}), "more than 20,000 terms"),
    ],
)
def test_what_is_no_list_is_refused_with_the_place(text, says):
    with pytest.raises(InputError, match=r"^list\.x") as raised:
        term_list(text, "list.x")
    assert says in str(raised.value)


def test_pairs_are_found_in_any_form_and_direction():
    terms = term_list(TOML)
    pair = pair_of(terms, "Wreckers", "salvors", "en")
    assert pair is not None
    assert (pair.neutral, pair.source) == ("new", "house style 4.2")
    back = pair_of(terms, "salvor", "wrecker", "en")
    assert back is not None
    assert back.neutral == "old"
    assert pair_of(terms, "wrecker", "diver", "en") is None


def test_an_entry_holds_in_its_languages_and_their_regions():
    terms = term_list(TOML)
    assert pair_of(terms, "blue ribbon", "azure band", "fr") is None
    assert pair_of(terms, "blue ribbon", "azure band", "en") is None
    assert pair_of(terms, "blue ribbon", "azure band", "en-GB") is not None
    assert pair_of(terms, "blue ribbon", "azure band", "de-AT") is not None


def test_words_are_found_whole_the_longest_first():
    terms = term_list('{"query": ["ice", "ice cream", "C++", "冰"]}')
    found = mentions(terms, "Ice  cream, ICE, icy ice; C++ 冰淇淋, nice", "en")
    assert [mention.entry.old for mention in found] == ["ice cream", "ice", "ice", "C++", "冰"]
    assert (found[0].start, found[0].end) == (0, 10)


def test_case_counts_where_the_list_says_so():
    terms = term_list('{"query": ["March"], "config": {"caseSensitive": true}}')
    assert len(mentions(terms, "in March they march", "en")) == 1


def test_lists_are_joined_and_travel():
    both = term_list(TOML) + term_list('{"query": ["x"]}')
    assert [entry.old for entry in both.entries] == ["wrecker", "blue ribbon", "x"]
    assert pickle.loads(pickle.dumps(both)).entries == both.entries  # noqa: S301  # our own
