"""Histories of a real wiki: everything that it tells of a revision, in order, once, and no request too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import wikidiff
from tests.wiki.mediawiki import MediaWiki, chain
from tests.wiki.proxy import FaultProxy, Reply
from wikidiff.errors import InputError, SourceError, UsageError
from wikidiff.sources.history import Progress
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


def test_texts_that_lack_come_in_answers_of_their_own_and_not_before_they_are_needed(asked, wiki):
    history = asked.history(LONG, held={FIRST})
    next(history)
    assert len(sent(wiki)) == 2
    assert [revision.text is not None for revision in history] == [True] * (COUNT - 1)
    assert [len(values["revids"].split("|")) for values in sent(wiki) if "revids" in values] == [50, 50, 29]


def test_an_answer_that_the_wiki_cuts_short_is_gone_on_with(asked, wiki):
    whole = list(asked.history(LONG))
    wiki.requests_forgotten()
    wiki.set("$wgAPIMaxResultSize = 4000;")
    history = asked.history(LONG)
    assert list(history) == whole
    assert (history.gaps, history.duplicates, history.complete) == ((), (), True)
    assert len(sent(wiki)) > 3
    assert list(asked.revisions(range(FIRST, FIRST + COUNT))) == whole
    assert any("truncated" in warning for warning in asked.api.warnings)


def test_progress_is_told_after_each_answer(asked, wiki):
    told: list[Progress] = []
    history = asked.history(LONG, progress=told.append)
    assert len(list(history)) == COUNT
    assert [step.done for step in told] == [50, 100, COUNT]
    assert {step.total for step in told} == {COUNT}
    assert told[0].left is not None
    assert told[0].left > 0
    assert told[-1].left == 0
    assert asked.count("No page at all") is None


def test_very_long_histories_are_better_read_from_a_dump(asked, wiki, monkeypatch):
    monkeypatch.setattr("wikidiff.sources.history.DUMPS_ABOVE", 100)
    history = asked.history(LONG, content=False)
    next(history)
    assert history.notes == ()
    list(history)
    assert [note.code for note in history.notes] == ["dumps"]
    known = asked.history(LONG, progress=lambda _: None)
    next(known)
    assert "dumps.wikimedia.org" in known.notes[0].text


def test_answers_come_packed(asked, wiki):
    asked.revision(FIRST)
    assert {request["headers"]["Accept-Encoding"] for request in wiki.requests()} == {"gzip"}


def test_a_wiki_is_found_where_its_pages_say_that_it_is(wiki, long_history):
    with FaultProxy(wiki.url) as proxy:

        def elsewhere(request, reply):
            """Hide /w/api.php, and give it under another path."""
            if request.path.startswith("/w/api.php"):
                return Reply(404, {"Content-Type": "text/html"}, b"<h1>Not here</h1>")
            return reply

        proxy.order(elsewhere)
        link = f'<html><link rel="EditURI" type="application/rsd+xml" href="{wiki.url}/w/api.php?action=rsd"/></html>'
        proxy.order(lambda asked, reply: Reply(200, {}, link.encode()) if asked.path == "/" else reply)
        with Wiki(proxy.url) as found:
            assert found.revision(FIRST).comment == "edit 0"
            assert found.api.url == wiki.api_url
        proxy.calm()
        proxy.order(elsewhere)
        proxy.order(lambda asked, reply: Reply(200, {}, b"<html>A shop</html>") if asked.path == "/" else reply)
        with Wiki(proxy.url) as shop, pytest.raises(SourceError, match="is no MediaWiki"):
            shop.revision(FIRST)


def test_a_log_in_may_stand_in_the_configuration_file(wiki, long_history, tmp_path, monkeypatch):
    name, password = wiki.login
    path = tmp_path / "own.toml"
    path.write_text(
        f'contact = "User:Of the file"\n[wiki."127.0.0.1:{wiki.port}"]\nuser = "{name}"\npassword = "{password}"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("WIKIDIFF_CONFIG", str(path))
    monkeypatch.delenv("WIKIDIFF_CONTACT")
    with Wiki(wiki.api_url) as asked:
        assert asked.api.batch == 500
        assert len(list(asked.history(LONG))) == COUNT
        assert asked.session.identity == name
    assert [values["rvlimit"] for values in sent(wiki)] == ["max"]
    assert "User:Of the file" in wiki.requests()[0]["agent"]


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
