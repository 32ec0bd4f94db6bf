"""What the site packs say about names."""

from __future__ import annotations

from importlib import resources

import pytest

from wikidiff.packs import sites

NAMES = sorted(
    entry.name.removesuffix(".toml") for entry in resources.files("wikidiff.packs").joinpath("site").iterdir()
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Cite web", "citation"),
        ("cite_web ", "citation"),
        ("Template:Cite  book", "citation"),
        ("subst:citation", "citation"),
        ("sfn", "short"),
        ("Harvnb", "short"),
        ("R", "short"),
        ("rp", "short"),
        ("Efn", "note"),
        ("Citation needed", "maintenance"),
        ("Cite check", None),
        ("Dead link", "maintenance"),
        ("POV-section", "maintenance"),
        ("Quote box", "quote"),
        ("Infobox person", "infobox"),
        ("Taxobox", "infobox"),
        ("US-writer-stub", "stub"),
        ("Lang", None),
    ],
)
def test_templates_of_enwiki(name, kind):
    said = {
        "citation": sites.is_citation_template(name),
        "short": sites.is_short_citation(name),
        "note": sites.is_note_template(name),
        "maintenance": sites.is_maintenance_template(name),
        "quote": sites.is_quote_template(name),
        "infobox": sites.is_infobox(name),
        "stub": sites.is_stub_template(name),
    }
    assert [key for key, value in said.items() if value] == ([kind] if kind is not None else [])


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("accessdate", "access-date"),
        ("Access_Date", "access-date"),
        ("last1", "last"),
        ("last02", "last2"),
        ("author2-last", "last2"),
        ("editor-first3", "editor-first3"),
        ("unknown thing", "unknown thing"),
        ("isbn13", "isbn"),
        ("s2cid", "s2cid"),
        ("S2CID-access", "s2cid-access"),
        ("1", "1"),
        ("1a1", "1a1"),
    ],
)
def test_parameters_fold(name, folded):
    assert sites.parameter_name(name) == folded


def test_values_namespaces_and_redirects():
    convert = sites.value_template("Convert")
    assert convert is not None
    assert convert["kind"] == "measure"
    assert sites.value_template("Nombre", "frwiki") is not None
    assert sites.value_template("Nombre") is None
    assert sites.is_namespace("Datei", "file", "dewiki")
    assert sites.is_namespace("image", "file", "dewiki")
    assert not sites.is_namespace("Datei", "file")
    assert sites.is_redirect(" #redirect [[A]]")
    assert sites.is_redirect("#WEITERLEITUNG [[A]]", "dewiki")
    assert not sites.is_redirect("#WEITERLEITUNG [[A]]")
    assert not sites.is_redirect("#redirect to nothing")
    assert sites.identifier_scheme("ISBN") == "isbn"


def test_an_unknown_site_reads_as_the_generic_one():
    assert sites.load("xxwiki").citation == sites.load(sites.GENERIC).citation
    assert sites.load("../enwiki").language == "und"


@pytest.mark.parametrize("name", NAMES)
def test_every_pack_is_whole(name):
    pack = sites.load(name)
    assert pack.language
    assert name in (sites.GENERIC, pack.language + "wiki")
    assert pack.redirects
    assert sites.is_citation_template("Cite web", name), "every wiki imports it"
    assert not pack.citation.exact & pack.maintenance.exact
    assert not {key for key in pack.infobox.exact if sites.is_citation_template(key, name)}
    assert all(target == sites.parameter_name(target, name) for target in pack.aliases.values())
    for reading in pack.values.values():
        assert reading["kind"]
    text = resources.files("wikidiff.packs").joinpath("site", name + ".toml").read_text(encoding="utf-8")
    assert text.startswith("#")
    assert "Terms:" in text or name == sites.GENERIC
