"""One polite way to the web, for wikis, streams and whatever else is asked: `Session`.

Every request names who answers for it, keeps to the budget of the machine, waits as long as it is asked to, ends in
time, and fails with one sentence. Nothing is asked in parallel.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import ReadTimeoutError
from requests.exceptions import BaseHTTPError  # type: ignore[attr-defined]  # urllib3's, under requests' name

from wikidiff.errors import SourceError
from wikidiff.sources import contact as contacts
from wikidiff.sources import limits, settings
from wikidiff.sources.budget import Budget
from wikidiff.sources.faults import BusyFault, fault_of, problem_of, too_large
from wikidiff.sources.waits import Patience, Waits

TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two pieces of an answer
WHOLE_ANSWER = 300.0  # seconds for one answer, however steadily it drips
LARGEST_ANSWER = 256 * 2**20  # bytes; the action API ends a result at 8 or 12 million
REDIRECTS = 5
PIECE = 1 << 16  # bytes


class Answer(NamedTuple):
    """An answer that came whole: `url` is where it came from in the end, `seconds` is how long it took to begin."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    seconds: float


class _Asked(NamedTuple):
    """One request as it is sent."""

    method: str
    url: str
    params: Mapping[str, str] | None
    data: Mapping[str, str] | bytes | None
    headers: Mapping[str, str]
    token: str | None


class _Bearer(requests.auth.AuthBase):
    """Send a token, or nothing: with this in its place requests does not look into a .netrc file."""

    def __init__(self, token: str | None) -> None:
        self.token = token

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token is not None:
            r.headers["Authorization"] = f"Bearer {self.token}"
        return r


class Session:
    """Requests in one thread's order, with a common budget and cookie jar.

    `contact` falls back on $WIKIDIFF_CONTACT and the configuration file; without one the first request raises
    UsageError. `budget` is the machine's book where it is None; `per_minute` asks for another pace than that of the
    operator's limits. `identity` tells the accounts of one machine apart in the book.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        budget: Budget | None = None,
        per_minute: int | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        waits: Waits | None = None,
    ) -> None:
        self.waits = waits or Waits()
        self.budget = budget or Budget(settings.state_folder() / "requests.sqlite")
        self.limits_class: str | None = None
        self.requests = 0
        self.waited = 0.0
        self.identity = ""
        self._contact = contact
        self._per_minute = per_minute
        self._timeout = timeout
        self._http: requests.Session | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and the book."""
        if self._http is not None:
            self._http.close()
            self._http = None
        self.budget.close()

    @property
    def http(self) -> requests.Session:
        """The session of requests below, made on first use; UsageError where there is no contact."""
        if self._http is None:
            agent = contacts.user_agent(settings.contact(self._contact), path=str(settings.config_path()))
            self._per_minute = settings.per_minute(self._per_minute)
            self._http = requests.Session()
            self._http.headers.update({"User-Agent": agent, "Accept-Encoding": "gzip"})
        return self._http

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        patience: Patience | None = None,
    ) -> Answer:
        """Ask once, or again as long as it makes sense, and return an answer with status 200 to 299.

        Raises SourceError for anything else. What fails by itself (no answer, a cut body, 5xx) is asked again after
        a back-off, 429 and 503 when the server says. Redirects are followed within one site only.
        """
        patience = patience or Patience(self.waits)
        asked = _Asked(method, url, params, data, headers or {}, token)
        for _ in range(REDIRECTS + 1):
            answer = self._insist(asked, patience)
            target = answer.headers.get("Location")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            asked = asked._replace(url=_followed(asked.url, urljoin(answer.url, target)), params=None)
        raise SourceError("sends from one address to the next without end", wiki=_host(url), hint="look at the address")

    def stream(
        self, url: str, *, headers: Mapping[str, str] | None = None, timeout: tuple[float, float] | None = None
    ) -> requests.Response:
        """Open an answer that does not end (server-sent events) and return it unread, status checked; close it.

        `timeout` is to connect and of silence. Asks once: whoever follows a stream knows where to go on.
        """
        self._wait_for_turn(url, Patience(self.waits))
        try:
            response = self.http.get(
                url, headers=dict(headers or {}), stream=True, timeout=timeout or self._timeout, auth=_Bearer(None)
            )
        except requests.RequestException as error:
            raise problem_of(error, url) from error
        if response.status_code != 200:
            with response:
                answer = Answer(response.status_code, response.headers, response.content[:2000], url, 0.0)
            raise fault_of(answer.status, answer.headers, answer.body, url)
        return response

    def _insist(self, asked: _Asked, patience: Patience) -> Answer:
        url = asked.url
        while True:
            self._wait_for_turn(url, patience)
            try:
                answer = self._once(asked)
            except requests.RequestException as error:
                problem = problem_of(error, url)
                if problem.tries < 2:
                    raise problem from error
                patience.retry(problem, problem.tries)
                continue
            self._learn(answer)
            if answer.status < 400:
                if pause := limits.pause(self.key(url), answer.seconds):
                    self.budget.rest(self.key(url), self.waits.clock() + pause, self.waits.clock())
                return answer
            fault = fault_of(answer.status, answer.headers, answer.body, url)
            if isinstance(fault, BusyFault):
                self.budget.rest(self.key(url), self.waits.clock() + fault.seconds, self.waits.clock())
                patience.obey(fault.seconds, fault)
            elif fault.tries < 2:
                raise fault
            else:
                patience.retry(fault, fault.tries)

    def _once(self, asked: _Asked) -> Answer:
        start = time.monotonic()
        with self._turn, self.http.request(
            asked.method, asked.url, params=asked.params, data=asked.data, headers=dict(asked.headers),
            auth=_Bearer(asked.token), timeout=self._timeout, stream=True, allow_redirects=False,
        ) as response:  # fmt: skip
            self.requests += 1
            begun = time.monotonic() - start
            pieces, size = [], 0
            for piece in _pieces(response):
                pieces.append(piece)
                size += len(piece)
                if size > LARGEST_ANSWER:
                    raise too_large(asked.url)
                if time.monotonic() - start > WHOLE_ANSWER:
                    raise requests.exceptions.ReadTimeout("the answer takes too long")
            body = b"".join(pieces)
            return Answer(response.status_code, response.headers, body, response.url, begun)

    def key(self, url: str) -> str:
        """Return the name under which requests to an address are booked."""
        return f"{limits.operator(url)} {self.identity}".strip()

    def _wait_for_turn(self, url: str, patience: Patience) -> None:
        _ = self.http  # the contact comes first
        key = self.key(url)
        told = self.limits_class or self.budget.limits_class(key)
        pace, gap = limits.per_minute(key, self._per_minute, told), limits.gap(key)
        while True:
            wait = self.budget.take(key, pace, self.waits.clock(), gap)
            if wait <= 0:
                return
            self.waited += wait
            asked = f"asks to be left alone for {wait:.0f} s more"
            patience.stand_in_line(wait, SourceError(asked, wiki=_host(url), hint="try again then"))

    def _learn(self, answer: Answer) -> None:
        told = answer.headers.get("x-wmf-ratelimit-class")
        if told and told.isprintable() and told != self.limits_class:
            self.limits_class = told[:40]
            self.budget.tell(self.key(answer.url), self.limits_class, self.waits.clock())


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield an answer as it comes, so that the clock is looked at also where it comes byte by byte."""
    read = getattr(response.raw, "read1", None)
    if read is None:  # urllib3 1.x
        yield from response.iter_content(1 << 12)
        return
    try:
        while piece := read(PIECE, decode_content=True):
            yield piece
    except ReadTimeoutError as error:
        raise requests.exceptions.ReadTimeout(error) from error
    except BaseHTTPError as error:
        raise requests.exceptions.ChunkedEncodingError(error) from error


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _followed(old: str, new: str) -> str:
    """Return where a redirect leads to, if it stays with one site: another scheme, a fuller host, the same file."""
    a, b = urlsplit(old), urlsplit(new)
    at_home = (
        a.hostname == b.hostname
        or (a.hostname or "").endswith(f".{b.hostname}")
        or ((b.hostname or "").endswith(f".{a.hostname}"))
    )
    if (
        b.scheme not in ("http", "https")
        or not at_home
        or a.path != b.path
        or (a.scheme, b.scheme) == ("https", "http")
    ):
        raise SourceError(
            f"sends on to {b.scheme}://{b.netloc}{b.path}",
            wiki=_host(old),
            hint="a log-in page of the network or a wiki that moved: open that address in a browser",
        )
    return new
