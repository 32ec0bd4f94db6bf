"""Lists of ratings that a user names: read from rows or from a wiki's page, asked by address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.text.ratings import source_list

ROWS = """domain,status,note
example.com,unreliable,"gossip, mostly"
# a comment
Forbes.com/sites,mixed
bbc.co.uk,reliable
"""
PAGE = """== Warn ==
* example.com – gossip
* [https://www.example.org/x Example]
<!-- * hidden.com -->
== Caution ==
# sub.example.net
{| class="wikitable"
|-
| ABC || {{WP:RSPSTATUS|gr}} || {{WP:RSPUSES|abc.example|abc2.example.com}}
|-
| No status || {{WP:RSPUSES|none.example}}
|}
"""


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("http://www.example.com/a", "unreliable"),
        ("https://news.example.com", "unreliable"),
        ("https://web.archive.org/web/2012/http://example.com/q", "unreliable"),
        ("https://www.forbes.com/sites/someone/1", "mixed"),
        ("https://www.forbes.com/lists", None),
        ("http://news.bbc.co.uk/1", "reliable"),
        ("http://example.com.evil.org/", None),
        ("http://notexample.com/", None),
        ("javascript:alert('example.com')", None),
    ],
)
def test_rows_are_asked_by_host_and_path(url, status):
    found = source_list(ROWS, "my list").rating(url)
    assert (found.status if found is not None else None) == status
    assert found is None or found.listed_in == "my list"


def test_rows_may_be_parted_by_tabs():
    found = source_list("example.com\tgood\tsays x, y\n").rating("http://example.com")
    assert found is not None
    assert (found.status, found.note) == ("good", "says x, y")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("example.com", "Warn"),
        ("example.org/x/y", "Warn"),
        ("hidden.com", None),
        ("sub.example.net", "Caution"),
        ("example.net", None),
        ("abc.example", "gr"),
        ("abc2.example.com", "gr"),
        ("none.example", None),
    ],
)
def test_a_page_of_a_wiki(host, status):
    found = source_list(PAGE).rating("https://" + host)
    assert (found.status if found is not None else None) == status


def test_what_is_told_behind_a_domain_is_the_note():
    found = source_list(PAGE).rating("https://example.com")
    assert found is not None
    assert found.note == "gossip"


@given(st.text(alphabet="ab.,|*#={}[]/-\n\t x:", max_size=200))
def test_any_text_is_read(text):
    assert source_list(text).rating("http://a.b/x") is None or "a.b" in text.lower()
