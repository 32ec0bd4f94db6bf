"""The store gives back what was put there, in the order of the history, and nothing that was taken out."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.store.pages import rio_grande
from wikidiff.errors import SourceError, UsageError
from wikidiff.model import Page, Revision, Slot, User
from wikidiff.sources.store import BEGINNING, END, Store, Stretch, instant, store_path
from wikidiff.sources.store.pages import united

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
TOWN = Page(wiki="enwiki", title="Town", id=7, namespace=0)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "folder" / "store.sqlite") as opened:
        yield opened


def town(number, text="The town.", **fields) -> Revision:
    return Revision(**{"id": number, "page": TOWN, "timestamp": NOON + timedelta(hours=number), "text": text} | fields)


def when(revision: Revision) -> datetime:
    assert revision.timestamp is not None
    return revision.timestamp


def bytes_of(store) -> bytes:
    paths = (store.path, store.path.with_name(store.path.name + "-wal"))
    return b"".join(path.read_bytes() for path in paths if path.exists())


def test_a_real_history_comes_back_as_it_was(store):
    assert store.put(rio_grande()).added == 247
    assert tuple(store.history("Rio Grande", wiki="enwiki")) == rio_grande()
    assert tuple(store.history(wiki="enwiki", page_id=25813, direction="older")) == rio_grande()[::-1]
    assert store.put(rio_grande(), fresh=True) == (0, 0, 0, False)


def test_a_history_is_a_small_part_of_its_texts(store):
    store.put(rio_grande())
    stored, whole = store._sql.execute("SELECT sum(length(data)), sum(size) FROM content").fetchone()
    assert stored < whole / 20
    assert store._sql.execute("SELECT max(depth) FROM content").fetchone()[0] <= 20


def test_it_is_put_in_any_order(store):
    for batch in (rio_grande()[100:150], rio_grande()[:100][::-1], rio_grande()[150:]):
        store.put(batch)
    assert tuple(store.history("Rio Grande", wiki="enwiki")) == rio_grande()


def test_one_revision_is_read_by_its_id(store):
    store.put(rio_grande())
    for revision in rio_grande()[::40]:
        assert store.revision(revision.id, wiki="enwiki") == revision
    assert store.revision(1, wiki="enwiki") is None
    assert store.revision(rio_grande()[0].id, wiki="dewiki") is None
    some = [rio_grande()[place] for place in (9, 3, 200)]
    assert list(store.revisions([some[0].id, 5, some[1].id, some[2].id], wiki="enwiki")) == some


def test_a_history_is_asked_for_in_parts(store):
    revisions = rio_grande()
    store.put(revisions)

    def ids(**asked):
        return [revision.id for revision in store.history("Rio Grande", wiki="enwiki", **asked)]

    since, until = when(revisions[50]), when(revisions[180])
    part = [revision.id for revision in revisions if since <= when(revision) <= until]
    assert ids(since=since, until=until) == part
    assert ids(since=since, until=until, limit=105) == part[:105]
    assert ids(since=since, until=until, limit=105, direction="older") == part[::-1][:105]
    assert ids(limit=0) == []
    user = revisions[10].user
    assert user is not None
    assert ids(user=user.name) == [revision.id for revision in revisions if revision.user == user]
    assert {revision.text for revision in store.history("Rio Grande", wiki="enwiki", text=False)} == {None}


def test_revisions_of_one_second_are_in_the_order_of_their_ids(store):
    store.put([town(number, f"{number}", timestamp=NOON) for number in (250, 3, *range(10, 240))])
    ids = [revision.id for revision in store.history("Town", wiki="enwiki")]
    assert ids == [3, *range(10, 240), 250]
    assert [revision.id for revision in store.history("Town", wiki="enwiki", direction="older")] == ids[::-1]


REVISIONS = st.builds(
    Revision,
    id=st.integers(1, 2**62),
    text=st.none() | st.text(max_size=60),
    page=st.just(TOWN),
    parent_id=st.none() | st.integers(0, 2**62),
    timestamp=st.datetimes(timezones=st.just(UTC)),
    user=st.none() | st.builds(User, name=st.text(max_size=9), id=st.none() | st.integers(0, 2**62), bot=st.booleans()),
    comment=st.none() | st.text(max_size=20),
    minor=st.none() | st.booleans(),
    tags=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    sha1=st.none() | st.text("0123456789abcdef", min_size=40, max_size=40),
    bytes=st.none() | st.integers(0, 2**40),
    hidden=st.sampled_from([frozenset(), frozenset({"user"}), frozenset({"text", "comment"})]),
    suppressed=st.booleans(),
    model=st.none() | st.just("wikitext"),
    slots=st.lists(st.builds(Slot, role=st.text(min_size=1, max_size=5), text=st.none() | st.text(max_size=9))).map(
        tuple
    ),
)
WIKIS = count()


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("many") / "store.sqlite") as opened:
        yield opened


@given(revisions=st.lists(REVISIONS, max_size=6, unique_by=lambda revision: revision.id))
def test_every_revision_comes_back_as_it_was(many, revisions):
    page = replace(TOWN, wiki=f"wiki{next(WIKIS)}")
    revisions = [replace(revision, page=page) for revision in revisions]
    many.put(revisions)
    assert [many.revision(revision.id, wiki=page.wiki) for revision in revisions] == revisions


def test_what_has_no_place_is_refused_and_nothing_of_its_batch_is_kept(store):
    for odd in (town(5, id=None), town(5, timestamp=None), town(5, page=None), town(5, page=Page(title="Town"))):
        with pytest.raises(UsageError, match="has no place in the store"):
            store.put([town(4), odd])
    assert store.count() == 0


# Titles


def test_a_page_is_found_by_every_title_that_led_to_it(store):
    store.put([town(1)])
    store.remember(TOWN, "Old town", "Town hall (redirect)")
    for title in ("Town", "town", "Old town", "Old_town", "town_hall_(redirect)"):
        found = store.page(title, wiki="enwiki")
        assert found is not None
        assert found.page == TOWN
    with pytest.raises(SourceError, match=r"enwiki, Nowhere: the store does not have this page; 'wikidiff fetch'"):
        next(store.history("Nowhere", wiki="enwiki"))


def test_a_page_that_was_moved_keeps_its_history_under_both_titles(store):
    store.put([town(1)])
    store.put([town(2, page=replace(TOWN, title="City"))], fresh=True)
    for title in ("Town", "City"):
        assert [(r.id, r.page.title) for r in store.history(title, wiki="enwiki")] == [(1, "City"), (2, "City")]


def test_a_title_leads_to_the_page_that_has_it_now(store):
    other = Page(wiki="enwiki", title="Town", id=8)
    store.put([town(1), town(2, page=other)])
    assert [revision.id for revision in store.history("Town", wiki="enwiki")] == [2]
    assert [revision.id for revision in store.history(wiki="enwiki", page_id=7)] == [1]


def test_pages_without_an_id_are_known_by_their_title_and_get_one_later(store):
    store.put([town(1, page=Page(wiki="enwiki", title="Town"))])
    store.put([town(2)])
    assert [revision.id for revision in store.history("Town", wiki="enwiki")] == [1, 2]
    assert [page.page for page in store.pages()] == [TOWN]


def test_two_wikis_of_one_name_are_not_mixed_up(store):
    store.remember(TOWN, api="https://en.wikipedia.org/w/api.php")
    with pytest.raises(SourceError, match=r"another wiki of this name, at https://en\.wikipedia\.org"):
        store.remember(TOWN, api="https://wiki.example.org/api.php")


# What is known without gaps


def test_gaps_are_known(store):
    def at(day):
        return (day, day * 10)

    for low, high in ((at(5), at(9)), (at(1), at(3)), (at(20), at(30))):
        store.put([], covers=(TOWN, Stretch(low, high)))
    page = store.page("Town", wiki="enwiki")
    assert not page.whole
    assert page.gaps() == [(BEGINNING, at(1)), (at(3), at(5)), (at(9), at(20)), (at(30), END)]
    assert page.gaps(at(2), at(8)) == [(at(3), at(5))]
    assert page.gaps(at(6), at(8)) == []
    store.put([], covers=(TOWN, Stretch(BEGINNING, at(25))))
    page = store.page("Town", wiki="enwiki")
    assert page.whole
    assert page.gaps() == [(at(30), END)]


PLACES = st.tuples(st.integers(0, 12), st.integers(0, 2))


@given(st.lists(st.tuples(PLACES, PLACES).map(lambda ends: Stretch(*sorted(ends)))))
def test_stretches_are_united_to_the_same_places(stretches):
    def covered(parts):
        return {(t, i) for t in range(13) for i in range(3) if any(low <= (t, i) <= high for low, high in parts)}

    joined = united(stretches)
    assert covered(joined) == covered(stretches)
    assert all(first.high < second.low for first, second in pairwise(joined))


# Tags, visibility, redaction


def test_what_the_wiki_tells_now_replaces_what_it_told(store):
    store.put([town(1, tags=("visual edit",), comment="a", user=User(name="Ann"))], fresh=True)
    now = town(1, None, tags=("visual edit", "mw-reverted"), comment="a", user=User(name="Ann"))
    assert store.put([now], fresh=True) == (0, 1, 0, False)
    assert store.revision(1, wiki="enwiki") == replace(now, text="The town.")
    store.put([town(1, None, comment="a")], fresh=True)
    assert store.revision(1, wiki="enwiki").tags == ()


def test_an_older_copy_only_fills_in(store):
    store.put([town(1, None, tags=("x",), comment="a")], fresh=True)
    store.put([town(1, "The town.", comment="b", user=User(name="Ann"))])
    assert store.revision(1, wiki="enwiki") == town(1, tags=("x",), comment="a", user=User(name="Ann"))


def hide(number, *parts, **fields):
    return town(number, None, hidden=frozenset(parts), bytes=9, **fields)


def test_a_text_that_was_hidden_later_is_gone_from_the_file(store):
    texts = [f"{'A plain sentence of the town. ' * 200}{chr(97 + n) * 50}" for n in range(20)]
    texts[4] = texts[3] + "Oak leaves mark the secret words that nobody may read any more, quite surely."
    store.put([town(n + 1, text, comment=f"why {n}", user=User(name=f"U{n}")) for n, text in enumerate(texts)])
    marks = [store._sql.execute("SELECT data FROM content WHERE key = ?", (5,)).fetchone()[0]]
    assert marks[0] in bytes_of(store)
    kept = store.put([hide(5, "text", "comment", "user")], fresh=True)
    assert kept == (0, 1, 1, False)
    assert store.revision(5, wiki="enwiki") == hide(5, "text", "comment", "user")
    left = bytes_of(store)
    assert marks[0] not in left
    assert marks[0][-40:] not in left  # nor a part of it
    assert b"why 4" not in left
    assert b"U4" not in left
    others = [revision.text for revision in store.history("Town", wiki="enwiki") if revision.id != 5]
    assert others == texts[:4] + texts[5:]


def test_every_text_may_be_taken_out_and_the_others_stay(store):
    revisions = rio_grande()[:80]
    store.put(revisions)
    left = list(revisions)
    for number in (0, 1, 64, 32, 63, 2, 16, 40):
        kept = store.redact("enwiki", [revisions[number].id])
        assert kept.changed == 1
        left = [revision for revision in left if revision.id != revisions[number].id]
        seen = [revision for revision in store.history("Rio Grande", wiki="enwiki") if "text" not in revision.hidden]
        assert seen == left
    bare = store.revision(revisions[0].id, wiki="enwiki")
    assert (bare.text, bare.user, bare.comment, bare.hidden) == (None, None, None, {"text", "user", "comment"})


def test_a_text_stays_while_another_revision_shows_it(store):
    store.put([town(1), town(2, "Damage."), town(3)])
    assert store.put([hide(1, "text")], fresh=True).removed == 0
    assert [revision.text for revision in store.history("Town", wiki="enwiki")] == [None, "Damage.", "The town."]
    assert store.redact("enwiki", [3, 99]).removed == 1


def test_a_hidden_text_does_not_come_back_from_an_old_copy(store):
    store.put([town(1)])
    store.put([hide(1, "text")], fresh=True)
    store.put([town(1)])
    assert store.revision(1, wiki="enwiki").text is None
    store.put([town(1, bytes=9)], fresh=True)  # shown again
    assert store.revision(1, wiki="enwiki") == town(1, bytes=9)


def test_who_may_see_a_hidden_text_keeps_it(store):
    seen = town(1, hidden=frozenset({"text"}))
    store.put([seen], fresh=True)
    assert store.revision(1, wiki="enwiki") == seen


def test_while_another_reads_the_old_state_its_traces_are_told(store, monkeypatch):
    store.put([town(1, "Secret words of the town.")])
    store._sql.execute("PRAGMA busy_timeout = 1")
    with Store(store.path, write=False) as reader:
        reader._sql.execute("BEGIN")
        reader._sql.execute("SELECT count(*) FROM content").fetchone()
        assert store.redact("enwiki", [1]).traces
        reader._sql.execute("COMMIT")
    assert store.tidy()
    assert b"Secret" not in bytes_of(store)


# A page that changes its nature


def test_blanked_and_grown_pages_are_read_back(store):
    base = "\n".join(str(revision.text) for revision in rio_grande()[::60])
    texts = []
    for n in range(60):
        texts += [base[: 2000 + 300 * n] + f" {n}", "" if n % 3 else f"junk {n}"]
    another = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz \n", k=30_000))  # noqa: S311  # no secret
    texts += [another + f"{n}" for n in range(30)]
    store.put([town(n + 1, text) for n, text in enumerate(texts)])
    assert [revision.text for revision in store.history("Town", wiki="enwiki")] == texts
    packed = store._sql.execute("SELECT sum(length(data)) FROM content").fetchone()[0]
    assert packed < sum(map(len, texts)) / 10
    assert store._sql.execute("SELECT count(*) FROM content WHERE number = 1024").fetchone()[0] == 1


def test_large_texts_find_what_they_share_far_away(store):
    far = "".join(json.dumps(row) for row in range(180_000))
    store.put([town(1, far), town(2, "One word." + far)])
    assert store.revision(2, wiki="enwiki").text == "One word." + far
    assert store._sql.execute("SELECT length(data) FROM content WHERE key = 2").fetchone()[0] < 1000


# Where it is


def test_the_place_of_the_store(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("WIKIDIFF_STORE", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert store_path() == tmp_path / ".local/share/wikidiff/store.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")  # does not count
    assert store_path() == tmp_path / ".local/share/wikidiff/store.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert store_path() == tmp_path / "data/wikidiff/store.sqlite"
    monkeypatch.setenv("WIKIDIFF_STORE", str(tmp_path / "mine"))
    assert store_path() == tmp_path / "mine"
    assert store_path("~/theirs") == tmp_path / "theirs"


def test_times_without_a_zone_are_in_utc():
    assert instant(datetime(1970, 1, 1, 0, 0, 1)) == 1_000_000  # noqa: DTZ001  # that is the case
