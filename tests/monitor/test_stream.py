"""The stream goes on, whatever it is cut by, and tells every event at least once."""

from __future__ import annotations

import json
import threading
import time
from itertools import pairwise

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.monitor.recorded import wait_for
from tests.wiki.bridge import Bridge
from wikidiff.errors import SourceError
from wikidiff.sources.budget import Budget
from wikidiff.sources.http import Session
from wikidiff.sources.sse import LONGEST, Message, Reader
from wikidiff.sources.stream import Refused, Sign, Stream, check_cursor, cursor_time

EVENT = {"type": "edit", "title": "Town", "wiki": "testwiki", "timestamp": 1, "revision": {"new": 1}}
TEXT = (
    b"\xef\xbb\xbf:ok\r\n\r\nid: 1\r\ndata: a\r\ndata: b\r\n\r\nevent: x\ndata:c\nretry: 500\n\n"
    b"id: 3\n\n: c\n\ndata: \xc3\xa9\r\r: end\n"
)


def messages(pieces):
    reader = Reader()
    return [message for piece in pieces for message in reader.feed(piece)]


def test_events_are_read_as_the_standard_tells():
    assert messages([TEXT]) == [Message("1", "message", "a\nb"), Message("1", "x", "c"), Message("3", "message", "é")]


@given(st.lists(st.integers(0, len(TEXT)), max_size=12))
def test_it_does_not_matter_where_the_bytes_are_cut(cuts):
    places = sorted({0, len(TEXT), *cuts})
    pieces = [TEXT[low:high] for low, high in pairwise(places)]
    assert messages(pieces) == messages([TEXT])


def test_half_an_event_is_no_event():
    assert messages([b"id: 1\ndata: whole\n\nid: 2\ndata: ha"]) == [Message("1", "message", "whole")]


def test_an_event_without_end_is_refused():
    with pytest.raises(SourceError, match="more than"):
        messages([b"data: ", b"x" * (LONGEST + 1)])


class Listener:
    """Reads a stream in a thread, and remembers what came."""

    def __init__(self, bridge: Bridge, **options) -> None:
        self.stop = threading.Event()
        self.got: list[str] = []
        self.signs: list[Sign] = []
        self.failed: Exception | None = None
        session = Session(contact="User:Tests of wikidiff", budget=Budget(None), per_minute=1_000_000)
        options = {"silence": 5.0, "pause": 0.02, **options}
        streams = options.pop("streams", ("recentchange",))
        self.stream = Stream(bridge.url, streams, session.stream, stop=self.stop, **options)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        try:
            for one in self.stream:
                if isinstance(one, Sign):
                    self.signs.append(one)
                else:
                    self.got.append(json.loads(one.data)["title"])
        except SourceError as error:
            self.failed = error

    def has(self, *titles: str) -> bool:
        return wait_for(lambda: set(titles) <= set(self.got), 15.0)

    def opened(self, times: int = 1) -> bool:
        return wait_for(lambda: [sign.word for sign in self.signs].count("open") >= times, 15.0)


@pytest.fixture
def bridge(polite):
    with Bridge() as made:
        yield made


def tell(bridge: Bridge, *titles: str) -> None:
    for title in titles:
        bridge.add_recent_change({**EVENT, "title": title})


@pytest.mark.parametrize("fault", ["cut", "half", 429, 500, 503])
def test_it_goes_on_after(bridge, fault):
    listener = Listener(bridge)
    assert listener.opened()
    tell(bridge, "one")
    assert listener.has("one")
    if fault == "cut":
        bridge.cut()
    elif fault == "half":
        bridge.halves = 1
        tell(bridge, "half")
    else:
        bridge.refuse(fault, Retry_After="0")
    tell(bridge, "two")
    assert listener.has("one", "two")
    assert listener.opened(2)
    last = bridge.asked[-1]["last"]
    assert json.loads(last)[0]["topic"] == "eqiad.mediawiki.recentchange"
    assert fault != "half" or listener.has("half")
    listener.stop.set()


def test_since_holds_until_there_is_an_id(bridge):
    tell(bridge, "early")
    listener = Listener(bridge, since="2020-01-01T00:00:00Z")
    assert listener.has("early")
    bridge.cut()
    assert listener.opened(2)
    assert [(one["since"], one["last"] is not None) for one in bridge.asked] == [
        ("2020-01-01T00:00:00Z", False),
        (None, True),
    ]
    listener.stop.set()


def test_a_connection_without_bytes_is_given_up(bridge):
    listener = Listener(bridge, silence=0.3)
    assert listener.opened(2)
    assert any("no byte" in sign.reason for sign in listener.signs)
    tell(bridge, "after")
    assert listener.has("after")
    listener.stop.set()


def test_a_retry_after_is_obeyed(bridge):
    bridge.refuse(429, Retry_After="7")
    listener = Listener(bridge)
    assert wait_for(lambda: [sign for sign in listener.signs if sign.word == "lost"])
    assert listener.signs[-1].pause >= 7
    listener.stop.set()


def test_pauses_grow_and_are_not_the_same(bridge):
    stream = Stream(bridge.url, ("recentchange",), lambda *_, **__: None, pause=1.0)  # type: ignore[arg-type]
    pauses = [stream._next_pause(None) for _ in range(12)]
    bounds = [min(120.0, 2.0**number) for number in range(12)]
    assert all(bound / 4 <= pause <= bound for pause, bound in zip(pauses, bounds, strict=True))
    assert len(set(pauses)) == len(pauses)


def test_an_unknown_stream_ends_it(bridge):
    listener = Listener(bridge, streams=("no.such.stream",))
    assert wait_for(lambda: listener.failed is not None)
    assert isinstance(listener.failed, Refused)
    assert "no.such.stream" in str(listener.failed) or "400" in str(listener.failed)


def test_a_cursor_of_another_stream_is_refused():
    cursor = '[{"topic":"eqiad.mediawiki.recentchange","partition":0,"timestamp":1700000000000}]'
    check_cursor(cursor, ("recentchange",))
    check_cursor(cursor, ("mediawiki.recentchange", "mediawiki.page_change.v1"))
    with pytest.raises(SourceError, match=r"of another stream \(recentchange\)"):
        check_cursor(cursor, ("mediawiki.page_change.v1",))
    with pytest.raises(SourceError, match="no id of a stream service"):
        check_cursor("5", ("recentchange",))
    assert cursor_time(cursor) == 1_700_000_000.0


def test_the_bridge_speaks_as_eventstreams_does(bridge):
    """Chunks, the first comment, an id over both data centres, and the problem document of an unknown stream."""
    tell(bridge, "one")
    with requests.get(f"{bridge.url}/recentchange?since=0", stream=True, timeout=5) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["transfer-encoding"] == "chunked"
        lines = [line.decode() for _, line in zip(range(6), answer.iter_lines(), strict=False)]
    assert lines[0] == ":ok"
    assert lines[2] == "event: message"
    topics = [row["topic"] for row in json.loads(lines[3].removeprefix("id: "))]
    assert topics == ["eqiad.mediawiki.recentchange", "codfw.mediawiki.recentchange"]
    assert json.loads(lines[4].removeprefix("data: "))["meta"]["stream"] == "mediawiki.recentchange"
    assert requests.get(f"{bridge.url}/nothing", timeout=5).json()["title"] == "Stream Not Found"


def test_stopping_ends_it_soon(bridge):
    listener = Listener(bridge)
    assert listener.opened()
    began = time.monotonic()
    listener.stop.set()
    tell(bridge, "last")
    listener.thread.join(10)
    assert not listener.thread.is_alive(), time.monotonic() - began
