from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doc_cases import ROOT
from tests.report import samples
from wikidiff.errors import WireError
from wikidiff.model import (
    SCHEMA_VERSION,
    Action,
    Analysis,
    Category,
    Context,
    Detail,
    Finding,
    Note,
    Occurrence,
    Page,
    Revision,
    Side,
    Slot,
    User,
    Work,
)
from wikidiff.wire import from_json, schema, to_json

# Lone surrogates are among them; of two that make a character, JSON cannot say that they do not.
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
texts = st.text(max_size=12).filter(lambda text: not PAIR.search(text))
counts = st.integers(min_value=0, max_value=10**30)
paths = st.lists(texts, max_size=3).map(tuple)
sides = st.builds(Side, counts, counts, texts)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts)
details = st.dictionaries(
    texts, st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
).map(Detail)
occurrences = st.builds(Occurrence, sides, sides, paths, st.sampled_from(Context), st.booleans())
findings = st.builds(
    Finding,
    code=texts,
    category=st.sampled_from(Category),
    labels=st.lists(st.sampled_from(Category), max_size=3).map(tuple),
    action=st.sampled_from(Action),
    section=paths,
    old=texts,
    new=texts,
    meaning=st.booleans(),
    confidence=st.floats(0, 1),
    message=texts,
    occurrences=st.lists(occurrences, max_size=3).map(tuple),
    detail=details,
)
optional = st.none() | counts
pages = st.none() | st.builds(
    Page, wiki=st.none() | texts, title=st.none() | texts, id=optional, namespace=st.none() | st.integers()
)
users = st.none() | st.builds(User, name=st.none() | texts, id=optional, temporary=st.booleans(), bot=st.booleans())
revisions = st.builds(
    Revision,
    id=optional,
    text=st.none() | texts,
    page=pages,
    parent_id=optional,
    timestamp=st.none() | st.datetimes(timezones=st.just(UTC)),
    user=users,
    comment=st.none() | texts,
    minor=st.none() | st.booleans(),
    tags=paths,
    sha1=st.none() | texts,
    bytes=optional,
    hidden=st.sets(st.sampled_from(("text", "user", "comment"))).map(frozenset),
    suppressed=st.booleans(),
    missing=st.sets(st.sampled_from(("revision", "text", "mediainfo"))).map(frozenset),
    model=st.none() | texts,
    slots=st.lists(
        st.builds(Slot, role=texts, model=st.none() | texts, text=st.none() | texts, sha1=st.none() | texts), max_size=2
    ).map(tuple),
)
analyses = st.builds(
    Analysis,
    language=texts,
    site=st.none() | texts,
    old=revisions,
    new=revisions,
    findings=st.lists(findings, max_size=2).map(tuple),
    notes=st.lists(st.builds(Note, texts, texts), max_size=2).map(tuple),
    work=st.builds(Work, counts, counts, counts),
)


@given(analyses)
def test_what_is_written_is_read_back_without_loss(made):
    written = to_json(made)
    assert from_json(written) == made
    assert to_json(from_json(written)) == written
    jsonschema.validate(json.loads(written), schema())


@pytest.mark.parametrize("name", samples.ALL)
def test_reports_are_read_back_without_loss(name):
    made = samples.ALL[name]()
    assert from_json(to_json(made)) == made
    assert from_json(to_json(made, indent=2)) == made
    assert from_json(to_json(made).encode()) == made


PAGE = Page(wiki="enwiki", title="Ellis")
MADE = Analysis(
    language="en",
    old=Revision(id=1, parent_id=0, page=PAGE, text="an old one", minor=False),
    new=Revision(
        id=2,
        parent_id=1,
        page=PAGE,
        timestamp=datetime(2024, 5, 2, 18, 5, 59, tzinfo=timezone(timedelta(hours=2))),
        user=User(name="Ada"),
        comment="words",
        minor=True,
        tags=("mw-undo",),
    ),
    findings=(
        Finding(
            code="TRM001",
            category=Category.TERMINOLOGY,
            labels=(Category.TERMINOLOGY, Category.TONE),
            action=Action.CHANGE,
            section=("History",),
            old="old one",
            new="new one",
            meaning=True,
            confidence=0.97,
            message="Another name.",
            occurrences=(Occurrence(Side(3, 10, "old one"), Side(3, 10, "new one"), ("History",)),),
            detail=Detail({"remaining": 0}),
        ),
    ),
    notes=(Note("language", "There is no pack."),),
    work=Work(20, 10, 4),
)
UNKNOWN: dict[str, object] = {"timestamp": None, "user": None, "comment": None, "tags": []}
WRITTEN = {
    "schema": 1,
    "language": "en",
    "site": None,
    "old": {
        "wiki": "enwiki",
        "title": "Ellis",
        "id": 1,
        "parent_id": 0,
        "minor": False,
        "size": 10,
        "page_id": None,
        "namespace": None,
        **UNKNOWN,
    },
    "new": {
        "wiki": "enwiki",
        "title": "Ellis",
        "id": 2,
        "parent_id": 1,
        "timestamp": "2024-05-02T16:05:59Z",
        "user": "Ada",
        "comment": "words",
        "minor": True,
        "tags": ["mw-undo"],
        "size": None,
        "page_id": None,
        "namespace": None,
        "user_id": None,
    },
    "summary": {"terminology": 1},
    "findings": [
        {
            "code": "TRM001",
            "category": "terminology",
            "labels": ["terminology", "tone"],
            "action": "change",
            "section": ["History"],
            "old": "old one",
            "new": "new one",
            "meaning": True,
            "confidence": 0.97,
            "message": "Another name.",
            "occurrences": [
                {
                    "old": {"start": 3, "end": 10, "text": "old one"},
                    "new": {"start": 3, "end": 10, "text": "new one"},
                    "section": ["History"],
                    "context": "prose",
                    "quotation_altered": False,
                }
            ],
            "detail": {"remaining": 0},
        }
    ],
    "notes": [{"code": "language", "text": "There is no pack."}],
    "work": {"characters": 20, "parsed_characters": 10, "cells": 4},
}


def test_it_is_the_json_of_the_contract():
    assert json.loads(to_json(MADE)) == WRITTEN


def test_it_stands_on_one_line_unless_asked_otherwise():
    made = samples.terms()
    assert "\n" not in to_json(made)
    assert to_json(made).startswith('{"schema":1,"language":"en",')
    assert to_json(made, indent=2).startswith('{\n  "schema": 1,\n  "language": "en",')


@pytest.mark.parametrize("pair_id", ["p-1", 7, None, ["a", 1]])
def test_a_pair_keeps_its_name(pair_id):
    made = samples.terms()
    written = to_json(made, pair_id=pair_id)
    assert json.loads(written)["id"] == pair_id
    assert from_json(written) == made
    assert "id" not in json.loads(to_json(made))


def test_lone_surrogates_are_escaped():
    made = replace(samples.hindi(), notes=(Note("text", "half \ud83d of a face"),))
    written = to_json(made)
    assert "\\ud83d" in written
    assert written.isascii()
    assert from_json(written) == made


def test_a_time_without_zone_is_taken_to_be_in_utc():
    naive = datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001  (that is what is tested)
    made = replace(samples.hindi(), old=Revision(timestamp=naive))
    assert json.loads(to_json(made))["old"]["timestamp"] == "2024-01-02T03:04:05Z"


def test_an_unknown_page_and_a_page_of_which_nothing_is_known_differ():
    nobody = replace(samples.hindi(), old=Revision(), new=Revision())
    nothing = replace(nobody, old=Revision(page=Page()), new=Revision(user=User()))
    assert from_json(to_json(nobody)) == nobody
    assert from_json(to_json(nothing)) == nothing
    assert nobody != nothing


def test_fields_of_a_later_version_are_passed_over():
    data = json.loads(to_json(samples.terms()))
    data["later"] = data["findings"][0]["later"] = {"a": 1}
    assert from_json(json.dumps(data)) == samples.terms()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "this is not JSON: Expecting value at line 1, column 1"),
        ('{"schema": 1,\n "old" 2}', "this is not JSON: Expecting ':' delimiter at line 2, column 8"),
        ('{"schema": NaN}', "this is not JSON: NaN is no number that JSON knows"),
        (b'{"a": "\xff"}', "this is not JSON: byte 7 is not UTF-8"),
        ("[]", "this is no analysis of schema 1: Expected `object`, got `array`"),
        ("{}", "this is no analysis of schema 1: Object missing required field `schema`"),
        ("[" * 100_000, "this is no analysis: it is nested too deep"),
        ('{"a":' * 100_000, "this is no analysis: it is nested too deep"),
        (
            '{"schema": 2, "findings": 5}',
            "this is an analysis of schema 2, not 1; read it with the version of wikidiff that wrote it",
        ),
    ],
    ids=["empty", "broken", "NaN", "bytes", "a list", "no fields", "deep lists", "deep objects", "another schema"],
)
def test_what_is_no_analysis_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(WireError) as caught:
        from_json(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("way", "value", "sentence"),
    [
        (("language",), None, "at `$.language`, expected `str`, got `null`"),
        (("findings", 0, "code"), 5, "at `$.findings[0].code`, expected `str`, got `int`"),
        (("findings", 0, "confidence"), 1.5, "at `$.findings[0].confidence`, expected `float` <= 1.0"),
        (("findings", 0, "category"), "style", "at `$.findings[0].category`, invalid enum value 'style'"),
        (
            ("findings", 0, "occurrences", 0, "old", "start"),
            -1,
            "at `$.findings[0].occurrences[0].old.start`, expected `int` >= 0",
        ),
        (("old", "timestamp"), "2024-01-02T03:04:05", "at `$.old.timestamp`, expected `datetime` with a timezone"),
    ],
)
def test_what_has_the_wrong_type_is_refused_with_its_place(way, value, sentence):
    data = json.loads(to_json(samples.terms()))
    inner = data
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = value
    with pytest.raises(WireError) as caught:
        from_json(json.dumps(data))
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_schema_in_the_documentation_is_the_one_that_is_written():
    page = json.loads((ROOT / "docs" / "schema.json").read_text(encoding="utf-8"))
    assert page == schema(), "docs/schema.json is not what wikidiff.wire.schema() gives"


def test_the_schema_refuses_what_is_no_analysis():
    jsonschema.Draft202012Validator.check_schema(schema())
    data = json.loads(to_json(samples.terms()))
    data["summary"] = {"style": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())
    assert data["schema"] == SCHEMA_VERSION


def test_the_python_that_the_schema_names_is_the_model():
    assert set(schema()["$defs"]["Category"]["enum"]) == set(Category)
    assert set(schema()["$defs"]["Context"]["enum"]) == set(Context)
