"""What one source no longer has, the other gives; and what none has is said."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.doc_cases import ROOT
from tests.monitor.campaign import Receiver, Watch, environment, lines_of, settings, tell
from tests.monitor.recorded import NAME, RecordedWiki, Row, change, histories
from tests.wiki.bridge import Bridge
from wikidiff.model import Revision
from wikidiff.monitor import settings as read_settings
from wikidiff.monitor.feeds import Item, PollFeed, Start, StreamFeed, read_cursor, write_cursor
from wikidiff.monitor.site import Site
from wikidiff.monitor.watcher import stream_opener
from wikidiff.sources.store import Store

RULES = '[[rule]]\nname = "numbers"\ncategory = "numeric"\n'


def row(number: int, moment: float) -> Row:
    return Row(number, 0, number, f"Page {number}", "Ada", moment, "text")


def read(feed: StreamFeed | PollFeed, stop: threading.Event, seconds: float = 10.0) -> list[Item]:
    """Let a feed read until it has been silent for a while; return what it told."""
    feed.start()
    items: list[Item] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            items.append(feed.items.get(timeout=3.0))
        except queue.Empty:
            break
    stop.set()
    feed.join(10)
    return items


@pytest.fixture
def bridge(polite):
    with Bridge() as made:
        yield made


def found(folder: Path, wiki: RecordedWiki, bridge: Bridge, source: str = "") -> read_settings.Settings:
    head = f'[watch]\nwiki = "{NAME}"\napi = "{wiki.api_url}"\n'
    text = f'{head}[source]\nurl = "{bridge.url}"\nstreams = ["recentchange"]\n{source}\n{RULES}'
    return read_settings.read(text, str(folder / "watch.toml"))


@pytest.mark.parametrize("fill", [True, False])
def test_what_a_wiki_no_longer_lists_comes_from_the_stream(tmp_path, bridge, fill):
    now = float(int(time.time()))
    lost, listed = row(5, now - 500), row(6, now - 100)
    bridge.add_recent_change(change(lost))
    with RecordedWiki([listed]) as wiki:
        given = found(
            tmp_path, wiki, bridge, f'kind = "poll"\ninterval = "1s"\nsilence = "1s"\nfill = {str(fill).lower()}'
        )
        stop = threading.Event()
        opener = stream_opener(given, stop)
        start = Start(cursor=write_cursor(now - 1000, 0), time=now - 1000)
        feed = PollFeed(given, start, stop, lambda: Site(given, stop), opener, once=True)
        items = read(feed, stop)
    told = [item.event.rev_id for item in items if item.event is not None]
    (gap,) = [item.gap for item in items if item.gap is not None]
    assert (gap.began, gap.ended) == (now - 1000, listed.time)
    assert told == ([5, 6] if fill else [6])
    assert gap.outcome == ("filled from the stream" if fill else "not filled: there is no stream")


def test_what_nobody_has_is_said(tmp_path, bridge):
    """The cursor is older than the stream's memory, and the wiki does not answer."""
    old = time.time() - 30 * 86400
    cursor = json.dumps([{"topic": "eqiad.mediawiki.recentchange", "partition": 0, "timestamp": int(old * 1000)}])
    with RecordedWiki([row(5, old)]) as wiki:
        wiki.away.set()
        given = found(tmp_path, wiki, bridge)
        stop = threading.Event()
        start = Start(cursor=cursor, time=old)
        feed = StreamFeed(given, start, stop, lambda: Site(given, stop), stream_opener(given, stop))
        items = read(feed, stop, 20.0)
    (gap,) = [item.gap for item in items if item.gap is not None]
    assert gap.reason == "the cursor is older than the stream's memory"
    assert gap.outcome.startswith("not filled: ")
    assert bridge.asked[-1]["since"] is not None
    assert bridge.asked[-1]["last"] is None


def test_a_cursor_of_another_stream_ends_the_watch_with_a_sentence(tmp_path, bridge):
    cursor = json.dumps([{"topic": "eqiad.mediawiki.page_change.v1", "partition": 0, "timestamp": time.time() * 1000}])
    with RecordedWiki([]) as wiki:
        given = found(tmp_path, wiki, bridge)
        stop = threading.Event()
        feed = StreamFeed(
            given, Start(cursor=cursor, time=time.time()), stop, lambda: Site(given), stream_opener(given, stop)
        )
        (item,) = [item for item in read(feed, stop) if item.word == "failed"]
    assert "of another stream (page_change.v1)" in item.text


def test_a_cursor_of_a_poll():
    assert read_cursor(write_cursor(5.7, 3.0)) == (5.0, 3.0)
    with pytest.raises(Exception, match="not of recent changes"):
        read_cursor("[]")


def test_events_that_cannot_be_read_are_counted_and_passed_over(tmp_path, bridge):
    with RecordedWiki([]) as wiki:
        given = found(tmp_path, wiki, bridge)
        stop = threading.Event()
        bridge.add_raw("mediawiki.recentchange", "no json")
        bridge.add_raw("mediawiki.recentchange", '{"$schema": "/mediawiki/recentchange/9.0.0", "meta": {}}')
        bridge.canary()
        bridge.add_recent_change(change(row(5, 1e9)))
        opener = stream_opener(given, stop)
        feed = StreamFeed(given, Start(since=1.0), stop, lambda: Site(given, stop), opener)
        items = read(feed, stop)
    words = [item.word for item in items if item.word in ("bad", "event")]
    assert words == ["bad", "bad", "event", "event"]
    assert [item.event and item.event.rev_id for item in items if item.word == "event"] == [None, 5]
    assert all(item.cursor for item in items if item.word in ("bad", "event"))


def test_once_ends_when_all_up_to_now_was_told(tmp_path, bridge):
    pages = [one for one in histories() if len(one) > 5][:3]
    rows = [
        Row(one.id or 0, one.parent_id or 0, 7, "Page", f"U{one.id}", 1e9 + (one.id or 0), one.text or "")
        for page in pages
        for one in page[:6]
    ]
    with RecordedWiki(rows) as wiki, Receiver() as receiver:
        path = settings(tmp_path, bridge, wiki, receiver, RULES.replace("numeric", "content"), "0s")
        tell(bridge, rows, 1000.0)
        watch = Watch(path, "--once", "--since", "2001-01-01")
        watch.start()
        assert watch.process is not None
        assert watch.process.wait(60) == 0, watch.log()
    assert lines_of(tmp_path)
    assert len(lines_of(tmp_path)) == len(receiver.taken)


def test_a_stored_history_is_replayed_from_the_command_line(tmp_path):
    page = next(one for one in histories() if 20 < len(one) < 40)
    moved = [Revision(id=one.id, text=one.text, page=one.page, parent_id=one.parent_id, user=one.user,
                      timestamp=one.timestamp) for one in page]  # fmt: skip
    with Store(tmp_path / "store") as store:
        store.put(moved)
    path = tmp_path / "watch.toml"
    text = f'[watch]\nwiki = "{NAME}"\napi = "http://127.0.0.1:9/w/api.php"\nsettle = "0s"\n{RULES}'
    path.write_text(text.replace("numeric", "content"), encoding="utf-8")

    def replay(*options: str) -> tuple[list[int], str]:
        command = [
            sys.executable,
            "-m",
            "wikidiff",
            "watch",
            "-c",
            str(path),
            "--replay",
            "--store",
            str(tmp_path / "store"),
        ]
        done = subprocess.run(
            [*command, *options], capture_output=True, text=True, env=environment(tmp_path), cwd=ROOT, check=False
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line)["new_id"] for line in done.stdout.splitlines()], done.stderr

    told, said = replay()
    assert told
    assert told == sorted(told)
    assert f"{len(page):,} revisions" in said
    middle = page[12].timestamp
    assert middle is not None
    late, _ = replay("--since", middle.astimezone(UTC).isoformat())
    assert late == [number for number in told if number >= (page[12].id or 0)]
    early, _ = replay("--until", datetime.fromtimestamp(middle.timestamp() - 1, UTC).isoformat())
    assert early == [number for number in told if number < (page[12].id or 0)]
