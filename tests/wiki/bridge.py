"""A stream service for tests: EventStreams' wire format, fed by a wiki's RCFeed (JSON over UDP) or by a recording.

What it says on the wire is what EventStreams says: chunks, `:ok`, `event: message`, ids that are JSON arrays over both
data centres' topics with timestamps, `Last-Event-ID` before `?since=`, 400 for an unknown stream. What it does wrong is
ordered by a test: `cut`, `half`, `refuse`, `silence`, `canaries`.
"""

from __future__ import annotations

import json
import socket
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlsplit

STREAMS = {
    "recentchange": "mediawiki.recentchange",
    "mediawiki.recentchange": "mediawiki.recentchange",
    "mediawiki.page_change.v1": "mediawiki.page_change.v1",
    "mediawiki.revision-tags-change": "mediawiki.revision-tags-change",
    "revision-tags-change": "mediawiki.revision-tags-change",
    "mediawiki.revision-visibility-change": "mediawiki.revision-visibility-change",
    "revision-visibility-change": "mediawiki.revision-visibility-change",
}
LARGEST = 65536


def feed_socket() -> socket.socket:
    """Return a socket for a wiki's RCFeed, on a port of its own."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    udp.bind(("127.0.0.1", 0))
    return udp


class Bridge:
    """Holds all that happened, and tells it to whoever asks, from where they ask."""

    def __init__(self) -> None:
        self.log: list[tuple[int, str, str]] = []  # milliseconds, stream, JSON
        self.news = threading.Condition()
        self.asked: list[dict[str, Any]] = []
        self.refusals: list[tuple[int, dict[str, str]]] = []
        self.open = 0
        self.cuts = 0  # connections still to cut
        self.halves = 0  # events to send by half, the connection ending there
        self.silent = threading.Event()
        self.forgotten = 0  # ids from before this moment (milliseconds) are refused
        self.close_after: int | None = None  # events of one connection
        self._server = _server(self)
        self._threads = [threading.Thread(target=self._server.serve_forever, daemon=True)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        with self.news:
            self.closed = True
            self.news.notify_all()
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(5)

    closed = False

    @property
    def url(self) -> str:
        """Where the streams are."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v2/stream"

    def listen(self, udp: socket.socket) -> None:
        """Take a wiki's RCFeed from a socket, until this ends."""
        udp.settimeout(0.1)
        thread = threading.Thread(target=self._feed, args=(udp,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _feed(self, udp: socket.socket) -> None:
        while not self.closed:
            with suppress(TimeoutError):
                self.add_recent_change(json.loads(udp.recv(LARGEST)))

    def add_recent_change(self, event: Mapping[str, Any], domain: str | None = None) -> None:
        """Add an event as RCFeed writes it, with what EventStreams adds."""
        page = str(event.get("title", "")).replace(" ", "_")
        uri = f"{event.get('server_url', '')}/wiki/{quote(page, safe=':/,;@$!*()')}"
        body = {"$schema": "/mediawiki/recentchange/1.0.1", "meta": {"uri": uri}, **event, "title_url": uri}
        self.add("mediawiki.recentchange", body, domain or str(event.get("server_name", "")))

    def add(self, stream: str, event: Mapping[str, Any], domain: str = "test.wikidiff") -> None:
        """Add an event to a stream; no two have the same millisecond, so that each can be gone on after."""
        with self.news:
            moment = self._moment()
            stamp = datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            meta = {
                "request_id": str(uuid.uuid4()),
                "id": str(uuid.uuid4()),
                "domain": domain,
                "stream": stream,
                "topic": f"eqiad.{stream}",
                "partition": 0,
                "offset": len(self.log),
                "dt": stamp,
                **event.get("meta", {}),
            }
            text = json.dumps({**event, "meta": meta}, ensure_ascii=False, separators=(",", ":"))
            self.log.append((moment, stream, text))
            self.news.notify_all()

    def _moment(self) -> int:
        return max(int(time.time() * 1000), self.log[-1][0] + 1 if self.log else 0)

    def add_raw(self, stream: str, text: str) -> None:
        """Add what is no event."""
        with self.news:
            self.log.append((self._moment(), stream, text))
            self.news.notify_all()

    def canary(self, stream: str = "mediawiki.recentchange") -> None:
        """Add what looks like an event and is none."""
        event = {
            "type": "edit",
            "title": "Canary",
            "wiki": "testwiki",
            "revision": {"new": 1},
            "timestamp": int(time.time()),
        }
        self.add(stream, {"$schema": "/mediawiki/recentchange/1.0.1", **event}, domain="canary")

    def refuse(self, status: int, times: int = 1, **headers: str) -> None:
        """Answer the next connections with a status, and cut those that are open."""
        with self.news:
            self.refusals.extend([(status, headers)] * times)
            self._cut()

    def cut(self) -> None:
        """Cut the connections that are open."""
        with self.news:
            self._cut()

    def _cut(self) -> None:
        self.cuts = self.open
        self.news.notify_all()


def _server(bridge: Bridge) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            _answer(bridge, self)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    return Server(("127.0.0.1", 0), Handler)


def _refuse(handler: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str], **body: str) -> None:
    data = json.dumps(body).encode()
    handler.send_response(status)
    for name, value in {"content-type": "application/problem+json", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("content-length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def _answer(bridge: Bridge, handler: BaseHTTPRequestHandler) -> None:
    parts = urlsplit(handler.path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    names = parts.path.removeprefix("/v2/stream/").split(",") if parts.path.startswith("/v2/stream/") else []
    last = handler.headers.get("Last-Event-ID")
    bridge.asked.append(
        {"streams": names, "since": query.get("since"), "last": last, "agent": handler.headers["User-Agent"]}
    )
    with bridge.news:
        refusal = bridge.refusals.pop(0) if bridge.refusals else None
    if refusal is not None:
        return _refuse(handler, refusal[0], refusal[1], title="no")
    unknown = [name for name in names if name not in STREAMS]
    if not names:
        return _refuse(handler, 404, {}, title="Not found")
    if unknown:
        return _refuse(handler, 400, {}, title="Stream Not Found", detail=f"Invalid streams: {','.join(unknown)}")
    wanted = {STREAMS[name] for name in names}
    try:
        places = _places(bridge, wanted, query.get("since"), last)
    except (ValueError, KeyError, TypeError) as error:
        return _refuse(handler, 400, {}, title="Invalid Last-Event-ID or since", detail=str(error))
    handler.send_response(200)
    for name, value in (
        ("content-type", "text/event-stream; charset=utf-8"),
        ("cache-control", "private, max-age=0, no-cache, no-store, must-revalidate"),
        ("connection", "keep-alive"),
        ("transfer-encoding", "chunked"),
    ):
        handler.send_header(name, value)
    handler.end_headers()
    bridge.open += 1
    try:
        _tell(bridge, handler, wanted, places)
    except OSError:  # whoever read has gone
        pass
    finally:
        bridge.open -= 1
    handler.close_connection = True
    return None


def _places(bridge: Bridge, wanted: set[str], since: str | None, last: str | None) -> dict[str, int]:
    """Return from which moment on each stream is told."""
    with bridge.news:
        now = int(time.time() * 1000)
        newest = bridge.log[-1][0] + 1 if bridge.log else now
    places = dict.fromkeys(wanted, max(now, newest) if not bridge.log else newest)
    if since is not None:
        moment = datetime.fromisoformat(since) if not since.isdigit() else None
        places = dict.fromkeys(wanted, int(moment.timestamp() * 1000) if moment else int(since))
    if last:
        for row in json.loads(last):
            if row.get("timestamp", now) < bridge.forgotten:
                raise ValueError("offset out of range")
            stream = row["topic"].partition(".")[2]
            if stream in places and "timestamp" in row:
                places[stream] = row["timestamp"]
    return places


def _chunk(handler: BaseHTTPRequestHandler, text: str) -> None:
    data = text.encode()
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
    handler.wfile.flush()


def _tell(bridge: Bridge, handler: BaseHTTPRequestHandler, wanted: set[str], places: dict[str, int]) -> None:
    _chunk(handler, ":ok\n\n")
    at, told = 0, 0
    while not bridge.closed:
        with bridge.news:
            if at >= len(bridge.log) and not bridge.cuts:
                bridge.news.wait(0.5)
            rows, at = bridge.log[at : at + 200], min(len(bridge.log), at + 200)
            if bridge.cuts:
                bridge.cuts -= 1
                return
        while bridge.silent.is_set() and not bridge.closed:
            time.sleep(0.05)
        for stamp, stream, text in rows:
            if stream not in wanted or stamp < places[stream]:
                continue
            places[stream] = stamp + 1
            ids: list[dict[str, Any]] = [
                {"topic": f"eqiad.{name}", "partition": 0, "timestamp": places[name]} for name in sorted(wanted)
            ]
            ids += [{"topic": f"codfw.{name}", "partition": 0, "offset": -1} for name in sorted(wanted)]
            event = f"event: message\nid: {json.dumps(ids, separators=(',', ':'))}\ndata: {text}\n\n"
            if bridge.halves:
                bridge.halves -= 1
                _chunk(handler, event[: len(event) // 2])
                return
            _chunk(handler, event)
            told += 1
            if bridge.close_after is not None and told >= bridge.close_after:
                handler.wfile.write(b"0\r\n\r\n")
                return
