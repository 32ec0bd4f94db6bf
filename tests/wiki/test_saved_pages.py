"""What a real wiki shows and exports, read back: diff pages in both layouts, and Special:Export."""

from __future__ import annotations

import io
import json
import re

import pytest
import requests

from benchmarks import material
from tests.wiki.mediawiki import MediaWiki
from wikidiff.errors import InputError
from wikidiff.model import Revision
from wikidiff.sources import open_dump
from wikidiff.sources.diffpage import looks_like_diff_page, read_diff_page

TITLE = "Saved diff"
SEED = material.FIXTURES / "seed"


@pytest.fixture(scope="session")
def pair(mediawiki: MediaWiki) -> tuple[int, int, str, str]:
    """Return ids and texts of two revisions on the wiki."""
    old, new = ((SEED / f"{side}.wikitext").read_text(encoding="utf-8").rstrip("\n") for side in ("old", "new"))
    first = mediawiki.edit(TITLE, old, "the old one")
    return first, mediawiki.edit(TITLE, new, "the new one"), old, new


def shown_alone(text: str, whole: str) -> bool:
    """Tell whether lines stand in a text in this order, empty lines apart."""
    rest = iter(whole.split("\n"))
    return all(line in rest for line in text.split("\n") if line)


def fetch(wiki: MediaWiki, **parameters: str) -> bytes:
    """Return a page as a browser gets it."""
    return requests.get(f"{wiki.url}/w/index.php", params=parameters, timeout=60).content


def check(old: Revision, new: Revision, pair: tuple[int, int, str, str]) -> None:
    """Hold what a page showed against the texts that it showed."""
    _, _, before, after = pair
    assert shown_alone(old.text or "", before)
    assert shown_alone(new.text or "", after)
    changed = [
        {line for line in one.split("\n") if line} - {line for line in other.split("\n") if line}
        for one, other in ((before, after), (after, before))
    ]
    assert changed[0] <= set((old.text or "").split("\n"))
    assert changed[1] <= set((new.text or "").split("\n"))
    assert len(changed[0]) > 5


def test_a_diff_page_saved_by_a_browser(wiki, pair):
    html = fetch(wiki, title=TITLE, oldid=str(pair[0]), diff=str(pair[1]))
    assert looks_like_diff_page(html)
    old, new, notes = read_diff_page(html, "saved.html")
    check(old, new, pair)
    assert (old.id, new.id) == pair[:2]
    assert new.page is not None
    assert new.page.title == TITLE
    assert notes[0].code == "partial_text"
    told = re.search(r"at least ([\d,]+) of the old", notes[0].text)
    assert told is not None
    missing = int(told[1].replace(",", ""))
    assert 0 < missing <= pair[2].count("\n") + 1 - sum(line != "" for line in (old.text or "").split("\n"))


@pytest.mark.parametrize("layout", ["table", "inline"])
@pytest.mark.parametrize("version", ["1", "2"])
def test_what_the_api_compares(wiki, pair, layout, version):
    answer = requests.get(
        wiki.api_url,
        params={
            "action": "compare",
            "fromrev": str(pair[0]),
            "torev": str(pair[1]),
            "difftype": layout,
            "prop": "diff|ids|title|user|comment|size|timestamp",
            "format": "json",
            "formatversion": version,
        },
        timeout=60,
    )
    assert looks_like_diff_page(answer.content)
    old, new, _ = read_diff_page(answer.content)
    check(old, new, pair)
    assert (old.id, new.id) == pair[:2]
    assert (old.comment, new.comment) == ("the old one", "the new one")
    assert new.user is not None
    assert new.page is not None
    assert (new.page.title, new.page.namespace) == (TITLE, 0)
    assert new.timestamp is not None
    assert new.bytes == len(pair[3].encode())
    assert json.loads(answer.content)["compare"]["toid"] == new.page.id


def test_a_page_without_a_change_is_refused(wiki, pair):
    html = fetch(wiki, title=TITLE, oldid=str(pair[0]), diff=str(pair[0]))
    with pytest.raises(InputError, match=r"shows no changed lines|no diff page"):
        read_diff_page(html)


def test_special_export_tells_what_the_api_tells(wiki, client):
    ids = [wiki.edit("Exported", f"Text {number} & <b>more</b>\n\nof it", f"edit <{number}>") for number in range(4)]
    wiki.hide(ids[1], "user", "comment")
    wiki.hide(ids[2], "text")
    told = list(open_dump(io.BytesIO(fetch(wiki, title="Special:Export", pages="Exported", history="1"))))
    asked = list(client.history("Exported"))
    assert [revision.id for revision in told] == ids
    for said, expected in zip(told, asked, strict=True):
        for name in ("text", "timestamp", "comment", "bytes", "model", "minor", "hidden"):
            if name not in said.hidden and (name != "bytes" or said.bytes is not None):
                assert getattr(said, name) == getattr(expected, name), name
        assert (said.user and said.user.name) == (expected.user and expected.user.name)
        assert said.sha1 == expected.sha1 or "text" in said.hidden
        assert said.page == expected.page
