"""The watch on a real wiki: live edits through its RCFeed or its recent changes, and alerts on one of its pages."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.monitor.recorded import wait_for
from tests.wiki.bridge import Bridge, feed_socket
from tests.wiki.mediawiki import MediaWiki, missing
from wikidiff.monitor import settings
from wikidiff.monitor.alerts import Message, Word
from wikidiff.monitor.sinks.base import Secret, SinkFailed
from wikidiff.monitor.sinks.wikipage import WikiPage
from wikidiff.monitor.watcher import Watcher, stream_opener
from wikidiff.sources.budget import Budget
from wikidiff.sources.http import Session
from wikidiff.sources.wiki import Wiki
from wikidiff.sources.write import standing

RULES = """
[sinks.lines]
type = "file"
path = "alerts.jsonl"
[[rule]]
name = "numbers"
category = "numeric"
"""
OLD, NEW = "The mill had 400 workers in that year.", "The mill had 700 workers in that year."


class Running:
    """A watch in a thread of this process."""

    def __init__(self, folder: Path, text: str, **options) -> None:
        self.folder = folder
        (folder / "watch.toml").write_text(text, encoding="utf-8")
        self.stop = threading.Event()
        found = settings.load(str(folder / "watch.toml"))
        self.watcher = Watcher(found, opener=stream_opener(found, self.stop), stop=self.stop, **options)
        self.failed: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.watcher.run()
        except BaseException as error:  # noqa: BLE001  (told to the test)
            self.failed = error

    def end(self) -> None:
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()

    def told(self, word: str = "alert") -> list[dict[str, Any]]:
        path = self.folder / "alerts.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        return [row for row in rows if row["word"] == word]


Begin = Callable[..., Running]


@pytest.fixture(scope="module")
def feed() -> Iterator[socket.socket]:
    with feed_socket() as udp:
        yield udp


@pytest.fixture(scope="module")
def mediawiki(tmp_path_factory: pytest.TempPathFactory, feed: socket.socket) -> Iterator[MediaWiki]:
    """Return a wiki that tells its recent changes by UDP."""
    if missing():
        pytest.skip(missing())
    with MediaWiki(tmp_path_factory.mktemp("watched"), feed_port=feed.getsockname()[1]) as started:
        yield started


@pytest.fixture
def bridge(feed: socket.socket) -> Iterator[Bridge]:
    feed.settimeout(0.0)
    with suppress(BlockingIOError):  # what earlier tests left
        while feed.recv(65536):
            pass
    with Bridge() as made:
        made.listen(feed)
        yield made


@pytest.fixture
def begin(wiki: MediaWiki, tmp_path: Path) -> Iterator[Begin]:
    runs: list[Running] = []

    def make(source: str, rules: str = RULES, *, settle: str = "0s", **options) -> Running:
        head = f'[watch]\nwiki = "testwiki"\napi = "{wiki.api_url}"\nsettle = "{settle}"\n[source]\n{source}\n'
        runs.append(Running(tmp_path, head + rules, **options))
        return runs[-1]

    yield make
    for run in runs:
        run.end()


def streamed(bridge: Bridge) -> str:
    return f'url = "{bridge.url}"\nstreams = ["recentchange"]'


def heard(run: Running, bridge: Bridge, times: int = 1) -> None:
    assert wait_for(lambda: len(bridge.asked) >= times and run.watcher.health.connection == "open"), run.failed


def test_a_live_edit_is_told_and_withdrawn_when_its_page_goes(wiki, bridge, begin):
    wiki.edit("Watch mill", OLD)
    run = begin(streamed(bridge))
    heard(run, bridge)
    number = wiki.edit("Watch mill", NEW)
    assert wait_for(run.told), run.failed
    (alert,) = run.told()
    assert alert["key"] == f"testwiki:{number}:numbers:1"
    assert alert["analysis"]["findings"][0]["detail"]["new"]["value"] == 700
    assert "700" in alert["text"]
    wiki.delete("Watch mill")
    assert wait_for(lambda: run.told("retract")), run.failed
    (gone,) = run.told("retract")
    assert (gone["state"], gone["user"]) == ("deleted", None)
    assert "700" not in json.dumps(gone["analysis"]["findings"])
    assert run.watcher.state.one("SELECT count(*) FROM alerts WHERE body LIKE '%700%'") == 0


def test_what_is_hidden_later_is_taken_out(wiki, bridge, begin):
    wiki.edit("Watch weir", OLD)
    run = begin(streamed(bridge))
    heard(run, bridge)
    number = wiki.edit("Watch weir", NEW)
    wiki.edit("Watch weir", f"{NEW} It stands.")
    assert wait_for(run.told), run.failed
    wiki.hide(number, "text")
    assert wait_for(lambda: run.told("redact")), run.failed
    assert "700" not in json.dumps(run.told("redact")[0]["analysis"])


def test_a_revert_withdraws_through_the_recheck(wiki, bridge, begin):
    """1.39 has no stream of tags: the watch asks what has become of what it told."""
    wiki.edit("Watch dam", OLD)
    run = begin(streamed(bridge))
    heard(run, bridge)
    number = wiki.edit("Watch dam", NEW)
    assert wait_for(run.told), run.failed
    wiki.api(action="edit", title="Watch dam", undo=number, token="csrf")  # noqa: S106
    wiki.maintain("runJobs")
    run.watcher.state.run("UPDATE alerts SET made = made - 100")
    run.watcher._next["fates"] = 0.0
    assert wait_for(lambda: run.told("retract")), run.failed
    assert run.told("retract")[0]["state"] == "reverted"


def test_a_burst_of_one_user_is_one_edit(wiki, bridge, begin):
    wiki.edit("Watch lock", OLD)
    run = begin(streamed(bridge), settle="2s")
    heard(run, bridge)
    wiki.edit("Watch lock", OLD.replace("400", "500"))
    wiki.edit("Watch lock", OLD.replace("400", "600"))
    number = wiki.edit("Watch lock", NEW)
    assert wait_for(run.told), run.failed
    (alert,) = run.told()
    assert (alert["new_id"], len(alert["revisions"])) == (number, 3)
    assert [(one["old"], one["new"]) for one in alert["analysis"]["findings"]] == [("400", "700")]


def test_recent_changes_are_polled_where_there_is_no_stream(wiki, begin):
    """A poll knows whole seconds: what another test did in the second in which it begins is told too."""

    def told(run: Running) -> list[int]:
        return sorted(alert["new_id"] for alert in run.told() if alert["page"]["title"] == "Watch pond")

    wiki.edit("Watch pond", OLD)
    run = begin('kind = "poll"\ninterval = "1s"\nfill = false')
    assert wait_for(lambda: run.watcher.mark.now() > 0), run.failed
    number = wiki.edit("Watch pond", NEW)
    assert wait_for(lambda: told(run)), run.failed
    assert told(run) == [number]
    run.end()
    later = wiki.edit("Watch pond", NEW.replace("700", "900"))
    again = begin('kind = "poll"\ninterval = "1s"\nfill = false', once=True)
    again.thread.join(30)
    assert told(again) == [number, later]


def test_a_cursor_that_the_stream_forgot_is_bridged_from_recent_changes(wiki, bridge, begin):
    wiki.edit("Watch sluice", OLD)
    run = begin(streamed(bridge))
    heard(run, bridge)
    wiki.edit("Watch other", "one")  # so that there is a cursor
    assert wait_for(lambda: run.watcher.state.cursor(run.watcher.feed.key)), run.failed
    run.end()
    number = wiki.edit("Watch sluice", NEW)
    bridge.log.clear()
    bridge.forgotten = 1 << 60
    again = begin(streamed(bridge))
    assert wait_for(lambda: [one for one in again.told() if one["new_id"] == number]), again.failed
    gaps = again.watcher.state.rows("SELECT reason, outcome FROM gaps")
    assert [tuple(gap) for gap in gaps] == [("the stream refuses the cursor", "filled")]


def test_only_what_is_followed_is_told(wiki, bridge, begin):
    wiki.edit("Watch in", f"{OLD}\n[[Category:Watched]]")
    wiki.edit("Watch out", OLD)
    wiki.maintain("runJobs")
    rules = RULES + '[follow.mills]\ncategories = ["Watched"]\nnamespaces = [0]\n'
    run = begin(streamed(bridge), rules)
    heard(run, bridge)
    assert run.watcher.intake.members.pages["mills"] == {"Watch in"}
    wiki.edit("Watch out", NEW)
    number = wiki.edit("Watch in", f"{NEW}\n[[Category:Watched]]")
    assert wait_for(run.told), run.failed
    assert [alert["new_id"] for alert in run.told()] == [number]


def test_a_second_watcher_is_refused(wiki, bridge, begin):
    run = begin(streamed(bridge))
    heard(run, bridge)
    with pytest.raises(Exception, match="another watcher holds this state"):
        begin(streamed(bridge))


def test_a_changed_file_is_taken_up_and_a_broken_one_is_not(wiki, bridge, begin, tmp_path):
    run = begin(streamed(bridge))
    heard(run, bridge)
    path = tmp_path / "watch.toml"
    text = path.read_text(encoding="utf-8")

    def look() -> None:
        run.watcher._next["file"] = 0.0

    path.write_text(text + "\n[[rule]]\nname = 5\n", encoding="utf-8")
    look()
    assert wait_for(lambda: "settings" in run.watcher.health.trouble)
    assert [rule.name for rule in run.watcher.settings.rules] == ["numbers"]
    path.write_text(text + '\n[[rule]]\nname = "tone"\ncategory = "tone"\n', encoding="utf-8")
    look()
    assert wait_for(lambda: len(run.watcher.scope.rules) == 2)
    assert "settings" not in run.watcher.health.trouble


# A page of the wiki as a sink


def message(key: str, word: Word = Word.ALERT, text: str = "alert {{x}} [[y]]") -> Message:
    return Message(f"{key}:{word}", word, key, {"url": "https://test.org/?diff=1"}, text)


@pytest.fixture
def sink(wiki: MediaWiki) -> Iterator[Callable[..., WikiPage]]:
    made: list[WikiPage] = []

    def make(page: str, **options) -> WikiPage:
        user, password = wiki.login

        def client() -> Wiki:
            session = Session(contact="User:Tests of wikidiff", budget=Budget(None), per_minute=100_000)
            return Wiki(wiki.api_url, session=session, user=user, password=password)

        values = {"section": "Alerts", "switch": "User:Admin/run", "summary": "s", "contact": None, "dry_run": False}
        one = WikiPage(
            "w", api=wiki.api_url, page=page, user=user, password=Secret(password), pause=10.0,
            **{"wiki": client, **values, **options},
        )  # fmt: skip
        one.open()
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()


def text_of(wiki: MediaWiki, title: str) -> str:
    pages = wiki.api(action="query", prop="revisions", titles=title, rvprop="content", rvslots="main")["query"]["pages"]
    return pages[0]["revisions"][0]["slots"]["main"]["content"] if "revisions" in pages[0] else ""


def test_alerts_on_a_page_stand_there_once_and_can_be_withdrawn(wiki, sink):
    wiki.edit("User:Admin/run", "run")
    wiki.edit("User:Admin/alerts", "Mine.\n\n== Alerts ==\n\n== Other ==\nStays.")
    one = sink("User:Admin/alerts")
    one.deliver([message("a"), message("b")])
    one.deliver([message("b")])
    text = text_of(wiki, "User:Admin/alerts")
    assert text.count("<!-- wikidiff a -->") == text.count("<!-- wikidiff b -->") == 1
    assert text.startswith("Mine.\n\n== Alerts ==\n")
    assert text.endswith("== Other ==\nStays.")
    assert "{{x}}" not in text
    assert "[[y]]" not in text
    one.deliver([message("a", Word.RETRACT, "withdrawn")])
    again = text_of(wiki, "User:Admin/alerts")
    assert "withdrawn" in again
    assert again.count("wikidiff a") == 1
    last = wiki.api(action="query", list="recentchanges", rcprop="flags|title", rclimit=1)["query"]["recentchanges"][0]
    assert last["bot"] is True


def test_a_page_that_is_not_there_is_made(wiki, sink):
    wiki.edit("User:Admin/run", "run")
    sink("User:Admin/new alerts").deliver([message("a")])
    assert text_of(wiki, "User:Admin/new alerts").startswith("== Alerts ==\n<!-- wikidiff a -->")


def test_nothing_is_written_unless_the_file_says_so(wiki, sink):
    wiki.edit("User:Admin/run", "run")
    sink("User:Admin/dry", dry_run=True).deliver([message("a")])
    assert text_of(wiki, "User:Admin/dry") == ""


@pytest.mark.parametrize("switch", ["stop", ""])
def test_the_switch_stops_it(wiki, sink, switch):
    wiki.edit("User:Admin/run", switch or "nothing of the kind")
    with pytest.raises(SinkFailed, match="is off"):
        sink("User:Admin/off").deliver([message("a")])
    with pytest.raises(SinkFailed, match="is off"):
        sink("User:Admin/off", switch="User:Admin/no such switch").deliver([message("a")])


@pytest.mark.parametrize("text", ["{{nobots}}", "{{bots|deny=Admin}}", "{{bots|allow=Other}}"])
def test_a_page_that_wants_no_bots_is_left_alone(wiki, sink, text):
    wiki.edit("User:Admin/run", "run")
    wiki.edit("User:Admin/closed", text)
    with pytest.raises(SinkFailed, match="is not edited"):
        sink("User:Admin/closed").deliver([message("a")])
    assert text_of(wiki, "User:Admin/closed") == text


def test_what_somebody_saved_in_between_is_kept(wiki, sink, monkeypatch):
    wiki.edit("User:Admin/run", "run")
    wiki.edit("User:Admin/busy", "First.")
    between = ["Second."]

    def stood(client: Wiki, title: str):
        found = standing(client, title)
        if title == "User:Admin/busy" and between:
            data = {"action": "edit", "title": title, "text": between.pop(), "token": "+\\", "format": "json"}
            assert "Success" in requests.post(wiki.api_url, data=data, timeout=30).text  # by an address
        return found

    monkeypatch.setattr("wikidiff.sources.write.standing", stood)
    sink("User:Admin/busy").deliver([message("a")])
    text = text_of(wiki, "User:Admin/busy")
    assert text.startswith("Second.")
    assert "wikidiff a" in text


def test_an_account_that_is_no_bot_does_not_edit(wiki, sink):
    wiki.edit("User:Admin/run", "run")
    wiki.maintain("createAndPromote", "--force", "Plain", "a-long-password-of-tests")

    def client() -> Wiki:
        session = Session(contact="User:Tests of wikidiff", budget=Budget(None), per_minute=100_000)
        return Wiki(wiki.api_url, session=session, user="Plain", password="a-long-password-of-tests")  # noqa: S106

    with pytest.raises(SinkFailed, match="assertbotfailed") as caught:
        sink("User:Admin/nobot", wiki=client).deliver([message("a")])
    assert caught.value.wait == 300
    assert text_of(wiki, "User:Admin/nobot") == ""
