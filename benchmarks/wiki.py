"""Fetching a history from a real MediaWiki, beside mwapi, mwclient, pywikibot and the bare answers: trust the ratios.

    python -m benchmarks.wiki [--revisions 400] [--kilobytes 100] [--rounds 3] [--gate]

A MediaWiki starts on this machine and gets one page: a real article, cut or repeated to its size, a few words of which
change with each revision. Each client then fetches the whole history with texts, all with the same properties, each in
an interpreter of its own, in turns; what it imports and its log-in is not timed, the first request is. `bare` repeats
exactly the requests that wikidiff sent, and only reads the bytes. All clients must bring the same texts, or their time
is not shown. wikidiff's own pace is set out of reach of the count, and pywikibot's pauses to nothing: what is measured
is the work, not the manners. The gate is on wikidiff beside bare (1.3), not on seconds. Memory is the highest of the
whole process, for a fourth of the history and for all of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from benchmarks import material
from tests.wiki.mediawiki import MediaWiki, chain, missing
from wikidiff.sources.budget import Budget
from wikidiff.sources.http import Session
from wikidiff.sources.wiki import Wiki

TITLE = "Long history"
LIMIT = 1.3
AGENT = "wikidiff-benchmark/1 (User:Tests of wikidiff)"
PROPERTIES = "ids|timestamp|flags|comment|user|userid|size|sha1|contentmodel|tags|content"
Fetch = Callable[[str, str, int | None], Iterator[str]]


def history(count: int, size: int) -> Iterator[dict[str, Any]]:
    """Yield revisions of about `size` bytes; each changes a few words of the one before it."""
    chance = random.Random(7)
    article = max((text.text for text in material.articles()), key=len)
    words = (article * (size // len(article.encode()) + 1)).split(" ")
    while len(" ".join(words).encode()) > size:
        words = words[: int(len(words) * size / len(" ".join(words).encode()))]
    start = datetime(2015, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(count):
        for _ in range(3):
            words[chance.randrange(len(words))] = chance.choice(words)
        when = start + timedelta(hours=number)
        rows.append(
            {"title": TITLE, "page_id": 70_001, "id": 700_001 + number, "timestamp": f"{when:%Y-%m-%dT%H:%M:%SZ}",
             "user": "Alice", "user_id": 501, "comment": f"edit {number}", "text": " ".join(words)}
        )  # fmt: skip
    return chain(rows)


# The clients: each yields the texts of the page, oldest first


def with_wikidiff(api_url: str, title: str, limit: int | None) -> Iterator[str]:
    """Fetch with wikidiff."""
    session = Session(contact="User:Tests of wikidiff", budget=Budget(Path("requests.sqlite")), per_minute=100_000)
    wiki = Wiki(api_url, session=session)
    yield ""  # ready
    for revision in wiki.history(title, limit=limit):
        yield revision.text or ""


def with_mwapi(api_url: str, title: str, limit: int | None) -> Iterator[str]:  # noqa: ARG001
    """Fetch with mwapi; it has no limit of its own."""
    import mwapi  # noqa: PLC0415  (each in an interpreter of its own)

    parts = urlsplit(api_url)
    session = mwapi.Session(f"{parts.scheme}://{parts.netloc}", user_agent=AGENT, api_path=parts.path)
    yield ""
    asked = {"action": "query", "prop": "revisions", "titles": title, "rvslots": "main", "rvlimit": "max"}
    for answer in session.get(**asked, rvprop=PROPERTIES, rvdir="newer", formatversion=2, continuation=True):
        for revision in answer["query"]["pages"][0]["revisions"]:
            yield revision["slots"]["main"]["content"]


def with_mwclient(api_url: str, title: str, limit: int | None) -> Iterator[str]:
    """Fetch with mwclient."""
    import mwclient  # noqa: PLC0415

    parts = urlsplit(api_url)
    site = mwclient.Site(parts.netloc, scheme=parts.scheme, clients_useragent=AGENT, force_login=False)
    page = site.pages[title]
    yield ""
    for revision in page.revisions(prop=PROPERTIES, slots="main", dir="newer", max_items=limit):
        yield revision["slots"]["main"]["*"]


def with_pywikibot(api_url: str, title: str, limit: int | None) -> Iterator[str]:
    """Fetch with pywikibot, its pauses between requests set to nothing."""
    os.environ |= {"PYWIKIBOT_NO_USER_CONFIG": "2", "PYWIKIBOT_DIR": str(Path.cwd())}
    import pywikibot  # noqa: PLC0415
    from pywikibot import config  # noqa: PLC0415

    config.minthrottle = config.maxthrottle = config.put_throttle = 0
    config.user_agent_description = "User:Tests of wikidiff"
    site = pywikibot.Site(url=api_url.replace("api.php", "index.php"))
    page = pywikibot.Page(site, title)
    yield ""
    for revision in page.revisions(content=True, reverse=True, total=limit):
        yield revision.text


CLIENTS: dict[str, Fetch] = {
    "wikidiff": with_wikidiff,
    "mwapi": with_mwapi,
    "mwclient": with_mwclient,
    "pywikibot": with_pywikibot,
}


def run_client(name: str, api_url: str, limit: int | None) -> dict[str, Any]:
    """Fetch the page with one client and say how long it took, what came and how much memory it needed."""
    texts = CLIENTS[name](api_url, TITLE, limit)
    next(texts)
    digest, count = hashlib.sha256(), 0
    start = time.perf_counter()
    for text in texts:
        digest.update(text.encode())
        count += 1
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "count": count, "digest": digest.hexdigest(), "memory": highest()}


def highest() -> float:
    """Return the most memory that this process ever held, in MB; getrusage would tell its parent's if that was more."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def run_bare(api_url: str, paths: list[str]) -> dict[str, Any]:
    """Send requests that were sent before, and only read the answers."""
    base = api_url.removesuffix("/w/api.php")
    with requests.Session() as session:
        session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "gzip"})
        start = time.perf_counter()
        size = sum(len(session.get(base + path, timeout=60).content) for path in paths)
        return {"seconds": time.perf_counter() - start, "count": len(paths), "digest": "", "memory": size / 2**20}


def in_turn(arguments: list[str], folder: Path) -> dict[str, Any] | None:
    """Run one measure in a fresh interpreter; None where its library is not installed."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root), "NO_PROXY": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.wiki", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"     {' '.join(arguments[:2])}: {done.stderr.strip().splitlines()[-1] if done.stderr else 'failed'}")
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(wiki: MediaWiki, folder: Path, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Run every client `rounds` times, in turns that begin with another one each time."""
    wiki.requests_forgotten()
    in_turn(["--client", "wikidiff", wiki.api_url], folder)  # warms the wiki up, and tells what is asked
    paths = folder / "paths.json"
    paths.write_text(json.dumps([request["uri"] for request in wiki.requests()]), encoding="utf-8")
    names = ["bare", *CLIENTS]
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            arguments = ["--bare", str(paths), wiki.api_url] if name == "bare" else ["--client", name, wiki.api_url]
            wiki.requests_forgotten()
            one = in_turn(arguments, folder)
            if one is not None:
                found[name].append({**one, "requests": len(wiki.requests())})
    return found


def report(found: dict[str, list[dict[str, Any]]], count: int) -> float:
    """Print what was measured and return how much longer than the bare answers wikidiff took."""
    bare = statistics.median(one["seconds"] for one in found["bare"])
    truth = found["wikidiff"][0]["digest"]
    for name, runs in found.items():
        if not runs:
            print(f"{name:10} not installed, or it failed")
            continue
        if name != "bare" and {(one["digest"], one["count"]) for one in runs} != {(truth, count)}:
            print(f"{name:10} brought other texts: {runs[0]['count']} of {count} revisions")
            continue
        seconds = [one["seconds"] for one in runs]
        middle, memory = statistics.median(seconds), max(one["memory"] for one in runs)
        what = "MB of answers" if name == "bare" else "MB at most"
        print(
            f"{name:10} {middle:6.2f} s  ({min(seconds):.2f}–{max(seconds):.2f})  {middle / bare:5.2f} × bare  "
            f"{runs[0]['requests']:4} requests  {memory:6.0f} {what}"
        )
    return float(statistics.median(one["seconds"] for one in found["wikidiff"]) / bare)


def main() -> int:
    """Start a wiki, measure and print; or be one of the measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--revisions", type=int, default=400)
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--gate", action="store_true", help="fail where wikidiff takes more than 1.3 × bare")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--client", nargs=2, metavar=("NAME", "API"))
    parser.add_argument("--bare", nargs=2, metavar=("PATHS", "API"))
    arguments = parser.parse_args()
    if arguments.client:
        print(json.dumps(run_client(arguments.client[0], arguments.client[1], arguments.limit)))
        return 0
    if arguments.bare:
        paths = json.loads(Path(arguments.bare[0]).read_text(encoding="utf-8"))
        print(json.dumps(run_bare(arguments.bare[1], paths)))
        return 0
    if missing():
        print(missing())
        return 0
    with tempfile.TemporaryDirectory() as room, MediaWiki(Path(room) / "wiki") as wiki:
        wiki.import_revisions(history(arguments.revisions, arguments.kilobytes * 1000))
        print(f"{arguments.revisions} revisions of {arguments.kilobytes} KB, {arguments.rounds} rounds")
        ratio = report(measure(wiki, Path(room), arguments.rounds), arguments.revisions)
        parts = [in_turn(["--limit", str(arguments.revisions // 4), "--client", "wikidiff", wiki.api_url], Path(room))]
        parts += [in_turn(["--client", "wikidiff", wiki.api_url], Path(room))]
        told = [part["memory"] for part in parts if part is not None]
        print(f"memory of wikidiff: {told[0]:.0f} MB for a fourth of the history, {told[1]:.0f} MB for all of it")
    print(f"{'yes' if ratio <= LIMIT else 'NO'}: wikidiff took {ratio:.2f} × the bare answers (≤ {LIMIT})")
    return 1 if arguments.gate and ratio > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
