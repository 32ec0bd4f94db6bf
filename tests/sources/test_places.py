"""Where wikis are: the table of Wikimedia's, hosts, addresses; packs from what a wiki says of itself."""

from __future__ import annotations

import contextlib
import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wikidiff.errors import PackError, SourceError, UsageError, WikidiffError
from wikidiff.model import Revision
from wikidiff.packs import wikis
from wikidiff.sources.chain import Chain, pairs
from wikidiff.sources.places import place
from wikidiff.sources.siteinfo import siteinfo_of
from wikidiff.sources.sitepack import refreshed, site_pack

W = "/w/api.php"


@pytest.mark.parametrize(
    ("given", "address", "name"),
    [
        ("enwiki", f"https://en.wikipedia.org{W}", "enwiki"),
        ("be_x_oldwiki", f"https://be-tarask.wikipedia.org{W}", "be_x_oldwiki"),
        ("zh_min_nanwiktionary", f"https://zh-min-nan.wiktionary.org{W}", "zh_min_nanwiktionary"),
        ("commonswiki", f"https://commons.wikimedia.org{W}", "commonswiki"),
        ("wikidatawiki", f"https://www.wikidata.org{W}", "wikidatawiki"),
        ("nlwikimedia", f"https://nl.wikimedia.org{W}", "nlwikimedia"),
        ("en.wikipedia.org", f"https://en.wikipedia.org{W}", "enwiki"),
        ("EN.M.wikipedia.org", f"https://en.wikipedia.org{W}", "enwiki"),
        ("m.wikidata.org", f"https://www.wikidata.org{W}", "wikidatawiki"),
        ("https://de.wikipedia.org/wiki/Spezial:Version", f"https://de.wikipedia.org{W}", "dewiki"),
        ("http://fr.wikipedia.org/w/index.php", f"https://fr.wikipedia.org{W}", "frwiki"),
        ("wiki.company.net", f"https://wiki.company.net{W}", None),
        ("127.0.0.1:8642", f"http://127.0.0.1:8642{W}", None),
        ("localhost", f"http://localhost{W}", None),
        ("[::1]:8642", f"http://[::1]:8642{W}", None),
        ("http://[::1]:8642/api.php", "http://[::1]:8642/api.php", None),
        ("https://wiki.company.net/mw/api.php", "https://wiki.company.net/mw/api.php", None),
        ("https://wiki.company.net/mw/index.php?title=X", "https://wiki.company.net/mw/api.php", None),
    ],
)
def test_a_wiki_is_found_by_any_of_its_names(given, address, name):
    found = place(given)
    assert (found.api_url, found.name) == (address, name)


@pytest.mark.parametrize("wrong", ["", "xxwiki", "enwikki", "a b", "https://", "ftp://a.org/w/api.php", "https://u:p@a.org/",
                                   "http://[::1", "http://a:b/", "?", "en wiki"])  # fmt: skip
def test_what_names_no_wiki_is_said_to(wrong):
    with pytest.raises(UsageError) as caught:
        place(wrong)
    assert "database name" in str(caught.value)


def test_a_name_that_is_nearly_right_is_guessed():
    with pytest.raises(UsageError, match="did you mean enwiki"):
        place("enwikki")


@given(st.text(max_size=40))
def test_no_text_is_more_than_wrong(text):
    with contextlib.suppress(WikidiffError):
        assert place(text).api_url.endswith(".php")


def test_the_table_leads_there_and_back():
    assert len(wikis.hosts()) > 1000
    assert {name for name, host in wikis.hosts().items() if wikis.name(host) != name} == set()
    assert all(wikis.is_wikimedia(host) for host in wikis.hosts().values())
    assert wikis.name("zz.m.wikipedia.org") == "zzwiki"  # by the rule
    assert wikis.name("nb.wikipedia.org") == wikis.name_at("//no.wikipedia.org/wiki/A") == "nowiki"
    assert [
        wikis.name(host) for host in ("www.wikipedia.org", "wikipedia.org", "a.b.wikipedia.org", "upload.wikimedia.org")
    ] == [None] * 4
    assert [wikis.name_at(address) for address in ("http://[", "", "https://wiki.company.net/")] == [None] * 3
    assert not wikis.is_wikimedia("wikipedia.org.evil.net")
    assert not wikis.is_wikimedia("notwikipedia.org")


# A wiki's own account


def answer(**more):
    general = {"wikiid": "dewiki", "sitename": "Wikipedia", "lang": "de", "generator": "MediaWiki 1.39.17",
               "server": "//de.wikipedia.org", "articlepath": "/wiki/$1"}  # fmt: skip
    spaces = {"-2": "Medium", "0": "", "6": "Datei", "10": "Vorlage", "14": "Kategorie"}
    english = {"-2": "Media", "6": "File", "10": "Template", "14": "Category"}
    listed = {
        n: {"id": int(n), "name": s, **({"canonical": english[n]} if n in english else {})} for n, s in spaces.items()
    }
    words = [{"name": "redirect", "aliases": ["#WEITERLEITUNG", "#REDIRECT"]}]
    told = {"namespaces": listed, "namespacealiases": [{"id": 6, "alias": "Bild"}], "magicwords": words}
    return {"query": {"general": general, **told, **more}}


def test_a_wiki_tells_of_itself():
    info = siteinfo_of(answer(), "de.wikipedia.org")
    assert (info.name, info.language, info.prefix(14), info.prefix(0)) == ("dewiki", "de", "Kategorie:", "")
    assert info.has_prefix("category:X", 14)
    assert info.has_prefix("KATEGORIE:X", 14)
    assert not info.has_prefix("X", 14)
    forms: list[dict[str, Any]] = [{}, {"query": []}, {"query": {"general": {}}}, answer(namespaces=[])]
    for broken in forms:
        with pytest.raises(SourceError, match="in a form that is not known"):
            siteinfo_of(broken, "de.wikipedia.org")


def test_a_pack_is_made_of_it_and_read_again():
    pack = site_pack(siteinfo_of(answer(), "de.wikipedia.org"))
    assert pack.startswith("# Wikipedia (dewiki).\n# Sources: ")
    assert tomllib.loads(pack) == {
        "language": "de",
        "namespaces": {"file": ["datei", "bild", "medium"], "category": ["kategorie"], "template": ["vorlage"]},
        "redirect": {"words": ["#weiterleitung"]},
    }


PACKS = sorted(
    path.name for path in resources.files("wikidiff.packs").joinpath("site").iterdir() if path.name.endswith(".toml")
)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_that_is_there_keeps_everything_else(name):
    old = resources.files("wikidiff.packs").joinpath("site", name).read_text(encoding="utf-8")
    info = siteinfo_of(answer(), "de.wikipedia.org")
    new = refreshed(old, info)
    was, now = tomllib.loads(old), tomllib.loads(new)
    for table in set(was) - {"namespaces", "redirect"}:
        assert now[table] == was[table]
    for kind in ("file", "category", "template"):
        assert set(was.get("namespaces", {}).get(kind, ())) <= set(now["namespaces"][kind])
    assert "kategorie" in now["namespaces"]["category"]
    assert [line for line in old.splitlines() if line.startswith("#")] == [
        line for line in new.splitlines() if line.startswith("#")
    ]
    assert refreshed(new, info) == new


def test_a_broken_pack_is_named():
    with pytest.raises(PackError, match="is not TOML"):
        refreshed("a = ", siteinfo_of(answer(), "x"))


# Pairs


def line(*steps: tuple[int, int]) -> list[Revision]:
    return [Revision(id=number, parent_id=parent) for number, parent in steps]


def test_pairs_are_by_parent_and_say_so_where_not():
    found = list(pairs(line((1, 0), (2, 1), (9, 2), (4, 2), (5, 77), (6, 0))))
    assert [(pair.old and pair.old.id, pair.new.id, pair.by) for pair in found] == [
        (None, 1, "first"), (1, 2, "parent"), (2, 9, "parent"), (2, 4, "parent"), (4, 5, "order"), (None, 6, "first"),
    ]  # fmt: skip
    asked = []

    def fetch(number):
        asked.append(number)
        return Revision(id=number, text="far") if number == 77 else None

    found = list(pairs(line((5, 77), (6, 5), (8, 70)), fetch))
    assert [(pair.old and pair.old.id, pair.by) for pair in found] == [(77, "parent"), (5, "parent"), (6, "order")]
    assert asked == [77, 70]


@given(st.permutations(range(1, 12)), st.integers(1, 10))
def test_a_chain_has_no_gap_whatever_its_numbers_and_one_where_one_is_left_out(numbers, lost):
    whole = line(*zip(numbers, [0, *numbers], strict=False))
    for newer in (True, False):
        told = whole if newer else whole[::-1]
        chain = Chain(newer=newer, partial=False)
        assert all(chain.is_new(revision) for revision in told)
        chain.end(whole=True)
        assert (chain.gaps, chain.duplicates) == ([], [])
        chain = Chain(newer=newer, partial=False)
        for revision in told:
            if revision.id != numbers[lost]:
                assert chain.is_new(revision)
                assert not chain.is_new(revision)
        chain.end(whole=True)
        child = numbers[lost + 1 : lost + 2]
        assert chain.gaps == [(number, numbers[lost]) for number in child]
        assert len(chain.duplicates) == 10
