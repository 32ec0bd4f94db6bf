"""A proxy in front of a wiki, for what Debian's MediaWiki and PHP's small server cannot show.

It answers over connections that stay open, under any header, and with what a test makes of an answer: cut, rewritten,
another one altogether. It is also a proxy in the sense of HTTP_PROXY, and listens on IPv6 if asked.

    with FaultProxy(wiki.url) as proxy:
        proxy.order(cut(0.5), match="prop=revisions", times=2)
        Wiki(proxy.api_url) ...
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote_plus, urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "content-length", "accept-encoding"}


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Address and body, for a rule to look into."""
        return unquote_plus(f"{self.path} {self.body.decode('utf-8', 'replace')}")


@dataclass(frozen=True)
class Reply:
    """What it gets: `sent` is the share of the body that comes before the line goes dead, `pause` seconds a byte."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    sent: float = 1.0
    length: bool = True
    pause: float = 0.0
    silent: bool = False


Change = Callable[[Request, Reply], Reply]


@dataclass
class _Rule:
    change: Change
    match: str
    times: int


class FaultProxy:
    """The proxy at a free port; `requests` is what came in, `connections` how many lines were opened for it."""

    def __init__(self, target: str, *, host: str = "127.0.0.1") -> None:
        self.target = urlsplit(target)
        self.requests: list[Request] = []
        self.connections = 0
        self._rules: list[_Rule] = []
        self._lock = threading.Lock()
        self._server = _Server((host, 0), _handler(self), socket.AF_INET6 if ":" in host else socket.AF_INET)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def api_url(self) -> str:
        """The address of the wiki's API behind it."""
        return f"{self.url}/w/api.php"

    def order(self, change: Change, *, match: str = "", times: int = 0) -> None:
        """Change the answers to requests that hold `match`: so many of them, or all (0)."""
        with self._lock:
            self._rules.append(_Rule(change, match, times))

    def calm(self) -> None:
        """Take back all orders and forget what was asked."""
        with self._lock:
            self._rules.clear()
            self.requests.clear()
            self.connections = 0

    def answer(self, request: Request) -> Reply:
        """Ask the wiki and do with its answer what was ordered."""
        with self._lock:
            self.requests.append(request)
            changes = []
            for rule in list(self._rules):
                if rule.match in request.text:
                    changes.append(rule.change)
                    rule.times -= 1
                    if rule.times == 0:
                        self._rules.remove(rule)
        reply = self._forward(request)
        for change in changes:
            reply = change(request, reply)
        return reply

    def _forward(self, request: Request) -> Reply:
        asked = urlsplit(request.path)
        path = f"{asked.path}?{asked.query}" if asked.query else asked.path
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        line = http.client.HTTPConnection(self.target.hostname or "", self.target.port, timeout=60)
        try:
            line.request(request.method, path, request.body or None, {**headers, "Connection": "close"})
            answer = line.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP}
            return Reply(answer.status, kept, answer.read())
        finally:
            line.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: Any, family: socket.AddressFamily) -> None:
        self.address_family = family
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that hung up."""


def _handler(proxy: FaultProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            proxy.connections += 1

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name in the class above)
            """Keep quiet."""

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = proxy.answer(Request(self.command, self.path, dict(self.headers), body))
            if reply.silent:
                self.close_connection = True
                return
            self.send_response_only(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.length:
                self.send_header("Content-Length", str(len(reply.body)))
            if not reply.length or reply.sent < 1:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            self._write(reply)

        do_POST = do_GET  # noqa: N815  (named by the class above)

        def _write(self, reply: Reply) -> None:
            body = reply.body[: int(len(reply.body) * reply.sent)]
            if not reply.pause:
                self.wfile.write(body)
                return
            for start in range(len(body)):
                self.wfile.write(body[start : start + 1])
                self.wfile.flush()
                time.sleep(reply.pause)

    return Handler


# What may be ordered


def cut(share: float, *, length: bool = True) -> Change:
    """Let a share of the body through, under its whole length or under none."""
    return lambda _, reply: replace(reply, sent=share, length=length)


def headed(**headers: str) -> Change:
    """Add headers; underscores are hyphens."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _, reply: replace(reply, headers={**reply.headers, **more})


def instead(status: int, body: str, kind: str = "text/html; charset=utf-8", **headers: str) -> Change:
    """Give another answer altogether."""
    told = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return lambda _, __: Reply(status, told, body.encode())


def rewritten(change: Callable[[Any], Any]) -> Change:
    """Change the JSON of an answer in place."""

    def act(_: Request, reply: Reply) -> Reply:
        found = json.loads(reply.body)
        return replace(reply, body=json.dumps(change(found) or found).encode())

    return act


def hung_up() -> Change:
    """Close the line without a word."""
    return lambda _, reply: replace(reply, silent=True)


def dripping(seconds: float) -> Change:
    """Send one byte after the other."""
    return lambda _, reply: replace(reply, pause=seconds)


def guarded(token: str) -> Change:
    """Let through whoever has the token; refuse others as MediaWiki's OAuth does."""
    refusal = {
        "code": "mwoauth-invalid-authorization",
        "text": "The authorization headers in your request are not valid",
    }

    def act(request: Request, reply: Reply) -> Reply:
        if request.headers.get("Authorization") == f"Bearer {token}":
            return reply
        return Reply(
            200, {"Content-Type": "application/json; charset=utf-8"}, json.dumps({"errors": [refusal]}).encode()
        )

    return act
