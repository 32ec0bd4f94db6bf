"""What a store alone tells of revisions, edits and histories, without any wiki."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.sources.store.pages import RIO, rio_grande
from wikidiff.errors import InputError, SourceError, UsageError
from wikidiff.model import Between
from wikidiff.sources.reader import Reader
from wikidiff.sources.store import BEGINNING, Store, Stretch
from wikidiff.sources.store.rows import place
from wikidiff.sources.urls import parse


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Return a store with a whole history, whose revisions are chained by their order."""
    path = tmp_path_factory.mktemp("reader") / "store.sqlite"
    with Store(path) as store:
        store.put(chained(), covers=(RIO, Stretch(BEGINNING, place(chained()[-1]))))
        store.remember(RIO, "Río Grande", api="https://en.wikipedia.org/w/api.php")
    return path


def chained():
    ids = [0, *(revision.id for revision in rio_grande())]
    return [replace(revision, parent_id=ids[number]) for number, revision in enumerate(rio_grande())]


@pytest.fixture
def reader(path):
    with Reader("enwiki", store=path, offline=True) as opened:
        yield opened


@pytest.mark.parametrize(
    "address",
    [
        "https://en.wikipedia.org/w/index.php?title=Rio_Grande&diff={new}&oldid={old}",
        "https://en.wikipedia.org/wiki/Special:Diff/{new}",
        "https://en.m.wikipedia.org/w/index.php?oldid={new}&diff=prev",
        "https://en.wikipedia.org/w/index.php?oldid={old}&diff=next",
        "https://en.wikipedia.org/w/index.php?title=Rio_Grande&oldid={new}",
    ],
)
def test_an_address_means_the_same_edit_in_every_shape(reader, address):
    revisions = chained()
    edit = reader.edit_of(parse(address.format(old=revisions[99].id, new=revisions[100].id)))
    assert (edit.old, edit.new, edit.notes) == (revisions[99], revisions[100], ())
    assert list(edit.history) == revisions[84:99]
    assert reader.between(edit) == Between(revisions=0, users=0)


def test_the_last_edit_and_what_was_done_since(reader):
    revisions = chained()
    edit = reader.edit_of(parse("https://en.wikipedia.org/wiki/R%C3%ADo_Grande"))
    assert (edit.old, edit.new) == (revisions[-2], revisions[-1])
    edit = reader.edit_of(parse(f"https://en.wikipedia.org/w/index.php?diff=cur&oldid={revisions[3].id}"))
    assert (edit.old, edit.new) == (revisions[3], revisions[-1])
    told = reader.between(edit)
    assert told is not None
    assert told.revisions == len(revisions) - 5
    assert told.users == len({revision.user for revision in revisions[4:-1]})
    with pytest.raises(InputError, match="this is the last revision, no edit followed it"):
        reader.edit_of(parse(f"https://en.wikipedia.org/w/index.php?diff=next&oldid={revisions[-1].id}"))


def test_the_first_edit_made_the_page(reader):
    edit = reader.edit_of(parse(f"https://en.wikipedia.org/wiki/Special:Diff/{chained()[0].id}"))
    assert (edit.old.id, edit.old.text, edit.old.page, edit.history) == (None, "", RIO, ())


def test_an_edit_backwards_is_said(reader):
    revisions = chained()
    edit = reader.edit(revisions[9].id, revisions[5].id)
    assert [note.code for note in edit.notes] == ["order"]
    assert (edit.history, reader.between(edit)) == ((), None)


def test_histories_come_with_the_revision_before_them(reader):
    revisions = chained()
    assert list(reader.history("Rio Grande")) == revisions
    assert list(reader.history(page_id=RIO.id, limit=4)) == revisions[-5:]
    since, until = revisions[50].timestamp, revisions[60].timestamp
    assert list(reader.history("Rio Grande", since=since, until=until)) == revisions[49:61]
    assert list(reader.history("Rio Grande", since=since, until=until, limit=3)) == revisions[57:61]
    assert list(reader.history("Rio Grande", since=since, until=until, limit=300)) == revisions[49:61]
    assert list(reader.history("Rio Grande", since=datetime(2200, 1, 1, tzinfo=UTC))) == []


def test_what_the_store_has_not_is_said_and_nobody_is_asked(reader, path):
    with pytest.raises(SourceError, match="enwiki, revision 5: the store does not have this revision; fetch its page"):
        reader.revisions([5])
    with pytest.raises(SourceError, match="enwiki, Town: the store does not have this page"):
        reader.latest("Town")
    with pytest.raises(UsageError, match="the wiki is not asked with --offline"):
        _ = reader.wiki
    with pytest.raises(SourceError, match="there is no store here"):
        Reader("enwiki", store=path.with_name("other"), offline=True)
    with Reader("https://wiki.town.org", store=path, offline=True) as other, pytest.raises(SourceError) as raised:
        other.latest("Town")
    assert "the store has nothing of this wiki" in str(raised.value)


def test_a_wiki_is_known_by_its_name_host_and_address(path):
    for named in ("enwiki", "en.wikipedia.org", "https://en.wikipedia.org/w/api.php", "en.m.wikipedia.org"):
        with Reader(named, store=path, offline=True) as reader:
            assert reader.name == "enwiki"
            assert reader.latest("Rio Grande").id == chained()[-1].id


@pytest.mark.parametrize(
    ("name", "language"), [("enwiki", "en"), ("dewiki", "de"), ("simplewiki", "en"), ("commonswiki", "en")]
)
def test_the_language_is_that_of_the_wiki(path, name, language):
    with Reader(name, store=path, offline=True) as reader:
        assert reader.language == language
