"""Histories of a real wiki: everything that it tells of a revision, in order, once, and no request too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import wikidiff
from tests.wiki.mediawiki import MediaWiki, chain
from wikidiff.errors import InputError, SourceError, UsageError
from wikidiff.sources.http import Session
from wikidiff.sources.wiki import Wiki

START = datetime(2020, 1, 1, tzinfo=UTC)
LONG, FIRST, COUNT = "Long history", 100_001, 130


def rows(title: str, page_id: int, first: int, count: int) -> list[dict[str, object]]:
    """Return a history in which two revisions share each second; every third is by an address."""
    told = [
        {
            "title": title,
            "page_id": page_id,
            "id": first + number,
            "timestamp": f"{START + timedelta(seconds=number // 2):%Y-%m-%dT%H:%M:%SZ}",
            "user": "192.0.2.7" if number % 3 == 0 else "Alice",
            "user_id": 0 if number % 3 == 0 else 501,
            "comment": f"edit {number}",
            "minor": number % 5 == 1,
            "text": f"Text {number}.\n" * 3,
        }
        for number in range(count)
    ]
    return list(chain(told))


@pytest.fixture(scope="session")
def long_history(mediawiki: MediaWiki) -> MediaWiki:
    mediawiki.import_revisions(rows(LONG, 100_001, FIRST, COUNT))
    return mediawiki


@pytest.fixture
def asked(long_history, wiki, client):
    return client


def sent(wiki: MediaWiki) -> list[dict[str, str]]:
    """Return the parameters of the requests that reached the API, those that tell of the wiki itself left out."""
    found = [
        {k: v[0] for k, v in parse_qs(urlsplit(r["uri"]).query).items()} | dict(r["post"]) for r in wiki.requests()
    ]
    return [values for values in found if values.get("prop") == "revisions"]


def test_a_history_comes_whole_in_order_and_with_everything(asked, wiki):
    history = asked.history(LONG)
    found = list(history)
    assert [revision.id for revision in found] == list(range(FIRST, FIRST + COUNT))
    assert found[7] == wikidiff.Revision(
        id=FIRST + 7,
        text="Text 7.\n" * 3,
        page=wikidiff.Page(wiki="testwiki", title=LONG, id=100_001, namespace=0),
        parent_id=FIRST + 6,
        timestamp=START + timedelta(seconds=3),
        user=wikidiff.User(name="Alice", id=501),
        comment="edit 7",
        minor=False,
        sha1=found[7].sha1,
        bytes=24,
        model="wikitext",
    )
    assert found[6].user == wikidiff.User(name="192.0.2.7", id=0)
    assert [number for number, revision in enumerate(found[:12]) if revision.minor] == [1, 6, 11]
    assert (history.complete, history.gaps, history.duplicates, history.notes) == (True, (), (), ())
    assert len(sent(wiki)) == 3


def test_the_newest_come_first_where_that_is_asked_for(asked, wiki):
    history = asked.history(LONG, direction="older", limit=5)
    assert [revision.id for revision in history] == [FIRST + COUNT - 1 - number for number in range(5)]
    assert [values["rvlimit"] for values in sent(wiki)] == ["5"]
    assert list(asked.history(LONG, direction="older"))[-1].id == FIRST


def test_nothing_is_asked_before_something_is_taken(asked, wiki):
    history = asked.history(LONG)
    assert wiki.requests() == []
    next(history)
    assert len(sent(wiki)) == 1


def test_texts_are_left_out_where_they_are_not_wanted(asked, wiki):
    found = list(asked.history(LONG, content=False))
    assert len(found) == COUNT
    assert {(revision.text, revision.missing, revision.bytes and revision.bytes > 20) for revision in found} == {
        (None, frozenset(), True)
    }
    assert len(sent(wiki)) == 1


def test_of_what_is_held_already_only_the_rest_is_fetched(asked, wiki):
    held = set(range(FIRST, FIRST + COUNT)) - {FIRST + 3, FIRST + 70}
    found = list(asked.history(LONG, held=held))
    assert [revision.id for revision in found] == list(range(FIRST, FIRST + COUNT))
    assert [revision.id for revision in found if revision.text is not None] == [FIRST + 3, FIRST + 70]
    assert [values.get("revids") for values in sent(wiki)] == [None, f"{FIRST + 3}|{FIRST + 70}"]


@pytest.mark.parametrize("place", [0, 1, 2, 49, 50, 77, COUNT - 1])
def test_one_goes_on_after_a_revision_also_within_a_second(asked, place):
    whole = list(asked.history(LONG, content=False))
    for after in (whole[place], whole[place].id):
        assert list(asked.history(LONG, content=False, after=after)) == whole[place + 1 :]
    older = list(asked.history(LONG, content=False, after=whole[place], direction="older"))
    assert older == whole[:place][::-1]


def test_a_token_goes_on_where_an_answer_ended(asked):
    history = asked.history(LONG)
    taken = [next(history) for _ in range(70)]
    token = history.token
    assert token is not None
    assert [revision.id for revision in asked.history(LONG, token=token)] == list(range(FIRST + 50, FIRST + COUNT))
    assert taken[-1] == history.last


def test_times_users_and_numbers_bound_a_history(asked):
    found = asked.history(LONG, since="2020-01-01T00:00:10Z", until=START + timedelta(seconds=12))
    assert [revision.id for revision in found] == list(range(FIRST + 20, FIRST + 26))
    assert [r.id for r in asked.history(pageid=100_001, until="2020-01-01", limit=2)] == [FIRST, FIRST + 1]
    assert {r.user.name for r in asked.history(LONG, user="Alice", content=False)} == {"Alice"}
    assert list(asked.history(LONG, since="2021-01-01")) == []
    assert list(asked.history(LONG, limit=0)) == []


def test_what_cannot_be_asked_is_said_at_once(asked):
    with pytest.raises(InputError, match="'yesterday' is no date"):
        asked.history(LONG, since="yesterday")
    with pytest.raises(UsageError, match="later than until"):
        asked.history(LONG, since="2021-01-01", until="2020-01-01")
    for wrong in ({"direction": "up"}, {"limit": -1}, {"pageid": 1}):
        with pytest.raises(UsageError):
            asked.history(LONG, **wrong)
    with pytest.raises(UsageError):
        asked.history()


def test_revisions_come_in_the_order_of_their_numbers_with_those_that_are_not_there(asked, wiki):
    numbers = [FIRST + 60, 999_999_999, FIRST, FIRST + 60]
    found = list(asked.revisions(numbers))
    assert [revision.id for revision in found] == numbers
    assert [revision.text is not None for revision in found] == [True, False, True, True]
    assert found[1].missing == {"revision"}
    assert len(list(asked.revisions(range(FIRST, FIRST + 101)))) == 101
    assert len(sent(wiki)) == 4


def test_one_revision_is_there_or_it_is_said_that_it_is_not(asked):
    assert asked.revision(FIRST + 9).comment == "edit 9"
    with pytest.raises(SourceError, match="shows no such revision") as caught:
        asked.revision(999_999_999)
    assert (caught.value.wiki, caught.value.revision_id) == ("testwiki", 999_999_999)
    with pytest.raises(UsageError):
        asked.revision(0)


def test_nobody_is_asked_without_a_contact(wiki, monkeypatch):
    monkeypatch.delenv("WIKIDIFF_CONTACT")
    with Wiki(wiki.api_url) as nameless, pytest.raises(UsageError, match="WIKIDIFF_CONTACT"):
        next(nameless.history(LONG))
    assert wiki.requests() == []


def test_every_request_says_who_asks(asked, wiki):
    asked.revision(FIRST)
    assert {request["agent"].split(" (")[1] for request in wiki.requests()} == {
        f"User:Tests of wikidiff) requests/{__import__('requests').__version__}"
    }


def test_one_session_serves_several_wikis(wiki):
    with Session() as session:
        assert Wiki(wiki.url, session=session).name == Wiki(wiki.api_url, session=session).name == "testwiki"
        assert session.requests == 3  # one more to find the API
