from __future__ import annotations

import pytest

from tests.report import samples
from wikidiff.model import Analysis, Between, Page, Revision, User
from wikidiff.report import links
from wikidiff.report.head import between, head
from wikidiff.report.terminal import render
from wikidiff.wire import from_json, to_json


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Between(revisions=0), "No revision lies between the two."),
        (Between(revisions=1), "1 revision lies between the two."),
        (Between(revisions=1, users=1), "1 revision by 1 user lies between the two."),
        (Between(revisions=3, users=2), "3 revisions by 2 users lie between the two."),
        (Between(revisions=4, users=1, same=True), "4 revisions by the same user lie between the two."),
        (Between(revisions=1000, users=100, more=True), "At least 1,000 revisions by 100 users lie between the two."),
    ],
)
def test_what_lies_between_is_said_and_travels_as_json(known, said):
    assert between(known) == said
    made = Analysis(language="en", old=Revision(), new=Revision(), between=known)
    assert from_json(to_json(made)) == made
    assert from_json(to_json(made)).between == known
    assert said in " ".join(render(made).split())


def test_nothing_is_said_of_what_is_not_known():
    top = head(Analysis(language="en", old=Revision(), new=Revision()))
    assert top.bare
    assert (top.title, top.size, top.between, top.diff_link) == ("", "", "", None)
    assert '"between"' not in to_json(Analysis(language="en", old=Revision(), new=Revision()))


def test_what_is_hidden_is_said_and_what_is_shown_is_not_called_hidden():
    hidden = Revision(id=5, hidden=frozenset({"user", "comment", "text"}))
    top = head(Analysis(language="en", old=samples.every_category().new, new=hidden))
    assert top.new.hidden == ("summary", "text", "user")
    assert top.old.hidden == ()


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (Page(wiki="enwiki"), "https://en.wikipedia.org/w/index.php"),
        (Page(wiki="zh_min_nanwiki"), "https://zh-min-nan.wikipedia.org/w/index.php"),
        (Page(wiki="commonswiki"), "https://commons.wikimedia.org/w/index.php"),
        (Page(wiki="dewiktionary"), "https://de.wiktionary.org/w/index.php"),
        (Page(wiki="my private wiki"), None),
        (Page(wiki="house", script="https://wiki.house.example/index.php"), "https://wiki.house.example/index.php"),
        (Page(wiki="enwiki", script="javascript:alert(1)"), None),
        (Page(wiki="enwiki", script="https://a.example/w/index.php?x=1"), None),
        (Page(wiki="enwiki", script='https://a.example/"><script>'), None),
        (Page(wiki="enwiki", script="https://[a.example/"), None),
        (Page(wiki="enwiki", script="file:///etc/passwd"), None),
        (Page(title="A page"), None),
        (None, None),
    ],
)
def test_links_lead_to_the_wiki_or_nowhere(page, address):
    assert links.script(page) == address


def test_names_are_made_safe_for_addresses():
    page = Page(wiki="enwiki", title="AC/DC: «Back in Black»? 100 % & more")
    assert links.page(page) == (
        "https://en.wikipedia.org/w/index.php?title=AC/DC:_%C2%ABBack_in_Black%C2%BB%3F_100_%25_%26_more"
    )
    assert links.page(Page(wiki="enwiki", title="A]] [[B")) is None
    assert links.contributions(page, User(name="Ada|{{evil}}")) is None
    ada = links.contributions(page, User(name="Ada Lovelace"))
    assert ada == "https://en.wikipedia.org/w/index.php?title=Special:Contributions/Ada_Lovelace"


def test_links_of_a_terminal_are_the_same_each_time_and_only_where_they_are_taken():
    made = samples.every_category()
    linked = render(made, color=True, linked=True)
    assert linked == render(made, color=True, linked=True)
    assert "\x1b]8;;https://en.wikipedia.org/w/index.php?diff=1002&oldid=1001\x1b\\" in linked
    assert linked.count("\x1b]8;;\x1b\\") == linked.count("\x1b]8;;https://")
    assert "\x1b]8;" not in render(made, color=True)
    assert "\x1b]8;" not in render(made, linked=True)
    assert "https://en.wikipedia.org/w/index.php?diff=1002&oldid=1001" in render(made)
