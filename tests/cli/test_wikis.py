"""The commands on what stands on a wiki: asked once, kept, and read again without it."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from tests.sources.test_fetching import rows
from wikidiff.cli import main
from wikidiff.sources.store import Store

TITLE, PAGE, FIRST, COUNT = "River", 270_000, 2_700_000, 40
OTHER = "River/Delta"


@pytest.fixture(scope="session")
def river(mediawiki) -> None:
    told = rows(TITLE, PAGE, FIRST, COUNT)
    told[20]["text"] = "Damage."
    told[21]["text"] = told[19]["text"]
    told[30]["text"] = "The regime killed 12 people. [http://example.org/a Source]"
    mediawiki.import_revisions([*told, *rows(OTHER, PAGE + 1, FIRST + 5000, 2)])


@pytest.fixture
def path(river, wiki, tmp_path, monkeypatch):
    """Return the path of a store that is named by the environment, as is the wiki."""
    monkeypatch.setenv("WIKIDIFF_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.setenv("WIKIDIFF_WIKI", wiki.api_url)
    return tmp_path / "store.sqlite"


def run(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given, prog_name="wikidiff")


def done(*arguments: object, given: str | None = None) -> str:
    result = run(*arguments, given=given)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def compared(*arguments: object) -> dict[str, dict[str, object]]:
    said: dict[str, dict[str, object]] = json.loads(done("compare", *arguments, "--format", "json"))
    return said


def asked(wiki) -> list[str]:
    """Return what the wiki was asked for since the last time, in short."""
    found = []
    for request in wiki.requests():
        sent = {k: v[0] for k, v in parse_qs(urlsplit(request["uri"]).query).items()} | dict(request["post"])
        found.append(sent.get("prop") or sent.get("list") or sent.get("meta") or urlsplit(request["uri"]).path)
    wiki.requests_forgotten()
    return [what for what in found if what != "siteinfo"]


# fetch


def test_fetch_brings_pages_and_says_what_came(path, wiki):
    assert done("fetch", TITLE, OTHER) == (
        f"testwiki: {TITLE}: 40 revisions, 40 new\ntestwiki: {OTHER}: 2 revisions, 2 new\n"
    )
    assert asked(wiki) == ["info", "revisions", "info", "revisions"]
    assert done("fetch", TITLE) == f"testwiki: {TITLE}: 40 revisions, 0 new\n"
    with Store(path) as store:
        assert store.count() == 42


def test_fetch_takes_titles_from_files_and_addresses(path, wiki, tmp_path):
    (tmp_path / "titles").write_text(f"{TITLE}\n\n  {OTHER}\n", encoding="utf-8")
    said = done("fetch", "--titles", tmp_path / "titles", "--limit", 3)
    assert said == (
        f"testwiki: {TITLE}: 3 revisions, 3 new, not the whole history\ntestwiki: {OTHER}: 2 revisions, 2 new\n"
    )
    assert done("fetch", "--titles", "-", given=f"{TITLE}\n").startswith(f"testwiki: {TITLE}: 40 revisions, 37 new")
    assert "40 revisions, 0 new" in done(
        "fetch", f"{wiki.url}/w/index.php?title={TITLE}&diff={FIRST + 1}&oldid={FIRST}"
    )
    result = run("fetch", f"{wiki.url}/w/index.php?diff={FIRST + 1}")
    assert (result.exit_code, result.stderr.count("names no page")) == (2, 1)


def test_fetch_goes_on_with_the_others_when_a_page_is_not_there(path):
    result = run("fetch", "No such river", TITLE, "River[1]")
    assert result.exit_code == 3
    assert result.stdout == f"testwiki: {TITLE}: 40 revisions, 40 new\n"
    assert ["no such page" in result.stderr, "is no title of a page" in result.stderr] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 2, "name a page, or a file of titles with --titles"),
        ((TITLE, "--wiki", "nosuchwiki"), 2, "there is no wiki 'nosuchwiki' that wikidiff knows"),
        ((TITLE, "--since", "yesterday"), 4, "since 'yesterday' is no date"),
        ((TITLE, "--since", "2021-05-02", "--until", "2021-05-01"), 2, "since is later than until"),
        ((TITLE, "--store", "."), 3, "this is a directory"),
        ((TITLE, "--wiki", "http://127.0.0.1:1/w/api.php"), 3, "127.0.0.1:1"),
    ],
)
def test_what_cannot_be_fetched_is_said_in_one_sentence(path, arguments, status, words):
    result = run("fetch", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (status, "", 1)
    assert words in result.stderr


def test_without_a_contact_nobody_is_asked(path, wiki, monkeypatch):
    monkeypatch.delenv("WIKIDIFF_CONTACT")
    result = run("fetch", TITLE)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "contact" in result.stderr
    assert asked(wiki) == []


# compare


def test_compare_takes_addresses_ids_and_titles(path, wiki):
    diff = f"{wiki.url}/w/index.php?title={TITLE}&diff={FIRST + 10}&oldid={FIRST + 9}"
    said = compared(diff)
    assert (said["old"]["id"], said["new"]["id"], said["new"]["title"]) == (FIRST + 9, FIRST + 10, TITLE)
    assert (said["new"]["user"], said["new"]["comment"], said["new"]["parent_id"]) == ("Alice", "edit 10", FIRST + 9)
    assert said["new"]["timestamp"] == "2021-03-03T12:00:00Z"
    assert asked(wiki) == ["revisions"]
    assert compared(FIRST + 9, FIRST + 10) == said
    assert compared(diff, "--offline") == said
    assert asked(wiki) == []  # both are in the store by now
    assert compared(FIRST + 10)["old"]["id"] == FIRST + 9
    assert compared(f"{wiki.url}/wiki/{TITLE}")["new"]["id"] == FIRST + COUNT - 1
    assert compared(TITLE)["old"]["id"] == FIRST + COUNT - 2
    assert compared(f"{wiki.url}/w/index.php?oldid={FIRST + 9}&diff=next")["new"]["id"] == FIRST + 10
    assert compared(f"{wiki.url}/wiki/Special:Diff/{FIRST + 9}/cur")["new"]["id"] == FIRST + COUNT - 1


def test_the_first_revision_is_compared_with_nothing(path):
    said = compared(FIRST)
    assert (said["old"]["id"], said["old"]["size"], said["new"]["id"]) == (None, 0, FIRST)


def test_a_revert_is_found_with_what_came_before(path, wiki):
    said = compared(FIRST + 21)
    assert said["summary"] == {"revert": 1}
    assert asked(wiki) == ["revisions", "revisions"]  # the one, and those before it
    assert compared(FIRST + 21, "--offline") == said
    assert compared(FIRST + 20, FIRST + 21, "--offline")["summary"] == {"revert": 1}


def test_what_lies_between_is_told_from_the_store(path):
    done("fetch", TITLE)
    said = compared(FIRST + 10, FIRST + 20, "--offline")
    assert said["between"] == {"revisions": 9, "users": 1, "more": False, "same": True}


def test_hidden_texts_and_strange_pairs_are_notes(path, wiki):
    wiki.hide(FIRST + 33, "text")
    try:
        notes = [note["code"] for note in compared(FIRST + 33)["notes"]]  # type: ignore[index]
        assert "hidden" in notes
        assert run("scan", FIRST + 33).exit_code == 4
    finally:
        wiki.show(FIRST + 33)
    assert next(n["code"] for n in compared(FIRST + 5, FIRST + 4)["notes"]) == "order"  # type: ignore[index]
    assert next(n["code"] for n in compared(FIRST + 5, FIRST + 5000)["notes"]) == "pages"  # type: ignore[index]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((999_999_999,), 3, "the wiki shows no such revision"),
        ((999_999_999, "--offline"), 3, "there is no store here"),
        ((FIRST, "River"), 2, "'River' is no id of a revision"),
        (("No such river",), 3, "there is no such page"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_sentence(path, arguments, status, words):
    result = run("compare", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (status, "", 1)
    assert words in result.stderr


def test_offline_knows_only_the_store(path):
    done("fetch", OTHER)
    result = run("compare", FIRST, "--offline")
    assert (result.exit_code, "the store does not have this revision" in result.stderr) == (3, True)
    result = run("compare", TITLE, "--offline")
    assert (result.exit_code, "the store does not have this page" in result.stderr) == (3, True)
    result = run("compare", FIRST, "--offline", "--wiki", "dewiki")
    assert (result.exit_code, "the store does not have this revision" in result.stderr) == (3, True)


def test_a_store_that_cannot_be_used_is_done_without_unless_it_is_named(path, tmp_path, monkeypatch):
    path.write_text("This is no store. " * 100)
    said = compared(FIRST + 10)
    assert next(note["code"] for note in said["notes"]) == "store"  # type: ignore[index]
    result = run("compare", FIRST + 10, "--store", path)
    assert (result.exit_code, "this is not a store" in result.stderr) == (4, True)
    assert path.read_text().startswith("This is no store. ")


# One text


def test_scan_and_citations_take_titles_and_ids(path):
    assert "regime" in done("scan", FIRST + 30)
    assert "example.org" in done("citations", FIRST + 30)
    assert done("scan", FIRST + 30, "--offline") == done("scan", FIRST + 30)
    assert done("citations", TITLE).startswith(f"{TITLE}\n")
    assert done("scan", OTHER).startswith(f"{OTHER}: ")


# history


def test_history_reads_the_store_after_it_fetched_what_that_lacks(path, wiki):
    def ids(*more):
        lines = done("history", TITLE, "--format", "jsonl", *more).splitlines()
        return [json.loads(line)["new"]["id"] - FIRST for line in lines]

    part = ids("--limit", 3)
    assert part[-3:] == [37, 38, 39]
    assert asked(wiki) == ["info", "revisions"]
    assert ids("--limit", 3, "--offline") == part
    assert asked(wiki) == []
    days = ids("--since", "2021-03-05", "--until", "2021-03-05")
    assert days[-4:] == [16, 17, 18, 19]
    whole = ids()
    assert whole[-39:] == list(range(1, 40))
    wiki.requests_forgotten()
    assert ids("--since", "2021-03-05", "--until", "2021-03-05", "--offline") == days
    assert ids("--offline") == whole
    assert asked(wiki) == []


# doctor


def test_doctor_tells_the_store_the_contact_and_the_wiki(path, wiki):
    def said(*arguments) -> dict[str, str]:
        lines = run("doctor", *arguments).stdout.splitlines()
        return {line[:18].strip(): line[19:] for line in lines}

    told = said()
    assert told["contact"] == "User:Tests of wikidiff"
    assert told["store"] == f"{path} (not there yet)"
    assert told["wiki"].startswith("testwiki answers in ")
    assert "MediaWiki 1." in told["wiki"]
    assert told["limits class"] == "not told by this wiki"
    done("fetch", TITLE)
    assert f"{path} (version 2): 40 revisions of 1 pages of 1 wikis in " in said()["store"]
    path.write_text("no store " * 100)
    assert run("doctor").exit_code == 4
    assert "this is not a store" in said()["store"]
    result = run("doctor", "--wiki", "http://127.0.0.1:1/w/api.php", "--store", "elsewhere")
    assert result.exit_code == 3
