"""Any MediaWiki, asked politely: `wikidiff.Wiki`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator
from html import unescape
from typing import Any, Self
from urllib.parse import quote, urljoin

from wikidiff.config import Login
from wikidiff.errors import SourceError, UsageError
from wikidiff.model import Page, Revision
from wikidiff.sources import settings
from wikidiff.sources.api import Api
from wikidiff.sources.chain import Pair, pairs
from wikidiff.sources.history import DIRECTIONS, Asked, History, Progress
from wikidiff.sources.http import Session
from wikidiff.sources.lookups import Lookup, read_lookup
from wikidiff.sources.moments import Moment, bounds
from wikidiff.sources.pairing import pair_of, place_of
from wikidiff.sources.places import place
from wikidiff.sources.records import CONTENT, METADATA, missing_revision, page_of, revision_of
from wikidiff.sources.siteinfo import SiteInfo, siteinfo_of
from wikidiff.sources.urls import parse as parse_url

_EDIT_URI = re.compile(r"<link\b[^>]*\brel=[\"']EditURI[\"'][^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref=[\"']([^\"']+)[\"']", re.IGNORECASE)


class Wiki:
    """One wiki, named by its database name (`enwiki`), its host or the address of its api.php.

    `contact` says who answers for the requests; without it $WIKIDIFF_CONTACT and the configuration file are looked
    at, and the first request raises UsageError where there is none. `user` and `password` are a bot password, `token`
    an owner-only OAuth 2 token; without them the configuration file is looked at. `session` shares connections, budget
    and cookies.

    Nothing is asked before something is taken. Every method that gives several things gives them as an iterator.
    """

    def __init__(
        self,
        wiki: str,
        *,
        contact: str | None = None,
        session: Session | None = None,
        user: str | None = None,
        password: str | None = None,
        token: str | None = None,
    ) -> None:
        self.place = place(wiki)
        self.session = session or Session(contact=contact)
        self._login = _login(Login(user=user, password=password, token=token), wiki)
        self._api: Api | None = None
        self._info: SiteInfo | None = None

    @classmethod
    def at(cls, url: str, **settings: Any) -> Self:
        """Return the wiki that an address of a page or difference is on; `settings` are those of the class."""
        return cls(place_of(parse_url(url)), **settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Wiki({(self.place.name or self.place.api_url)!r})"

    def close(self) -> None:
        """Close its connections."""
        self.session.close()

    @property
    def api(self) -> Api:
        """The action API; where only a host is known, its address is looked for on first use."""
        if self._api is None:
            url = self._discover() if self.place.guessed else self.place.api_url
            login = self._login or settings.config().wikis.get(self.place.name or "") or Login()
            login = login or settings.config().wikis.get(url) or Login()
            self._api = Api(url, self.session, login)
            if not self._api.login:
                self._api = Api(url, self.session, settings.config().wikis.get(self._api.host))
        return self._api

    @property
    def name(self) -> str:
        """The database name, asked of the wiki itself where the table does not know it."""
        return self.place.name or self.siteinfo().name

    def siteinfo(self) -> SiteInfo:
        """Return name, language, namespaces and magic words of the wiki; asked once."""
        if self._info is None:
            values = {"action": "query", "meta": "siteinfo", "siprop": "general|namespaces|namespacealiases|magicwords"}
            self._info = siteinfo_of(self.api.call(values), self.api.host)
        return self._info

    # Revisions

    def history(
        self,
        title: str | None = None,
        *,
        pageid: int | None = None,
        namespace: int | None = None,
        since: Moment | None = None,
        until: Moment | None = None,
        limit: int | None = None,
        direction: str = "newer",
        user: str | None = None,
        content: bool = True,
        redirects: bool = True,
        after: Revision | int | None = None,
        held: Container[int] | None = None,
        token: str | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> History:
        """Return the revisions of one page, oldest first (`direction="older"`: newest first), with their texts.

        `namespace` is that of a title without prefix. `since` and `until` bound the time, days included; `user` keeps
        the edits of one; `limit` ends. `content=False` leaves texts out, ten times as many revisions to an answer.
        `redirects=False` gives a redirect's own history. `after` begins behind a revision that is there already;
        of the numbers in `held` only the rest is told, without text. `token` goes on where `History.token` was.
        `progress` is called after each answer.

        The iterator raises InputError for a title that cannot be one, SourceError for a page that is not there.
        """
        if title is not None and namespace:
            title = f"{self.siteinfo().prefix(namespace)}{title}"
        return History(
            self,
            Asked(
                title=title, pageid=pageid, since=since, until=until, limit=limit, direction=direction, user=user,
                content=content, redirects=redirects, after=after, held=held, token=token, progress=progress,
            ),
        )  # fmt: skip

    def revision(self, number: int, *, content: bool = True) -> Revision:
        """Return one revision; SourceError where the wiki shows none under this number."""
        (found,) = self.revisions([number], content=content)
        if "revision" in found.missing:
            raise SourceError(
                "the wiki shows no such revision", wiki=self.name, revision_id=number,
                hint="its page may have been deleted; look at the number",
            )  # fmt: skip
        return found

    def revisions(self, numbers: Iterable[int], *, content: bool = True) -> Iterator[Revision]:
        """Yield a revision for each number, in the order given; one that is not there has `missing` {"revision"}."""
        batch: list[int] = []
        size = 0
        for number in numbers:
            if number < 1 or number >= 1 << 63:
                raise UsageError(f"{number} is no number of a revision", hint="they are whole numbers from 1 on")
            size = size or self.api.batch
            batch.append(number)
            if len(batch) == size:
                yield from self._batch(batch, content)
                batch = []
        if batch:
            yield from self._batch(batch, content)

    def _batch(self, numbers: list[int], content: bool) -> Iterator[Revision]:
        values = {"prop": "revisions", "revids": "|".join(map(str, dict.fromkeys(numbers))), "rvslots": "*"}
        values["rvprop"] = CONTENT if content else METADATA
        found: dict[int, Revision] = {}
        for answer in self.api.query(values):
            for record in answer.get("query", {}).get("pages", ()):
                page = page_of(record, self.name)
                for entry in record.get("revisions", ()):
                    revision = revision_of(entry, page, content=content)
                    found[revision.id or 0] = revision
        for number in numbers:
            yield found.get(number) or missing_revision(number, self.name)

    def pair(self, url: str) -> Pair:
        """Return the two revisions that an address of this wiki means: `old` (None for a new page), `new`, and `by`.

        Every address of a difference, a revision (the edit that made it) or a page (its last edit) is read. Raises
        InputError for what is none of these, UsageError for one on another wiki.
        """
        return pair_of(self, parse_url(url))

    def pairs(self, revisions: Iterable[Revision]) -> Iterator[Pair]:
        """Pair revisions, oldest first, with their parents; a parent that is not among them is asked for."""

        def fetch(number: int) -> Revision | None:
            return next(self.revisions([number]), None)

        return pairs(revisions, fetch)

    # Pages

    def page(self, title: str, *, redirects: bool = True) -> Lookup:
        """Return what became of a title: the page it names, after normalisation and redirects, or why there is none."""
        values = {"action": "query", "prop": "info", "titles": title} | ({"redirects": "1"} if redirects else {})
        return read_lookup(self.api.call(values).get("query", {}), title, self.name)

    def count(self, title: str) -> int | None:
        """Return how many edits a page has, None where the wiki's REST API does not say."""
        base = self.api.url.removesuffix("api.php")
        address = f"{base}rest.php/v1/page/{quote(title.replace(' ', '_'), safe='')}/history/counts/edits"
        try:
            found = json.loads(self.session.send("GET", address, token=self.api.login.token).body)
            return int(found["count"])
        except (SourceError, ValueError, KeyError, TypeError):  # a number for an estimate is not worth an error
            return None

    def category(self, title: str, *, namespace: int | None = None, depth: int = 0) -> Iterator[Page]:
        """Yield the pages of a category, and of its subcategories down to `depth`, each once."""
        prefix = self.siteinfo().prefix(14)
        todo, seen, told = [(title if self.siteinfo().has_prefix(title, 14) else prefix + title, 0)], set(), set()
        while todo:
            name, level = todo.pop(0)
            if name in seen:
                continue
            seen.add(name)
            values = {"list": "categorymembers", "cmtitle": name, "cmlimit": "max", "cmprop": "ids|title|type"}
            for record in self._listed(values, "categorymembers", name):
                if record.get("type") == "subcat" and level < depth:
                    todo.append((record["title"], level + 1))
                page = page_of(record, self.name)
                if (namespace is None or page.namespace == namespace) and page.id not in told:
                    told.add(page.id)
                    yield page

    def search(self, query: str, *, namespace: int = 0, limit: int | None = None) -> Iterator[Page]:
        """Yield the pages that the wiki's own search finds, best first."""
        most = str(min(limit, 500)) if limit else "max"
        values = {"list": "search", "srsearch": query, "srwhat": "text", "srnamespace": str(namespace)}
        values |= {"srprop": "", "srlimit": most}
        for count, record in enumerate(self._listed(values, "search", query)):
            if limit is not None and count >= limit:
                return
            yield page_of(record, self.name)

    def recent_changes(
        self,
        *,
        since: Moment | None = None,
        until: Moment | None = None,
        namespace: int | None = None,
        user: str | None = None,
        tag: str | None = None,
        direction: str = "older",
        limit: int | None = None,
    ) -> Iterator[Revision]:
        """Yield recent edits, newest first, as revisions without text; `bot` of their users is told."""
        if direction not in DIRECTIONS:
            raise UsageError(f"there is no direction {direction!r}", hint=f"known are {', '.join(DIRECTIONS)}")
        most = str(min(limit, 500)) if limit else "max"
        values = {
            "list": "recentchanges", "rctype": "edit|new", "rcdir": direction, "rclimit": most,
            "rcprop": "ids|title|timestamp|user|userid|comment|flags|sizes|tags|sha1",
        }  # fmt: skip
        values |= {f"rc{name}": value for name, value in bounds(since, until, newer=direction == "newer").items()}
        values |= {"rcnamespace": str(namespace)} if namespace is not None else {}
        values |= ({"rcuser": user} if user is not None else {}) | ({"rctag": tag} if tag is not None else {})
        for count, record in enumerate(self._listed(values, "recentchanges", None)):
            if limit is not None and count >= limit:
                return
            same = {**record, "parentid": record.get("old_revid"), "size": record.get("newlen")}
            yield revision_of(same, page_of(record, self.name), content=False)

    def _listed(self, values: dict[str, str], name: str, page: str | None) -> Iterator[dict[str, Any]]:
        for answer in self.api.query(values):
            found = answer.get("query", {}).get(name)
            if not isinstance(found, list):
                raise SourceError(f"its API tells no {name}", wiki=self.api.host, page=page)
            yield from found

    def _discover(self) -> str:
        """Return the address of the API of a host: /w/api.php, or the one that its pages name."""
        first = self.place.api_url
        try:
            probe = self.session.send("GET", first, params={"action": "query", "format": "json"})
            if probe.body.lstrip()[:1] == b"{":
                return probe.url.partition("?")[0]
        except SourceError as error:
            if getattr(error, "status", None) != 404:
                raise
        home = self.session.send("GET", urljoin(first, "/"))
        link = _EDIT_URI.search(home.body.decode("utf-8", "replace"))
        href = _HREF.search(link.group()) if link else None
        if href is None:
            raise SourceError(
                "is no MediaWiki, or does not say where its API is", wiki=first.split("/")[2],
                hint="give the address of its api.php",
            )  # fmt: skip
        return urljoin(home.url, unescape(href.group(1))).partition("?")[0]


def _login(given: Login, wiki: str) -> Login:
    if given.token is not None and given.user is not None:
        raise UsageError("both a token and a user were given", wiki=wiki, hint="keep one of the two")
    if (given.user is None) is not (given.password is None):
        raise UsageError("only one of user and password was given", wiki=wiki, hint="give both, or a token")
    return given
