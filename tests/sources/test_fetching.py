"""Histories of a real wiki in the store: whole, once, and as the wiki shows them now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.wiki.mediawiki import MediaWiki, chain
from wikidiff.errors import InputError, SourceError, UsageError
from wikidiff.model import Page, Revision
from wikidiff.sources.fetching import Fetched, fetch
from wikidiff.sources.store import Store

START = datetime(2021, 3, 1, tzinfo=UTC)
LATER = START + timedelta(days=60)
NUMBERS = count(1)


def rows(title: str, page_id: int, first: int, number: int, start: datetime = START) -> list[dict[str, object]]:
    """Return a history with an edit every six hours, and four in each hundredth second."""
    told = [
        {
            "title": title,
            "page_id": page_id,
            "id": first + n,
            "timestamp": f"{start + timedelta(hours=6 * (n // 4 * 4 if n % 100 < 4 else n)):%Y-%m-%dT%H:%M:%SZ}",
            "user": "Alice",
            "user_id": 501,
            "comment": f"edit {n}",
            "text": "\n".join(f"Line {line} of text{f' {n}' * (line == n % 30)}." for line in range(30)),
        }
        for n in range(number)
    ]
    return list(chain(told))


class Town:
    """A page in the wiki with 130 revisions, and a store."""

    def __init__(self, wiki: MediaWiki, client, store: Store, number: int) -> None:
        self.wiki, self.client, self.store = wiki, client, store
        self.title, self.page_id, self.first = f"Town {number}", 300_000 + 1000 * number, 3_000_000 + 10_000 * number

    def build(self) -> None:
        self.wiki.import_revisions(rows(self.title, self.page_id, self.first, 130))

    def fetch(self, title: str | None = None, **asked) -> Fetched:
        self.wiki.requests_forgotten()
        return fetch(self.client, self.store, title or self.title, **asked)

    def held(self, **asked) -> list[int]:
        return [(r.id or 0) - self.first for r in self.store.history(wiki="testwiki", page_id=self.page_id, **asked)]

    def asked(self) -> list[str]:
        """Return what was asked since the last fetch began, in short."""
        found = []
        for request in self.wiki.requests():
            sent = {k: v[0] for k, v in parse_qs(urlsplit(request["uri"]).query).items()} | dict(request["post"])
            kind = sent.get("prop") or sent.get("list") or sent.get("meta") or "other"
            found.append(f"{kind} texts" if "content" in sent.get("rvprop", "").split("|") else kind)
        return found


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture
def town(wiki, client, store):
    """Return a page of the test's own, which it may edit."""
    made = Town(wiki, client, store, next(NUMBERS))
    made.build()
    return made


@pytest.fixture(scope="session")
def old_town(mediawiki, client) -> int:
    Town(mediawiki, client, None, 0).build()  # type: ignore[arg-type]  # it fetches nothing
    return 0


@pytest.fixture
def quiet(old_town, wiki, client, store):
    """Return a page that nobody edits."""
    return Town(wiki, client, store, old_town)


def test_a_history_is_fetched_whole_and_once(quiet, client):
    done = quiet.fetch()
    assert (done.added, done.held, done.whole, done.notes) == (130, 130, True, ())
    assert quiet.asked() == ["info", *["revisions texts"] * 3]
    assert done.requests == 4
    assert list(quiet.store.history(quiet.title, wiki="testwiki")) == list(client.history(quiet.title))
    again = quiet.fetch()
    assert (again.added, again.changed, again.held, again.whole) == (0, 0, 130, True)
    assert quiet.asked() == ["info"]  # has anything come since?


def test_what_came_since_is_added(town):
    town.fetch()
    number = town.wiki.edit(town.title, "Another text.")
    done = town.fetch()
    assert (done.added, done.whole) == (1, True)
    assert town.asked() == ["info", "revisions texts"]
    assert town.store.revision(number, wiki="testwiki").text == "Another text."


def test_a_part_is_fetched_and_then_only_the_rest(quiet):
    since, until = START + timedelta(days=10), START + timedelta(days=20)
    done = quiet.fetch(since=since, until=until.date())  # a day is included
    part = quiet.held()
    assert (part[0], part[-1], len(part), done.whole) == (40, 83, 44, False)
    assert quiet.fetch(since=since, until=until).requests == 1
    assert quiet.held(since=since, limit=3) == [40, 41, 42]
    done = quiet.fetch()
    assert (done.added, done.held, done.whole) == (86, 130, True)
    assert quiet.held() == list(range(130))
    assert quiet.asked() == ["info", "revisions texts", "revisions texts"]


def test_the_newest_so_many_are_fetched_and_then_more(town):
    done = town.fetch(limit=7)
    assert (done.added, done.whole, town.held()) == (7, False, list(range(123, 130)))
    assert town.fetch(limit=5).requests == 1
    assert town.fetch(limit=60).added == 53
    assert town.held() == list(range(70, 130))
    town.wiki.edit(town.title, "One more.")
    assert town.fetch(limit=62).added == 2
    assert town.held()[:2] == [69, 70]
    done = town.fetch(limit=1000)
    assert (done.held, done.whole) == (131, True)
    assert town.fetch().added == 0


@pytest.mark.parametrize("limit", [None, 90])
def test_what_came_before_it_broke_off_is_kept_and_not_asked_for_again(quiet, limit):
    answered = 2 if limit is None else 1
    quiet.wiki.order(status=404, match="rvcontinue", skip=answered - 1, times=1)
    with pytest.raises(SourceError):
        quiet.fetch(limit=limit)
    assert len(quiet.held()) == 50 * answered
    assert quiet.asked() == ["info", *["revisions texts"] * (answered + 1)]
    done = quiet.fetch(limit=limit)
    assert done.held == (limit or 130)
    assert quiet.asked() == ["info", "revisions texts"]
    assert quiet.held() == list(range(130))[-(limit or 130) :]


# Refresh


def test_refresh_takes_out_what_was_hidden_since(town, client):
    town.fetch()
    first = town.first
    town.wiki.hide(first + 5, "text")
    town.wiki.hide(first + 6)
    town.wiki.hide(first + 7, "text", "comment", suppress=True)
    assert town.store.revision(first + 6, wiki="testwiki").user is not None
    done = town.fetch(refresh=True)
    assert (done.added, done.changed, done.removed) == (0, 3, 3)
    assert town.asked() == ["info", "revisions"]  # no text is asked for again
    now = list(town.store.history(town.title, wiki="testwiki"))
    assert now == list(client.history(town.title))
    assert [(r.text, r.user is None, r.comment) for r in now[5:8]] == [
        (None, False, "edit 5"),
        (None, True, None),
        (None, False, None),
    ]
    assert now[7].suppressed
    town.wiki.show(first + 5)
    done = town.fetch(refresh=True)
    assert (done.changed, done.removed) == (2, 0)  # it is shown, then its text is there
    assert list(town.store.history(town.title, wiki="testwiki")) == list(client.history(town.title))


def test_refresh_brings_tags(town, client):
    number = town.wiki.edit(town.title, "Damage.")
    town.fetch()
    town.wiki.edit(town.title, "", undo=number)
    town.wiki.maintain("runJobs")
    done = town.fetch(refresh=True)
    assert (done.added, done.changed) == (1, 1)
    assert "mw-reverted" in town.store.revision(number, wiki="testwiki").tags
    assert list(town.store.history(town.title, wiki="testwiki")) == list(client.history(town.title))


def test_a_page_that_was_moved_is_found_under_both_names(town):
    town.fetch()
    new = f"{town.title} (moved)"
    town.wiki.move(town.title, new)
    done = town.fetch()
    assert (done.page.title, done.added, [note.code for note in done.notes]) == (new, 1, ["redirect"])
    assert {revision.page.title for revision in town.store.history(town.title, wiki="testwiki")} == {new}
    newer = f"{town.title} (moved again)"
    town.wiki.move(new, newer, redirect=False)
    done = town.fetch(new)
    assert (done.page.title, [note.code for note in done.notes]) == (newer, ["moved"])


def test_a_page_that_was_deleted_stays_until_it_is_refreshed(town):
    town.fetch()
    town.wiki.delete(town.title)
    with pytest.raises(
        SourceError, match=r"no such page any more, and the store has 130 revisions.*--refresh takes out"
    ):
        town.fetch()
    assert len(town.held()) == 130
    done = town.fetch(refresh=True)
    assert (done.removed, done.whole, [note.code for note in done.notes]) == (130, False, ["deleted"])
    seen = list(town.store.history(town.title, wiki="testwiki"))
    assert {(revision.text, revision.user, revision.comment) for revision in seen} == {(None, None, None)}


def test_a_page_that_was_deleted_and_made_anew_is_another(town):
    town.fetch()
    town.wiki.delete(town.title)
    number = town.wiki.edit(town.title, "Another page.")
    done = town.fetch(refresh=True)
    assert (done.added, done.removed, done.held, done.whole) == (1, 130, 1, True)
    assert [revision.id for revision in town.store.history(town.title, wiki="testwiki")] == [number]
    assert {revision.text for revision in town.store.history(wiki="testwiki", page_id=town.page_id)} == {None}


def test_revisions_that_went_to_another_page_are_followed(town):
    town.fetch()
    target = f"{town.title} target"
    town.wiki.import_revisions(rows(target, town.page_id + 500_000, town.first + 5000, 3, LATER))
    stamp = f"{START + timedelta(days=5):%Y%m%d%H%M%S}"
    town.wiki.api(
        token="csrf",  # noqa: S106  # the kind of token
        action="mergehistory",
        **{"from": town.title, "to": target, "timestamp": stamp, "reason": "tests"},
    )
    done = town.fetch(refresh=True)
    assert done.removed == 0
    moved = [revision.id for revision in town.store.history(target, wiki="testwiki")]
    assert moved
    assert set(moved) | {town.first + n for n in town.held()} == {town.first + n for n in range(130)}


# What is told


def test_progress_is_told_after_each_answer(quiet):
    told = []
    quiet.fetch(tell=lambda page, progress: told.append((page.title, progress.done, progress.total)))
    assert told == [(quiet.title, 50, 130), (quiet.title, 100, 130), (quiet.title, 130, 130)]


def test_titles_that_lead_nowhere_say_so(quiet):
    with pytest.raises(SourceError, match="there is no such page"):
        quiet.fetch("No such town")
    with pytest.raises(InputError, match="is no title of a page"):
        quiet.fetch("Town[1]")
    with pytest.raises(UsageError, match="since is later than until"):
        quiet.fetch(since="2022-01-02", until="2022-01-01")
    with pytest.raises(UsageError, match="the limit -1 is below 0"):
        quiet.fetch(limit=-1)
    assert quiet.store.pages() == []


def test_a_wiki_of_the_same_name_elsewhere_is_not_mixed_in(quiet, client):
    page = Page(wiki="testwiki", title=quiet.title, id=quiet.page_id)
    quiet.store.remember(page, api="https://elsewhere.example.org/w/api.php")
    with pytest.raises(SourceError, match="the store has another wiki of this name"):
        quiet.fetch()


def test_memory_does_not_grow_with_the_history(quiet):
    """Never more than one answer is held."""
    most = 0
    put = quiet.store.put

    def counted(revisions, **options):
        nonlocal most
        revisions = list(revisions)
        assert all(isinstance(revision, Revision) for revision in revisions)
        most = max(most, len(revisions))
        return put(revisions, **options)

    quiet.store.put = counted
    quiet.fetch()
    assert most == 50
