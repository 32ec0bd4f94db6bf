"""Every ref and citation template of real pages is read once, and none is invented: beside an independent reading."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks import material
from tests.campaign import tenth
from tests.wikitext.independent import sources
from wikidiff.model import CitationKind
from wikidiff.wikitext.citations import citations

COUNTED = (CitationKind.REF, CitationKind.TEMPLATE, CitationKind.SHORT)

# Where the other parser reads otherwise than the wiki does.
OTHERWISE = {
    "vec:Berlin": "it stops at an apostrophe before bold text in a gallery, and misses the ref behind",
    "en-34 old": "refs within refs: the wiki ends a ref at the first closing tag",
    "enwiki 1.6 Band 358840254": "`</ref/>` closes no ref on the wiki",
}


def ours(text: str, site: str) -> Counter[str]:
    found = citations(text, site)
    return Counter(each.text for each in found if each.kind in COUNTED and not each.text.startswith("{{#tag"))


def pairs() -> list[material.Text]:
    found = []
    for pair in (*material.recent_pairs(), material.seed()):
        found.append(material.Text(f"{pair.name} old", pair.language, pair.old))
        found.append(material.Text(f"{pair.name} new", pair.language, pair.new))
    return found


def revisions() -> list[material.Text]:
    return [
        material.Text(f"{wiki} {title} {row['rev_id']}", wiki.removesuffix("wiki"), row["text"])
        for (wiki, title), rows in material.chains().items()
        for row in rows
        if row["text"]
    ]


GROUPS = {
    "wikis": material.wikis(),
    "awkward pages": material.awkward_pages(),
    "articles": material.articles(),
    "pairs": pairs(),
    "histories": revisions(),
}


@pytest.mark.parametrize("name", GROUPS)
def test_every_source_of_a_real_page_is_read_once(name):
    count = 0
    for page in tenth(GROUPS[name]):
        site = page.language + "wiki"
        expected, found = sources(page.text, site), ours(page.text, site)
        count += sum(expected.values())
        if page.name not in OTHERWISE:
            assert (found - expected, expected - found) == (Counter(), Counter()), page.name
    assert count > 0


@pytest.mark.parametrize("name", OTHERWISE)
def test_the_exceptions_are_still_ones(name):
    page = next(page for group in GROUPS.values() for page in group if page.name == name)
    assert sources(page.text, page.language + "wiki") != ours(page.text, page.language + "wiki")
