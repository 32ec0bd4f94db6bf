"""Fixtures for every folder: one real wiki for each process of a test run, and an environment that asks nobody else.

`mediawiki` is the wiki itself, for the whole run; `wiki` the same, calm before and after each test. Titles are each
test's own. Both skip, with the reason, where MediaWiki is not installed.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.wiki.mediawiki import MediaWiki, missing
from wikidiff.sources.budget import Budget
from wikidiff.sources.http import Session
from wikidiff.sources.wiki import Wiki

CONTACT = "User:Tests of wikidiff"


@pytest.fixture(scope="session")
def mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    """Return a wiki that runs until the end of the tests."""
    if missing():
        pytest.skip(missing())
    with MediaWiki(tmp_path_factory.mktemp("mediawiki")) as started:
        yield started


@pytest.fixture
def wiki(mediawiki: MediaWiki, polite: None) -> Iterator[MediaWiki]:
    """Return the wiki without faults, its book of requests empty, and this process ready to ask it."""
    mediawiki.calm()
    yield mediawiki
    mediawiki.calm()


@pytest.fixture(scope="session")
def client(mediawiki: MediaWiki) -> Iterator[Wiki]:
    """Return a client of the wiki that knows its name already, so that tests count only what they ask themselves."""
    session = Session(contact=CONTACT, budget=Budget(None), per_minute=100_000)
    with Wiki(mediawiki.api_url, session=session) as made:
        made.siteinfo()
        yield made


@pytest.fixture
def polite(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a contact, a book of requests and a configuration of the test's own, and a pace that does not wait."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WIKIDIFF_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,::1,localhost")
    monkeypatch.setenv("WIKIDIFF_CONTACT", CONTACT)
    monkeypatch.setenv("WIKIDIFF_STATE", f"{tmp_path}/state")
    monkeypatch.setenv("XDG_CONFIG_HOME", f"{tmp_path}/config")
    monkeypatch.setenv("WIKIDIFF_PER_MINUTE", "100000")
