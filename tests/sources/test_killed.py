"""`wikidiff fetch` is killed at any moment and started again: the history is the same, and nothing is asked twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.campaign import tenth
from tests.sources.test_fetching import rows
from wikidiff.sources.store import Store

TITLE, PAGE, FIRST, COUNT = "Killed town", 290_000, 2_900_000, 230
ANSWERS = 5  # that many bring the whole history


@pytest.fixture(scope="session")
def killed_town(mediawiki) -> None:
    mediawiki.import_revisions(rows(TITLE, PAGE, FIRST, COUNT))


@dataclass(frozen=True)
class Fetching:
    """`wikidiff fetch` as a person starts it, with a store of its own."""

    store: Path
    api: str

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "wikidiff", "fetch", TITLE, "--wiki", self.api, "--store", str(self.store)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def whole(self) -> str:
        process = self.start()
        said, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
        return said

    def history(self) -> bytes:
        """Return everything that the store has of the page, as bytes."""
        with Store(self.store, write=False) as store:
            return "\n".join(map(repr, store.history(TITLE, wiki="testwiki"))).encode()


def texts_asked(wiki) -> list[str | None]:
    """Return where each request for texts began: at a continuation, after a time, at the start of the history."""
    found = []
    for request in wiki.requests():
        sent = {k: v[0] for k, v in parse_qs(urlsplit(request["uri"]).query).items()} | dict(request["post"])
        if "content" in sent.get("rvprop", ""):
            found.append(sent.get("rvcontinue") or sent.get("rvstart"))
    return found


@pytest.fixture(scope="session")
def uninterrupted(killed_town, mediawiki, tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("uninterrupted")
    environment = {"WIKIDIFF_CONTACT": "User:Tests of wikidiff", "WIKIDIFF_STATE": str(folder), "NO_PROXY": "*"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**environment, "WIKIDIFF_PER_MINUTE": "100000"}.items():
            patch.setenv(name, value)
        fetching = Fetching(folder / "store.sqlite", mediawiki.api_url)
        assert fetching.whole() == f"testwiki: {TITLE}: {COUNT} revisions, {COUNT} new\n"
        return fetching.history()


@pytest.mark.parametrize("seed", tenth(range(100)))
def test_a_fetch_that_is_killed_goes_on_where_it_stopped(wiki, uninterrupted, tmp_path, seed):
    chance = random.Random(seed)  # noqa: S311  # no secret
    fetching = Fetching(tmp_path / "store.sqlite", wiki.api_url)
    kills = 0
    for _ in range(chance.randrange(1, 3)):
        wanted = len(texts_asked(wiki)) + chance.randrange(0, 4)
        process = fetching.start()
        while len(texts_asked(wiki)) < wanted and process.poll() is None:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.06)  # anywhere between two requests, and before the first
        process.send_signal(signal.SIGKILL)
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
    fetching.whole()
    assert fetching.history() == uninterrupted
    with Store(fetching.store) as store:
        assert store._sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert store._sql.execute("PRAGMA foreign_key_check").fetchall() == []
    # Each kill costs the one answer that was on its way, and going on costs no more than the last one's remainder.
    asked = texts_asked(wiki)
    assert len(asked) <= ANSWERS + kills
    # What was asked for twice was asked twice because it was not there.
    assert all(asked.count(start) <= 1 + kills for start in asked)


def test_two_fetches_at_once_ask_for_nothing_twice(wiki, uninterrupted, tmp_path):
    fetching = Fetching(tmp_path / "store.sqlite", wiki.api_url)
    running = [fetching.start() for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(line.split(", ")[-1] for line in said) == ["0 new\n", "0 new\n", f"{COUNT} new\n"]
    assert fetching.history() == uninterrupted
    assert len(texts_asked(wiki)) == ANSWERS


def test_an_interrupt_keeps_what_came(wiki, uninterrupted, tmp_path):
    fetching = Fetching(tmp_path / "store.sqlite", wiki.api_url)
    wiki.order(sleep=20, match="rvcontinue", skip=1, times=1)
    process = fetching.start()
    while len(texts_asked(wiki)) < 3 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said, errors = process.communicate(timeout=60)
    assert (process.returncode, said, errors.strip()) == (130, "", "wikidiff: interrupted")
    with Store(fetching.store, write=False) as store:
        assert store.count() == 100
    wiki.calm()
    fetching.whole()
    assert fetching.history() == uninterrupted
    assert len(texts_asked(wiki)) == ANSWERS - 2  # the answer that was waited for is asked for again, no other
