"""Events of every stream, made to their published schemas, become the same few things; what is none is refused."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doc_cases import ROOT
from wikidiff.errors import InputError
from wikidiff.monitor.events import Event, Kind, from_row, parse, read

FOLDER = ROOT / "fixtures" / "events"
SCHEMAS = json.loads((FOLDER / "schemas.json").read_text(encoding="utf-8"))
ROWS = [json.loads(line) for line in (FOLDER / "recordings.jsonl").read_text(encoding="utf-8").splitlines()]
EVENTS = {row["name"]: row["event"] for row in ROWS}


@pytest.mark.parametrize("name", EVENTS)
def test_a_recording_is_of_its_schema(name):
    event = EVENTS[name]
    jsonschema.validate(event, SCHEMAS[event["$schema"]], format_checker=jsonschema.FormatChecker())


def of(name: str) -> Event:
    found = read(EVENTS[name])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("edit", Kind.EDIT),
        ("create", Kind.CREATE),
        ("move", Kind.MOVE),
        ("delete", Kind.DELETE),
        ("undelete", Kind.UNDELETE),
        ("text and editor hidden, suppressed: no performer", Kind.VISIBILITY),
        ("tags: reverted", Kind.TAGS),
        ("visibility: text hidden", Kind.VISIBILITY),
        ("recentchange: edit", Kind.EDIT),
        ("recentchange: categorize", Kind.CATEGORIZE),
        ("recentchange: delete", Kind.DELETE),
        ("recentchange: revision hidden", Kind.VISIBILITY),
    ],
)
def test_what_happened(name, kind):
    assert of(name).kind is kind


def test_an_edit_is_the_same_edit_in_both_streams():
    change, recent = of("edit"), of("recentchange: edit")
    for field in (
        "wiki",
        "time",
        "title",
        "namespace",
        "rev_id",
        "parent_id",
        "user",
        "bot",
        "minor",
        "size",
        "old_size",
    ):
        assert getattr(change, field) == getattr(recent, field), field
    assert (change.groups, change.edit_count, recent.groups) == (("*", "user", "autoconfirmed"), 7, None)


def test_people_may_be_left_out():
    for name in ("edit on a sensitive page: nobody is told", "recentchange: edit, nobody told"):
        assert (of(name).user, of(name).is_edit) == (None, True)
    assert of("edit by a temporary account").temporary
    assert of("text and editor hidden, suppressed: no performer").user is None


def test_what_was_hidden_tagged_and_moved_is_told():
    assert of("text and editor hidden, suppressed: no performer").hidden == ("text", "user")
    assert of("visibility: text hidden").hidden == ("text",)
    hidden = of("recentchange: revision hidden")
    assert (hidden.hidden, hidden.revisions) == (("text",), (43,))
    assert of("tags: reverted").tags == ("visualeditor", "mw-reverted")
    assert of("tags: all gone").tags == ()
    assert (of("move").old_title, of("move").title) == ("Mill Town", "Mill City")


@pytest.mark.parametrize("name", ["canary", "recentchange: a log of users"])
def test_what_has_nothing_to_do_with_pages_is_nothing(name):
    assert read(EVENTS[name]) is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"$schema": "/mediawiki/page/change/2.0.0"}, "are of version 2 now, and version 1 is understood"),
        ({"$schema": "/mediawiki/page/other/1.0.0"}, "no reader for events of schema"),
        ({"$schema": None}, "no reader"),
        ({"meta": None}, "'meta' is missing"),
        ({"page": 5}, "'page' is no dict"),
        ({"wiki_id": None}, "'wiki_id' is no str"),
        ({"dt": "yesterday"}, "'yesterday' is no moment"),
        ({"page_change_kind": "explode"}, "'page_change_kind' is 'explode'"),
        ({"revision": {"rev_id": "43"}}, "'rev_id' is no int"),
    ],
)
def test_what_is_no_event_is_refused_with_what_is_wrong(change, what):
    with pytest.raises(InputError, match=what):
        read({**EVENTS["edit"], **change})


@pytest.mark.parametrize("text", ["", "{", "[]", "5", '"x"', "[" * 100_000])
def test_what_is_no_json_object_is_refused(text):
    with pytest.raises(InputError):
        parse(text)


@given(st.sampled_from(sorted(EVENTS)), st.data())
def test_no_damage_to_an_event_is_more_than_a_refusal(name, data):
    event = json.loads(json.dumps(EVENTS[name]))
    places = [(event, key) for key in event]
    places += [(inner, key) for inner in event.values() if isinstance(inner, dict) for key in inner]
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2))
    try:
        found = read(event)
    except InputError:
        return
    assert found is None or Event.from_json(found.to_json()) == found


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_survives_its_json(name):
    found = read(EVENTS[name])
    assert found is None or Event.from_json(found.to_json()) == found


def test_a_row_of_recentchanges_is_an_event():
    row = {"type": "edit", "ns": 0, "title": "Mill Town", "pageid": 7, "revid": 43, "old_revid": 42, "rcid": 5,
           "user": "Ada", "userid": 9, "bot": False, "minor": False, "new": False, "oldlen": 40, "newlen": 51,
           "timestamp": "2026-01-05T10:00:00Z", "comment": "figures", "tags": ["mw-undo"]}  # fmt: skip
    found = from_row(row, "testwiki", None)
    assert found is not None
    assert (found.rev_id, found.tags, found.time) == (43, ("mw-undo",), of("edit").time)
    assert from_row({"type": "log", "timestamp": "x"}, "testwiki", None) is None
    with pytest.raises(InputError, match="'revid' is missing"):
        from_row({name: value for name, value in row.items() if name != "revid"}, "testwiki", None)
