"""Every state of a page and of a revision that a real wiki shows, in the model; and the ways to find pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.wiki import proxy as faults
from tests.wiki.fixtures import CONTACT
from tests.wiki.mediawiki import chain
from tests.wiki.proxy import FaultProxy
from wikidiff.errors import InputError, SourceError, UsageError
from wikidiff.model import Page, User
from wikidiff.sources.budget import Budget
from wikidiff.sources.http import Session
from wikidiff.sources.wiki import Wiki

FIRST = 130_001
TITLE = "States"


@pytest.fixture(scope="session")
def states(mediawiki):
    """Return a wiki with a page whose revisions have one state each."""
    rows: list[dict[str, Any]] = [
        {"text": "plain", "tags": ["mw-undo", "visual edit"], "minor": True},
        {"text": "hidden", "hidden": ["text"], "bytes": 777},
        {"text": "b", "hidden": ["user"]},
        {"text": "c", "hidden": ["comment"]},
        {"text": "d", "hidden": ["text", "user", "comment"], "suppressed": True},
        {"text": ""},
        {"text": "{{Info}}", "slots": {"mediainfo": {"model": "json", "text": '{"a": 1}'}}},
        {"text": "same second"},
        {"text": "last", "user": "2001:DB8:0:0:0:0:0:1", "user_id": 0},
    ]
    shared = {"title": TITLE, "page_id": 130_001, "user": "Bob", "user_id": 502, "comment": "why"}
    full = [{**shared, "id": FIRST + n, "timestamp": f"2021-05-01T00:00:0{n}Z", **row} for n, row in enumerate(rows)]
    full[7]["timestamp"] = full[6]["timestamp"]
    mediawiki.import_revisions(chain(full))
    mediawiki.import_revisions(
        [{**shared, "title": "Code.js", "page_id": 130_002, "id": FIRST + 50, "timestamp": "2021-05-02T00:00:00Z",
          "text": "var a;", "model": "javascript"}]
    )  # fmt: skip
    return mediawiki


@pytest.fixture
def asked(states, wiki, client):
    return client


def test_each_state_of_a_revision_is_told(asked):
    plain, text, user, comment, suppressed, empty, slots, _, last = asked.history(TITLE)
    assert (plain.text, plain.tags, plain.minor, plain.hidden) == ("plain", ("mw-undo", "visual edit"), True, set())
    assert (text.text, text.hidden, text.bytes, text.sha1, text.missing) == (None, {"text"}, 777, None, set())
    assert (text.user, text.comment, text.suppressed) == (User(name="Bob", id=502), "why", False)
    assert (user.text, user.user, user.hidden, user.comment) == ("b", None, {"user"}, "why")
    assert (comment.comment, comment.hidden, comment.user is not None) == (None, {"comment"}, True)
    assert suppressed.hidden == {"text", "user", "comment"}
    assert (suppressed.suppressed, suppressed.text, suppressed.user) == (True, None, None)
    assert (empty.text, empty.bytes, empty.missing, empty.hidden) == ("", 0, set(), set())
    assert [(slot.role, slot.model, slot.text) for slot in slots.slots] == [("mediainfo", "json", '{"a": 1}')]
    assert (slots.text, slots.model) == ("{{Info}}", "wikitext")
    assert last.user == User(name="2001:DB8:0:0:0:0:0:1", id=0)
    assert {revision.model for revision in asked.history("Code.js")} == {"javascript"}


def test_what_is_hidden_is_hidden_also_where_texts_are_not_asked_for(asked):
    found = list(asked.history(TITLE, content=False))
    assert [sorted(revision.hidden) for revision in found[:5]] == [
        [], ["text"], ["user"], ["comment"], ["comment", "text", "user"],
    ]  # fmt: skip
    assert {revision.missing for revision in found} == {frozenset()}


def test_who_may_see_what_is_hidden_gets_it_with_the_flag(asked, wiki):
    name, password = wiki.login
    session = Session(budget=Budget(None))
    with Wiki(wiki.api_url, session=session, user=name, password=password) as trusted:
        found = list(trusted.history(TITLE))
    assert found[1].text == "hidden"
    assert found[1].hidden == {"text"}
    assert found[2].user == User(name="Bob", id=502)


def test_revisions_that_are_hidden_and_shown_again_while_one_looks(asked, wiki):
    number = wiki.edit("Changing visibility", "secret", "made")
    wiki.edit("Changing visibility", "newer", "the newest cannot be hidden")
    assert asked.revision(number).text == "secret"
    wiki.hide(number, "text")
    assert (asked.revision(number).text, asked.revision(number).hidden) == (None, {"text"})
    wiki.hide(number, "text", "user")
    assert asked.revision(number).hidden == {"text", "user"}
    wiki.hide(number, suppress=True)
    assert asked.revision(number).suppressed
    wiki.show(number)
    assert (asked.revision(number).hidden, asked.revision(number).suppressed) == (set(), False)


@pytest.fixture(scope="session")
def between(states):
    """Return a proxy in front of the wiki, and a client that asks through it."""
    with FaultProxy(states.url) as proxy:
        session = Session(contact=CONTACT, budget=Budget(None), per_minute=100_000)
        with Wiki(proxy.api_url, session=session) as asked:
            asked.siteinfo()
            yield proxy, asked


FLAGS = [
    ({"temp": True, "user": "~2026-12-3", "userid": 9}, "user", User(name="~2026-12-3", id=9, temporary=True)),
    ({"temp": False}, "user", User(name="Bob", id=502)),
    ({"anon": True, "user": "192.0.2.9", "userid": 0}, "user", User(name="192.0.2.9", id=0)),
    ({"minor": False}, "minor", False),
    ({"minor": True}, "minor", True),
    ({"userhidden": False, "commenthidden": False, "sha1hidden": False, "suppressed": False}, "hidden", frozenset()),
    ({"userhidden": True, "user": None}, "hidden", frozenset({"user"})),
    ({"commenthidden": True}, "hidden", frozenset({"comment"})),
    ({"sha1hidden": True}, "hidden", frozenset({"text"})),
    ({"suppressed": True}, "suppressed", True),
    ({"suppressed": False}, "suppressed", False),
    ({"slots": {"main": {"texthidden": True}}}, "hidden", frozenset({"text"})),
    ({"slots": {"main": {"texthidden": False, "content": "x"}}}, "text", "x"),
    ({"slots": {"main": {"texthidden": True, "content": "x"}}}, "text", "x"),
    ({"slots": {"main": {"textmissing": True}}}, "missing", frozenset({"text"})),
    ({"slots": {"main": {"missing": True}}}, "missing", frozenset({"text"})),
    ({"slots": {"main": {"badcontentformat": True, "contentmodel": "json"}}}, "missing", frozenset({"text"})),
    ({"slots": None, "slotsmissing": True}, "missing", frozenset({"text"})),
    ({"slots": {"main": {"content": "x"}, "mediainfo": {"missing": True}}}, "missing", frozenset({"mediainfo"})),
    ({"slots": {"main": {"content": "x"}, "mediainfo": {"texthidden": True}}}, "missing", frozenset()),
    ({"tags": []}, "tags", ()),
    ({"parentid": 0}, "parent_id", 0),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "field", "value"), FLAGS, ids=[str(flags)[1:-1] for flags, _, _ in FLAGS])
def test_each_flag_is_read_by_its_value(between, wiki, flags, field, value):
    """The flags of formatversion=2 stand in real answers; those that 1.39 has not got are put into one."""

    def change(found):
        entry = found["query"]["pages"][0]["revisions"][0]
        for name, told in flags.items():
            if told is None:
                entry.pop(name, None)
            else:
                entry[name] = told

    proxy, asked = between
    proxy.calm()
    proxy.order(faults.rewritten(change), match="revids")
    assert getattr(asked.revision(FIRST + 7), field) == value


# Pages


def test_titles_are_normalized_and_redirects_followed_and_both_are_told(asked, wiki):
    wiki.edit("Old name of states", f"#REDIRECT [[{TITLE}#Part]]")
    history = asked.history("old_name of  states", limit=1)
    assert next(history).id == FIRST
    assert history.lookup.normalized == (("old_name of  states", "Old name of states"),)
    assert history.lookup.redirects == (("Old name of states", TITLE),)
    assert history.lookup.fragment == "Part"
    assert [note.code for note in history.notes] == ["redirect"]
    own = asked.history("Old name of states", redirects=False)
    assert next(own).text.startswith("#REDIRECT")
    assert asked.page("Old name of states", redirects=False).redirect
    assert asked.page(TITLE).last_revision == FIRST + 8


def test_a_page_that_is_not_there_is_said_not_to_be(asked):
    with pytest.raises(SourceError, match="there is no such page; look at its spelling") as caught:
        next(asked.history("Never written"))
    assert (caught.value.wiki, caught.value.page) == ("testwiki", "Never written")
    assert asked.page("Never written").state == "missing"
    with pytest.raises(SourceError, match="there is no such page"):
        next(asked.history(pageid=987_654_321))


@pytest.mark.parametrize("title", ["Foo[bar]", "", "<nowiki>", "a" * 300, "Special:Version", "{{x}}", "Talk:"])
def test_what_cannot_be_a_title_is_bad_input(asked, title):
    with pytest.raises((InputError, UsageError), match=r"no title|special page|is empty") as caught:
        next(asked.history(title))
    assert "; " in str(caught.value)


def test_a_page_of_another_wiki_is_named_as_such(asked, wiki):
    wiki.set("$wgHooks['InterwikiLoadPrefix'][] = static function ($p, &$d) { if ($p === 'elsewhere') {"
             "$d = ['iw_prefix' => $p, 'iw_url' => 'https://w.invalid/$1', 'iw_api' => '', 'iw_wikiid' => '',"
             "'iw_local' => 0, 'iw_trans' => 0]; return false; } };")  # fmt: skip
    with pytest.raises(SourceError, match=r"lies on another wiki \(elsewhere\)"):
        next(asked.history("elsewhere:Page"))


def test_a_deleted_page_says_when_and_a_moved_one_where_to(asked, wiki):
    number = wiki.edit("Soon deleted", "text")
    wiki.delete("Soon deleted")
    with pytest.raises(SourceError, match="any more; it was deleted on 20"):
        next(asked.history("Soon deleted"))
    (gone,) = asked.revisions([number])
    assert gone.missing == {"revision"}
    number = wiki.edit("Soon moved", "text")
    wiki.move("Soon moved", "Was moved", redirect=False)
    with pytest.raises(SourceError, match="any more; it was moved to Was moved"):
        next(asked.history("Soon moved"))
    assert asked.revision(number).page.title == "Was moved"
    wiki.move("Was moved", "Moved again", redirect=True)
    history = asked.history("Was moved")
    assert next(history).id == number
    assert history.page.title == "Moved again"


def test_a_parent_that_was_deleted_with_its_page_is_a_gap(asked, wiki):
    wiki.import_revisions(
        {
            "title": "Merged",
            "page_id": 131_000,
            "id": number,
            "parent_id": parent,
            "timestamp": when,
            "text": when,
        }
        for number, parent, when in (
            (131_005, 131_001, "2020-01-02T00:00:00Z"),
            (131_003, 131_005, "2020-01-03T00:00:00Z"),
        )
    )
    history = asked.history("Merged")
    found = list(history)
    assert [revision.id for revision in found] == [131_005, 131_003]
    assert history.gaps == ((131_005, 131_001),)
    pairs = list(asked.pairs(found))
    assert [(pair.old and pair.old.id, pair.new.id, pair.by) for pair in pairs] == [
        (None, 131_005, "first"),
        (131_005, 131_003, "parent"),
    ]


def test_a_namespace_may_be_given_as_a_number(asked, wiki):
    wiki.edit("Wikipedia:Rules", "text")
    assert next(asked.history("Rules", namespace=4)).page == Page(
        wiki="testwiki", title="Wikipedia:Rules", id=asked.page("Project:Rules").page.id, namespace=4
    )
    with pytest.raises(SourceError, match="no namespace 77"):
        asked.history("Rules", namespace=77)


# Finding pages


def test_a_category_is_walked_down_as_far_as_asked(asked, wiki):
    for name, text in (
        ("Cat one", "[[Category:Trees]]"), ("Category:Oaks", "[[Category:Trees]]"), ("Cat two", "[[Category:Oaks]]"),
        ("Category:Trees", "[[Category:Oaks]]"), ("Cat both", "[[Category:Oaks]] [[Category:Trees]]"),
    ):  # fmt: skip
        wiki.edit(name, text)
    assert {page.title for page in asked.category("Trees")} == {"Cat one", "Cat both", "Category:Oaks"}
    deep = [page.title for page in asked.category("Category:Trees", depth=5, namespace=0)]
    assert sorted(deep) == ["Cat both", "Cat one", "Cat two"]
    assert list(asked.category("Nothing here")) == []


def test_a_search_finds_pages(asked, wiki):
    for number in range(3):
        wiki.edit(f"Found {number}", "quetzalcoatlus")
    assert {page.title for page in asked.search("quetzalcoatlus")} == {"Found 0", "Found 1", "Found 2"}
    assert len(list(asked.search("quetzalcoatlus", limit=2))) == 2


def test_recent_changes_are_revisions_without_text(asked, wiki):
    first = wiki.edit("Recent", "one", "a summary")
    second = wiki.edit("Recent", "one two", "more", minor=1)
    found = list(asked.recent_changes(limit=2))
    assert [revision.id for revision in found] == [second, first]
    assert (found[0].parent_id, found[0].minor, found[0].comment, found[0].bytes) == (first, True, "more", 7)
    assert (found[0].page.title, found[0].text, found[0].missing) == ("Recent", None, set())
    now = datetime.now(UTC)
    assert list(asked.recent_changes(since=now.replace(year=now.year + 1))) == []
    assert {revision.page.namespace for revision in asked.recent_changes(namespace=0)} == {0}
    with pytest.raises(UsageError):
        next(asked.recent_changes(direction="up"))


# Addresses


def test_addresses_of_differences_give_their_two_revisions(asked, wiki):
    def ids(path):
        pair = asked.pair(f"{wiki.url}{path}")
        return (pair.old and pair.old.id, pair.new.id, pair.by)

    last = FIRST + 8
    assert ids(f"/w/index.php?diff={FIRST + 5}&oldid={FIRST}") == (FIRST, FIRST + 5, "asked")
    assert ids(f"/wiki/Special:Diff/{FIRST}/{FIRST + 5}") == (FIRST, FIRST + 5, "asked")
    assert ids(f"/wiki/Special:Diff/{FIRST + 5}") == (FIRST + 4, FIRST + 5, "parent")
    assert ids(f"/w/index.php?title={TITLE}&diff=prev&oldid={FIRST + 5}") == (FIRST + 4, FIRST + 5, "parent")
    assert ids(f"/w/index.php?title={TITLE}&diff=next&oldid={FIRST + 5}") == (FIRST + 5, FIRST + 6, "asked")
    assert ids(f"/w/index.php?title={TITLE}&diff=cur&oldid={FIRST + 5}") == (FIRST + 5, last, "asked")
    assert ids(f"/w/index.php?oldid={FIRST}") == (None, FIRST, "first")
    assert ids(f"/wiki/{TITLE}") == (last - 1, last, "parent")
    assert ids(f"/w/rest.php/v1/revision/{FIRST}/compare/{FIRST + 2}") == (FIRST, FIRST + 2, "asked")
    with pytest.raises(SourceError, match="shows no such revision"):
        asked.pair(f"{wiki.url}/wiki/Special:Diff/{FIRST}/999999999")
    with pytest.raises(SourceError, match="no edit followed"):
        asked.pair(f"{wiki.url}/w/index.php?diff=next&oldid={last}")
    with pytest.raises(UsageError, match="on another wiki"):
        asked.pair("https://en.wikipedia.org/wiki/Special:Diff/1/2")


def test_an_address_says_where_its_wiki_is(polite, wiki):
    assert Wiki.at("https://de.m.wikipedia.org/wiki/Spezial:Diff/1/2").place.name == "dewiki"
    newer = Wiki.at("https://zz.wikipedia.org/wiki/Special:Diff/1/2")  # a language that came after the table was made
    assert (newer.place.api_url, newer.place.name) == ("https://zz.wikipedia.org/w/api.php", "zzwiki")
    with Wiki.at(f"{wiki.url}/wiki/{TITLE}", session=Session(budget=Budget(None))) as found:
        assert found.api.url == wiki.api_url
