"""The report for a talk page, read by MediaWiki itself."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.report import samples
from tests.report.test_markdown import Seen
from wikidiff.report import glyphs, wikitext

PROPS = "text|templates|categories|links|externallinks|images|iwlinks|langlinks|sections|properties"
MEANT = {
    "h2", "h3", "p", "ul", "li", "strong", "del", "ins", "code", "table", "tbody", "tr", "th", "td", "a", "div", "span",
}  # fmt: skip


def parsed(mediawiki, text: str):
    answer = mediawiki.api(
        action="parse", text=text, title="Talk:Sandbox", contentmodel="wikitext", prop=PROPS, pst="1",
        disablelimitreport="1", disableeditsection="1", disabletoc="1", formatversion="2",
    )  # fmt: skip
    return answer["parse"]


def test_the_talk_page_post_on_the_seed_edit(snapshot):
    assert wikitext.render(samples.seed(), heading="ICE") == snapshot.use_extension(samples.saved("wikitext"))


@pytest.mark.parametrize("name", samples.ALL)
def test_mediawiki_finds_no_template_category_file_or_link_that_is_not_meant(mediawiki, name):
    told = parsed(mediawiki, wikitext.render(samples.ALL[name](), heading=None))
    for kind in ("templates", "categories", "externallinks", "images", "iwlinks", "langlinks"):
        assert told[kind] == [], kind
    assert [link["title"] for link in told["links"]] == (["Ellis"] if name == "every_category" else [])
    assert not {"notoc", "forcetoc"} & set(told["properties"])
    seen = Seen(told["text"])
    assert set(seen.tags) <= MEANT
    assert [section["level"] for section in told["sections"]] == sorted(
        section["level"] for section in told["sections"]
    )


def test_what_an_edit_says_stays_text(mediawiki):
    told = parsed(mediawiki, wikitext.render(samples.markup()))
    shown = Seen(told["text"]).text.replace("\xa0", " ")  # MediaWiki's own: before marks that French sets apart
    for part in samples.MARKUP[:7]:
        assert part in shown
    assert "Tests" not in shown  # nobody signed


def test_links_lead_to_the_wikis_own_pages(mediawiki):
    told = parsed(mediawiki, wikitext.render(samples.every_category()))
    links = Seen(told["text"]).links
    for page in (
        "Special:Diff/1001/1002",
        "Special:Contributions/Ada",
        "Special:PermanentLink/1001",
        "Special:PageHistory/Ellis",
    ):
        assert any(page in link for link in links), page
    assert not any("User:" in link for link in links)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.text(st.sampled_from("[]{}|<>='~_&;:*#-!/ \\abISBN1234567890x.http"), max_size=60), min_size=20, max_size=20
    )
)
def test_mediawiki_shows_any_text_as_it_was(mediawiki, texts):
    shown = [" ".join(glyphs.visible(text).split()) for text in texts]
    told = parsed(mediawiki, "\n".join(f"* x {wikitext.escape(text)} y" for text in shown))
    seen = Seen(told["text"])
    assert [" ".join(line.split()) for line in seen.text.strip().splitlines() if line.strip()] == [
        " ".join(f"x {text} y".split()) for text in shown
    ]
    assert set(seen.tags) <= {"div", "ul", "li"}
