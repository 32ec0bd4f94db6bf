"""Addresses: which name one source, and in which part two differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.text.urls import canonical, domain, is_archive, same_source, url_parts_changed


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("http://example.com/a", "https://www.example.com/a/"),
        ("http://EXAMPLE.com:80/a#top", "https://example.com/a"),
        ("//example.com/a", "http://example.com/a"),
        ("http://example.com/a?b=1&c=2", "http://example.com/a?c=2&amp;b=1"),
        ("http://example.com/a?utm_source=x&fbclid=y", "http://example.com/a"),
        ("http://example.com/%7euser/%d0%bf", "http://example.com/~user/п"),
        ("http://xn--e1afmkfd.xn--p1ai/", "http://пример.рф"),
        ("http://example.com/a;jsessionid=1F?x=1", "http://example.com/a?x=1"),
        ("https://web.archive.org/web/20120101000000/http://example.com/a?b=1", "http://example.com/a?b=1"),
        ("https://web.archive.org/web/20120101000000id_/http:/example.com/a", "http://example.com/a"),
        ("https://web.archive.org/web/2012/example.com/a", "http://example.com/a"),
        ("http://archive.today/2012.01.02-030405/http://example.com/a", "http://example.com/a"),
        ("https://archive.ph/20120102/https://example.com/a", "http://example.com/a"),
        ("http://www.webcitation.org/query?url=http%3A%2F%2Fexample.com%2Fa&date=2010-01-01", "http://example.com/a"),
        ("http://www.webcitation.org/query?url=http://example.com/a?b=1&date=2010-01-01", "http://example.com/a?b=1"),
        ("https://ghostarchive.org/archive/20210101/https://example.com/a", "https://example.com/a"),
        ("https://wayback.archive-it.org/123/2012/https://example.com/a", "https://example.com/a"),
        ("http://archive.wikiwix.com/cache/?url=http://example.com/a", "https://example.com/a"),
        (
            "http://webcache.googleusercontent.com/search?q=cache:abcdefghijkl:example.com/a+words&hl=en",
            "http://example.com/a",
        ),
        ("https://youtu.be/abc", "https://www.youtube.com/watch?v=abc&feature=share"),
        ("https://books.google.de/books?id=x&pg=PA3", "https://books.google.com/books?id=x&hl=en"),
        ("http://dx.doi.org/10.1000/ABC", "https://doi.org/10.1000/abc"),
        ("https://doi.org/10.1000/abc", "https://publisher.example/doi/full/10.1000/ABC"),
    ],
)
def test_one_source_under_two_addresses(one, two):
    assert same_source(one, two)
    assert same_source(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("http://example.com/a", "http://example.com/b"),
        ("http://example.com/a?id=1", "http://example.com/a?id=2"),
        ("http://example.com/#!/a", "http://example.com/#!/b"),
        ("http://example.com/A", "http://example.com/a"),
        ("http://news.example.com/a", "http://example.com/a"),
        ("https://archive.ph/abcde", "https://archive.ph/fghij"),
        ("http://example.com:8080/a", "http://example.com/a"),
        ("https://open.spotify.example/x?si=1", "https://open.spotify.example/x?si=2"),
        ("", ""),
    ],
)
def test_two_sources(one, two):
    assert not same_source(one, two)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "data:text/html,<b>", "mailto:a@b.c", "plain words", "http://"]
)
def test_what_is_no_address_is_text(text):
    assert canonical(f" {text} ") == text
    assert domain(text) is None


def test_parts_that_changed():
    assert url_parts_changed("http://a.example/b", "https://a.example/b") == ("scheme",)
    assert url_parts_changed("http://a.example/b?c", "http://www.a.example/d?e#f") == (
        "host",
        "path",
        "query",
        "fragment",
    )
    assert url_parts_changed("HTTP://A.example/b", "http://a.example/b") == ()
    assert url_parts_changed("javascript:a", "http://a.example/") == ("text",)


def test_registered_domain():
    assert domain("https://news.example.co.uk/a") == "example.co.uk"
    assert domain("https://www.example.com") == "example.com"
    assert domain("https://web.archive.org/web/2012/http://a.b.example.org/") == "example.org"
    assert domain("http://192.0.2.1:8000/x") == "192.0.2.1"
    assert domain("http://a.b.city.kawasaki.jp/") == "city.kawasaki.jp"
    assert domain("http://www.x.me.uk") == "x.me.uk"
    assert domain("http://someone.github.io/a") == "github.io"
    assert domain("http://xn--e1afmkfd.xn--p1ai/") == domain("http://www.пример.рф") == "пример.рф"
    assert domain("http://co.uk/") == "co.uk"
    assert domain("http://localhost/") == "localhost"
    assert domain("javascript:alert(1)//example.com") is None
    assert domain("http://" + "a." * 1000 + "co.uk/") is not None


def test_archives_are_known_by_their_host():
    assert is_archive("https://web.archive.org/web/2012/http://example.com")
    assert is_archive("https://archive.ph/abcde")
    assert not is_archive("http://example.com/web.archive.org")


ADDRESSES = st.builds(
    lambda scheme, host, path, query, fragment: f"{scheme}//{host}/{path}{query}{fragment}",
    st.sampled_from(["http:", "https:", "ftp:", ""]),
    st.sampled_from(
        ["example.com", "www.example.com", "www.www.x.org:443", "web.archive.org", "youtu.be", "xn--a.com"]
    ),
    st.text(alphabet="ab/%41;=п +.~", max_size=12) | st.sampled_from(["web/2012/http://www.example.com/a?b#c"]),
    st.sampled_from(["", "?", "?b=1&a=2", "?utm_source=x&b", "?url=http://a.b/c&date=2010", "?a=+%2b"]),
    st.sampled_from(["", "#", "#!/a", "#a"]),
)


@given(ADDRESSES | st.text())
def test_the_canonical_form_is_its_own(url):
    once = canonical(url)
    assert canonical(once) == once
    assert same_source(url, once) or once == ""
    assert url_parts_changed(url, url) == ()
    domain(url)


@pytest.mark.parametrize(
    "url", ["http://a.example/" + "x" * 100_000, "http://a.example/" + "%" * 100_000, "http://" * 20_000]
)
def test_a_huge_address_is_read(url):
    assert canonical(url).startswith("http")
    assert same_source(url, url)
