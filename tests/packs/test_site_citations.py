"""A citation of each wiki in its own words, read under the names that all wikis share.

Most stand in the pages of `fixtures/`; the others are put together from the templates and parameters of their wiki.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from wikidiff.packs import sites
from wikidiff.wikitext.citations import citations

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("citations.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("site", "text", "names"), [pytest.param(s, t, n, id=f"{s} {p}") for s, p, t, n in ROWS])
def test_a_citation_of_each_wiki_is_read_in_its_own_words(site, text, names):
    (citation,) = citations(f"<ref>{text}</ref>", site)
    assert citation.template is not None
    assert [field.name for field in citation.fields] == names.split()
    unknown = [f.raw for f in citation.fields if sites.is_unknown_parameter(citation.template, f.raw, site)]
    assert [raw for raw in unknown if not raw.isdigit()] == []


def test_every_pack_has_an_example():
    folder = resources.files("wikidiff.packs").joinpath("site")
    packs = {entry.name.removesuffix(".toml") for entry in folder.iterdir()} - {sites.GENERIC}
    assert {row[0] for row in ROWS} == packs


@pytest.mark.parametrize(
    ("site", "text", "locator"),
    [
        ("enwiki", "{{sfn|Smith|2004|loc=ch. 2}}", "ch. 2"),
        ("ruwiki", "{{sfn|Иванов|2001|с=12}}", "12"),
        ("frwiki", "{{sfn|Dupont|2001|p=12}}", "12"),
        ("eswiki", "{{harvnp|García|2001|p=12}}", "12"),
        ("plwiki", "{{odn|Kowalski|2001|s=12}}", "12"),
        ("itwiki", "{{cita|Rossi|p. 12}}", None),
    ],
)
def test_short_footnotes_of_other_wikis(site, text, locator):
    (citation,) = citations(text, site)
    assert citation.use
    assert citation.field("last") is not None
    assert citation.locator == locator


def test_quotations_of_french_wikipedia_are_no_sources():
    assert citations("{{Citation|Je pense, donc je suis}}", "frwiki") == ()
    assert len(citations("{{Citation|title=T|last=A}}", "enwiki")) == 1


@pytest.mark.parametrize(
    ("template", "name", "unknown"),
    [
        ("cite web", "accessdate", False),
        ("cite web", "last17", False),
        ("cite web", "author3-first", False),
        ("Cite_Web", "Title", False),
        ("cite web", "accesdate", True),
        ("cite web", "publisher2", True),
        ("cite web", "1", True),
        ("cite eb1911", "wstitle", False),
        ("cite my own wrapper", "anything", False),
    ],
)
def test_unknown_parameters(template, name, unknown):
    assert sites.is_unknown_parameter(template, name) is unknown


def test_parameters_of_other_wikis_are_known_there_only():
    assert not sites.is_unknown_parameter("Internetquelle", "abruf", "dewiki")
    assert sites.is_unknown_parameter("cite web", "abruf")
    assert sites.is_unknown_parameter("Internetquelle", "abruff", "dewiki")
