"""Send a body to an address that is no wiki: webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time

import requests

from wikidiff._version import __version__
from wikidiff.errors import SourceError


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, seconds of a Retry-After, and the beginning of the body."""

    status: int
    wait: float | None
    text: str


class Poster:
    """Keeps connections open between posts; redirects are not followed, since they would carry the body elsewhere."""

    def __init__(self, *, connect: float = 10.0, read: float = 30.0) -> None:
        self._session = requests.Session()
        self._session.trust_env = True
        self._timeout = (connect, read)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body; raises `SourceError` where no answer came. The address is left out of its message: it may hold
        a secret.
        """
        sent = {"User-Agent": f"wikidiff-bot/{__version__} webhook", **headers}
        try:
            with self._session.post(
                url, data=body, headers=sent, timeout=self._timeout, allow_redirects=False, stream=True
            ) as response:
                text = response.raw.read(500, decode_content=True).decode("utf-8", "replace")
                return Answer(response.status_code, retry_after(response.headers.get("Retry-After")), text)
        except (requests.RequestException, OSError) as error:
            raise SourceError(f"no answer ({type(error).__name__})") from error

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After asks for, as a number or a date; None where it says nothing readable."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (TypeError, ValueError):
        return None
