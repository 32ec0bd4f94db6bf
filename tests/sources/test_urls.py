"""Addresses of wikis: what each asks for."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.errors import InputError
from wikidiff.sources import WikiURL, looks_like_url, parse_url

EN = "https://en.wikipedia.org"


def asked(url: str) -> tuple[str | None, int | None, int | None, str | None]:
    found = parse_url(url)
    return found.wiki, found.old, found.new, found.relative


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{EN}/w/index.php?title=Ice&diff=200&oldid=100", ("enwiki", 100, 200, None)),
        (f"{EN}/w/index.php?title=Ice&diff=prev&oldid=100", ("enwiki", None, 100, "prev")),
        (f"{EN}/w/index.php?title=Ice&diff=next&oldid=100", ("enwiki", 100, None, "next")),
        (f"{EN}/w/index.php?title=Ice&diff=cur&oldid=100", ("enwiki", 100, None, "cur")),
        (f"{EN}/w/index.php?title=Ice&diff=0&oldid=100", ("enwiki", 100, None, "cur")),
        (f"{EN}/w/index.php?title=Ice&diff=&oldid=100", ("enwiki", 100, None, "cur")),
        (f"{EN}/w/index.php?diff=200", ("enwiki", None, 200, "prev")),
        (f"{EN}/w/index.php?diff=200&oldid=prev", ("enwiki", None, 200, "prev")),
        (f"{EN}/w/index.php?diff=200&oldid=0", ("enwiki", None, 200, "prev")),
        (f"{EN}/?diff=200&oldid=100", ("enwiki", 100, 200, None)),
        (f"{EN}/wiki/Ice?diff=200&oldid=100&diffmode=visual#Lead", ("enwiki", 100, 200, None)),
        (f"{EN}/w/index.php?title=Ice&oldid=100", ("enwiki", None, 100, "prev")),
        (f"{EN}/w/index.php?title=Ice&oldid=100&direction=next", ("enwiki", 100, None, "next")),
        (f"{EN}/w/index.php?title=Ice&diff=cur", ("enwiki", None, None, "cur")),
        (f"{EN}/w/index.php?title=Ice&action=edit&undoafter=100&undo=200", ("enwiki", 100, 200, None)),
        (f"{EN}/wiki/Special:Diff/200", ("enwiki", None, 200, "prev")),
        (f"{EN}/wiki/Special:Diff/100/200", ("enwiki", 100, 200, None)),
        (f"{EN}/wiki/Special:Diff/100/prev", ("enwiki", None, 100, "prev")),
        (f"{EN}/wiki/Special:Diff/100/next", ("enwiki", 100, None, "next")),
        (f"{EN}/wiki/Special:Diff/100/cur", ("enwiki", 100, None, "cur")),
        (f"{EN}/wiki/special:diff/100/200/", ("enwiki", 100, 200, None)),
        (f"{EN}/w/index.php?title=Special:Diff/100/200", ("enwiki", 100, 200, None)),
        (f"{EN}/wiki/Special:Permalink/100", ("enwiki", None, 100, "prev")),
        (f"{EN}/wiki/Special:PermanentLink/100#Sources", ("enwiki", None, 100, "prev")),
        (f"{EN}/wiki/Special:Redirect/revision/100", ("enwiki", None, 100, "prev")),
        (f"{EN}/wiki/Special:MobileDiff/100...200", ("enwiki", 100, 200, None)),
        (f"{EN}/wiki/Special:MobileDiff/200", ("enwiki", None, 200, "prev")),
        (f"{EN}/w/index.php?title=Special:ComparePages&rev1=100&rev2=200", ("enwiki", 100, 200, None)),
        ("https://de.wikipedia.org/wiki/Spezial:Diff/100/200", ("dewiki", 100, 200, None)),
        ("https://de.wikipedia.org/wiki/Spezial:Permanenter_Link/100", ("dewiki", None, 100, "prev")),
        ("https://fr.wikipedia.org/wiki/Sp%C3%A9cial:Lien_permanent/100", ("frwiki", None, 100, "prev")),
        ("https://ru.wikipedia.org/wiki/Служебная:Изменения/100/200", ("ruwiki", 100, 200, None)),
        ("https://ja.wikipedia.org/wiki/特別:差分/100/200", ("jawiki", 100, 200, None)),
        ("https://ar.wikipedia.org/wiki/خاص:فرق/100/200", ("arwiki", 100, 200, None)),
        (f"{EN}/w/rest.php/v1/revision/100/compare/200", ("enwiki", 100, 200, None)),
        (f"{EN}/w/rest.php/v1/revision/200", ("enwiki", None, 200, "prev")),
        (f"{EN}/w/rest.php/v1/page/Ice/html", ("enwiki", None, None, "cur")),
        (f"{EN}/api/rest_v1/page/html/Ice/200", ("enwiki", None, 200, "prev")),
        ("https://api.wikimedia.org/core/v1/wikipedia/en/revision/100/compare/200", ("enwiki", 100, 200, None)),
        (f"{EN}/w/api.php?action=compare&fromrev=100&torev=200&format=json", ("enwiki", 100, 200, None)),
        (f"{EN}/w/api.php?action=compare&fromrev=100&torelative=prev", ("enwiki", None, 100, "prev")),
        (f"{EN}/w/api.php?action=query&prop=revisions&revids=200", ("enwiki", None, 200, "prev")),
        ("https://en.m.wikipedia.org/wiki/Special:MobileDiff/200", ("enwiki", None, 200, "prev")),
        ("https://m.wikidata.org/wiki/Q42?diff=200", ("wikidatawiki", None, 200, "prev")),
        ("https://commons.m.wikimedia.org/wiki/File:A.jpg", ("commonswiki", None, None, "cur")),
        ("https://zh-min-nan.wikipedia.org/wiki/A", ("zh_min_nanwiki", None, None, "cur")),
        ("https://no.wikipedia.org/wiki/A", ("nowiki", None, None, "cur")),
        ("https://en.wiktionary.org/wiki/ice", ("enwiktionary", None, None, "cur")),
        ("http://127.0.0.1:8080/index.php?diff=200&oldid=100", (None, 100, 200, None)),
        ("//en.wikipedia.org/wiki/Ice", ("enwiki", None, None, "cur")),
        ("en.wikipedia.org/wiki/Ice", ("enwiki", None, None, "cur")),
        ("  https://en.wikipedia.org/wiki/Ice \n", ("enwiki", None, None, "cur")),
    ],
)
def test_an_address_says_what_it_asks_for(url, expected):
    assert asked(url) == expected
    assert looks_like_url(url)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (f"{EN}/wiki/AC/DC", "AC/DC"),
        (f"{EN}/wiki/What_is_1%2B1%3F", "What is 1+1?"),
        (f"{EN}/w/index.php?title=AT%26T", "AT&T"),
        (f"{EN}/w/index.php?title=A+b_c", "A b c"),
        (f"{EN}/w/index.php/Main_Page", "Main Page"),
        ("https://zh.wikipedia.org/zh-cn/%E5%86%B0", "冰"),
        ("https://sr.wikipedia.org/sr-el/Led", "Led"),
        ("https://wiki.example.org/mediawiki/index.php/Talk:A", "Talk:A"),
        (f"{EN}/wiki/Ice#History", "Ice"),
        (f"{EN}/w/index.php?title=Ice&action=history", "Ice"),
    ],
)
def test_the_address_of_a_page_asks_for_its_last_edit(url, title):
    found = parse_url(url)
    assert (found.title, found.old, found.new, found.relative) == (title, None, None, "cur")
    assert found.meaning == f"the last edit of {title}"


def test_where_a_wiki_is_stands_in_its_address():
    assert parse_url("https://de.m.wikipedia.org/wiki/Eis") == WikiURL(
        host="de.wikipedia.org", wiki="dewiki", script="/w", title="Eis", relative="cur"
    )
    other = parse_url("http://localhost:8123/mw/index.php?title=A&oldid=5")
    assert (other.scheme, other.host, other.script, other.wiki) == ("http", "localhost:8123", "/mw", None)
    assert parse_url("http://[::1]:99/index.php?curid=7").host == "[::1]:99"
    assert parse_url("https://wiki.example.org/wiki/A").script is None
    assert parse_url(f"{EN}/?curid=7").page_id == 7


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://en.wikipedia.org/wiki/A", "no address of a wiki"),
        ("https://en.wikipedia.org:99999/wiki/A", "no address"),
        ("https://example.org/article", "names no page"),
        (f"{EN}/wiki/Special:RecentChanges", "shows no page"),
        (f"{EN}/wiki/Special:Diff", "shows no page"),
        (f"{EN}/wiki/Special:Diff/12x", "is no id"),
        (f"{EN}/w/index.php?diff=abc", "diff=abc is no id"),
        (f"{EN}/w/index.php?diff=next", "needs an oldid"),
        (f"{EN}/w/index.php?oldid={'9' * 30}", "is no id"),
        (f"{EN}/wiki/%ff", "no UTF-8"),
        (f"{EN}/w/index.php?title=%ff", "cannot be read"),
        (f"{EN}/w/api.php?action=query&revids=1|2", "no one page"),
        (f"{EN}/w/rest.php/v1/search/page?q=a", "names no page"),
        ("https://w.wiki/4Xh", "short address"),
        ("https://", "no address"),
        (f"{EN}/wiki/{'a' * 9000}", "longer than"),
        (f"{EN}/w/index.php?{'a=1&' * 200}", "cannot be read"),
    ],
)
def test_what_is_no_such_address_is_refused_in_a_sentence(url, words):
    with pytest.raises(InputError, match=words) as caught:
        parse_url(url)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "name", ["Ice", "123", "old.wikitext", "fixtures/a.xml", "User:A/wiki/B", "-", "C:\\x", "a b/wiki/"]
)
def test_titles_and_files_are_no_addresses(name):
    assert not looks_like_url(name)


@given(st.text(max_size=80))
def test_no_address_fails_otherwise(text):
    for url in (text, f"https://{text}", f"{EN}/{text}", f"{EN}/w/index.php?{text}", f"{EN}/wiki/Special:Diff/{text}"):
        with contextlib.suppress(InputError):
            assert parse_url(url).meaning
