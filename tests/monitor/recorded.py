"""A wiki out of a recording: just so much of the action API as a watch asks, for texts at a rate and faults on order.

It answers `prop=revisions&revids=`, `list=recentchanges`, siteinfo, userinfo and the time, as formatversion 2 does. The
real wiki of `tests/wiki` shows that the watch asks rightly; this one can be ordered to be away, and tells fifty texts a
second on half a core.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.doc_cases import ROOT
from wikidiff.model import Page, Revision, User

NAME = "testwiki"


@dataclass(frozen=True, slots=True)
class Row:
    """One revision of the recording."""

    id: int
    parent_id: int
    page_id: int
    title: str
    user: str
    time: float
    text: str = field(repr=False)

    @property
    def stamp(self) -> str:
        return f"{datetime.fromtimestamp(self.time, UTC):%Y-%m-%dT%H:%M:%SZ}"


class RecordedWiki:
    """Serves rows; `away` makes it close connections, `busy` answer 429."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = {row.id: row for row in rows}
        self.away = threading.Event()
        self.busy = threading.Event()
        self.requests = 0
        self._server = _server(self)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/w/api.php"

    def answer(self, query: dict[str, str]) -> dict[str, Any]:
        """Return what the API answers."""
        self.requests += 1
        found: dict[str, Any] = {"batchcomplete": True}
        if query.get("curtimestamp"):
            found["curtimestamp"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        if query.get("meta") == "siteinfo":
            found["query"] = {
                "general": {
                    "wikiid": NAME,
                    "lang": "en",
                    "sitename": "Test",
                    "generator": "MediaWiki 1.39.17",
                    "server": "http://127.0.0.1",
                    "articlepath": "/wiki/$1",
                    "case": "first-letter",
                },
                "namespaces": {"0": {"id": 0, "name": "", "content": True}, "14": {"id": 14, "name": "Category"}},
                "namespacealiases": [],
                "magicwords": [],
            }
        if query.get("meta") == "userinfo":
            found["query"] = {"userinfo": {"id": 0, "name": "127.0.0.1", "rights": [], "ratelimits": {}}}
        if "revids" in query:
            ids = [int(one) for one in query["revids"].split("|")]
            found["query"] = self._revisions(ids, content="content" in query["rvprop"])
        if query.get("list") == "recentchanges":
            found["query"] = {"recentchanges": [self._change(row) for row in self._since(query.get("rcstart"))]}
        return found

    def _revisions(self, ids: list[int], *, content: bool) -> dict[str, Any]:
        pages: dict[int, dict[str, Any]] = {}
        for one in ids:
            if one in self.rows:
                row = self.rows[one]
                page = pages.setdefault(
                    row.page_id, {"pageid": row.page_id, "ns": 0, "title": row.title, "revisions": []}
                )
                page["revisions"].append(self._revision(row, content))
        bad = {str(one): {"revid": one, "missing": True} for one in ids if one not in self.rows}
        return {"pages": list(pages.values()), **({"badrevids": bad} if bad else {})}

    @staticmethod
    def _revision(row: Row, content: bool) -> dict[str, Any]:
        main = {"contentmodel": "wikitext", "contentformat": "text/x-wiki"} | ({"content": row.text} if content else {})
        return {
            "revid": row.id,
            "parentid": row.parent_id,
            "minor": False,
            "user": row.user,
            "userid": 5,
            "timestamp": row.stamp,
            "size": len(row.text.encode("utf-8", "replace")),
            "sha1": f"{row.id:040x}",
            "comment": "",
            "tags": [],
            "slots": {"main": main},
        }

    def _since(self, start: str | None) -> Iterator[Row]:
        rows = sorted(self.rows.values(), key=lambda row: (row.time, row.id))
        return (row for row in rows if start is None or row.stamp >= start)

    @staticmethod
    def _change(row: Row) -> dict[str, Any]:
        return {
            "type": "edit" if row.parent_id else "new",
            "ns": 0,
            "title": row.title,
            "pageid": row.page_id,
            "revid": row.id,
            "old_revid": row.parent_id,
            "rcid": row.id,
            "user": row.user,
            "userid": 5,
            "timestamp": row.stamp,
            "comment": "",
            "oldlen": 0,
            "newlen": len(row.text),
            "tags": [],
        }


def _server(wiki: RecordedWiki) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(f"{urlsplit(self.path).query}&{body}")

        def _answer(self, query: str) -> None:
            if wiki.away.is_set():
                self.close_connection = True
                self.connection.close()
                return
            data = json.dumps(wiki.answer({name: values[0] for name, values in parse_qs(query).items()})).encode()
            status = 429 if wiki.busy.is_set() else 200
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status == 429:
                data = b"busy"
                self.send_header("Retry-After", "1")
            if "gzip" in self.headers.get("Accept-Encoding", "") and len(data) > 1000:
                data = gzip.compress(data, 1)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Say nothing of connections that ended."""

    return Server(("127.0.0.1", 0), Handler)


def change(row: Row, size: int | None = None) -> dict[str, Any]:
    """Return what RCFeed says of a row."""
    return {
        "type": "edit" if row.parent_id else "new",
        "id": row.id,
        "namespace": 0,
        "title": row.title,
        "comment": "",
        "timestamp": int(row.time),
        "user": row.user,
        "bot": False,
        "minor": False,
        "length": {"old": None, "new": size or len(row.text)},
        "revision": {"old": row.parent_id or None, "new": row.id},
        "server_url": "http://127.0.0.1",
        "server_name": "127.0.0.1",
        "server_script_path": "/w",
        "wiki": NAME,
    }


def recording(count: int, *, start: float = 1767225600.0, longest: int = 60_000) -> list[Row]:
    """Return `count` edits made of real histories, in the order of a stream: pages take turns, users make bursts.

    The texts and who wrote them are the histories'; the times are made: two seconds between edits, and some edits of
    one user in a row on one page, thirty seconds apart at the most.
    """
    pages = [page for page in _pages() if page[0]["size"] <= longest]
    rows: list[Row] = []
    number, moment = 5000, start
    turn = 0
    while len(rows) < count:
        copy, which = divmod(turn, len(pages))
        turn += 1
        page = pages[which]
        parent = 0
        step = copy * 3 % max(1, len(page) - 4)
        for index, entry in enumerate(page[step : step + 4]):
            number += 1
            user = page[step]["user"] if index == 1 and copy % 2 else entry["user"]
            moment += 2.0 if index else 200.0 / len(pages) + 2.0
            title = f"{entry['title']} {copy}"
            rows.append(Row(number, parent, 100 + turn, title, user or f"Editor {index}", moment, entry["text"]))
            parent = number
    return rows[:count]


def _pages() -> list[list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with gzip.open(ROOT / "fixtures" / "histories" / "histories.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("text"):
                entry = {**row, "size": len(row["text"])}
                found.setdefault(row["title"], []).append(entry)
    return [rows for rows in found.values() if len(rows) >= 4]


def wait_for(what: Any, seconds: float = 30.0) -> bool:
    """Wait until something is true; tell whether it became so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return bool(what())


def histories(longest: int = 60_000) -> list[list[Revision]]:
    """Return real histories as revisions, each page's oldest first, an hour apart."""
    found = []
    for number, page in enumerate(_pages(), start=1):
        rows = [row for row in page if row["size"] <= longest]
        place = Page(wiki=NAME, title=rows[0]["title"] if rows else "", id=number, namespace=0)
        found.append(
            [
                Revision(
                    id=number * 10_000 + index,
                    parent_id=number * 10_000 + index - 1 if index else 0,
                    text=row["text"],
                    page=place,
                    user=User(name=row["user"]),
                    timestamp=datetime.fromtimestamp(1_700_000_000 + index * 3600, UTC),
                )
                for index, row in enumerate(rows)
            ]
        )
    return found
