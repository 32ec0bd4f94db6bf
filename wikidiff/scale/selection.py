"""Which revisions of a dump are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from wikidiff.errors import UsageError
from wikidiff.model import Page, Revision

_ALL = 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is looked at; what is left out has no row.

    `namespaces` are numbers; `titles` have their namespace and spaces or underscores; `since` is aware; `sample` is the
    share of pages, chosen by their ids: the same pages in every run, and fewer of the same with a smaller share.

    Raises:
        UsageError: a share is not above 0 and at most 1.
    """

    namespaces: frozenset[int] | None = None
    titles: frozenset[str] | None = None
    since: datetime | None = None
    sample: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.sample <= 1:
            raise UsageError(f"a sample of {self.sample:g} is no share of the pages", hint="give 0.01 for a hundredth")

    def page(self, page: Page) -> bool:
        """Tell whether a page is looked at."""
        if self.namespaces is not None and page.namespace not in self.namespaces:
            return False
        if self.titles is not None and (page.title or "").replace("_", " ") not in self.titles:
            return False
        return self.sample >= 1 or _share(page) < self.sample

    def revision(self, revision: Revision) -> bool:
        """Tell whether a revision of such a page is looked at; the next one is compared with it all the same."""
        return self.since is None or (revision.timestamp is not None and revision.timestamp >= self.since)


def titles(names: tuple[str, ...]) -> frozenset[str] | None:
    """Return titles as they are compared, None for no choice."""
    return frozenset(name.replace("_", " ").strip() for name in names) if names else None


def _share(page: Page) -> float:
    name = f"{page.wiki}\t{page.id if page.id is not None else page.title}"
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") / _ALL
