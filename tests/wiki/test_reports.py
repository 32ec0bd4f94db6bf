"""Reports of edits on a real wiki: who, when, why, what lies between, and links that lead there."""

from __future__ import annotations

from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from tests.report.test_markdown import Seen
from wikidiff.cli import main


@pytest.fixture
def edits(wiki) -> list[int]:
    title = "Reports of an edit"
    texts = (
        "The town has 12,400 people.",
        "The town has 12,400 people. It rains.",
        "The town has 14,200 people. It rains.",
    )
    return [wiki.edit(title, text, f"Summary [[number]] {number}") for number, text in enumerate(texts)]


def run(*args: str) -> str:
    result = CliRunner().invoke(main, ["compare", *args], prog_name="wikidiff")
    assert (result.exit_code, result.stderr) == (0, "")
    return str(result.stdout)


def test_the_head_links_to_the_wiki_itself(wiki, edits):
    seen = Seen(run("--wiki", wiki.api_url, str(edits[1]), str(edits[2]), "--format", "html"))
    script = wiki.api_url.replace("api.php", "index.php")
    links = {link for link in seen.links if not link.startswith("#")}
    assert f"{script}?diff={edits[2]}&oldid={edits[1]}" in links
    assert f"{script}?title=Reports_of_an_edit&action=history" in links
    assert {f"{script}?oldid={each}" for each in edits[1:]} <= links
    assert all(link.startswith(script) for link in links)
    assert "“Summary [[number]] 2”" in seen.text
    with urlopen(next(link for link in links if "diff=" in link), timeout=30) as answer:  # noqa: S310  (our own wiki)
        assert "14,200" in answer.read().decode()


def test_what_is_posted_on_a_talk_page_links_to_the_diff_and_calls_nobody(wiki, edits):
    post = run("--wiki", wiki.api_url, str(edits[0]), str(edits[2]), "--format", "wikitext")
    wiki.edit("Talk:Reports of an edit", post)
    parse = wiki.api(
        action="parse", page="Talk:Reports of an edit", prop="text|links|templates|categories", formatversion="2"
    )
    assert parse["parse"]["templates"] == parse["parse"]["categories"] == []
    assert [link["title"] for link in parse["parse"]["links"]] == ["Reports of an edit"]
    links = Seen(parse["parse"]["text"]).links
    assert any(f"Special:Diff/{edits[0]}/{edits[2]}" in link for link in links)
    assert not any("User:" in link for link in links)
