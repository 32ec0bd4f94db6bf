"""What went wrong on the way, as one sentence: from exceptions of requests and from HTTP status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from wikidiff.errors import SourceError
from wikidiff.sources.waits import retry_after

_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_CLOCK = re.compile(r"not yet valid|has expired", re.IGNORECASE)
_UNKNOWN_HOST = re.compile(
    r"NameResolutionError|Name or service not known|getaddrinfo|nodename nor servname", re.IGNORECASE
)


class Fault(SourceError):
    """A request that failed; `tries` is how often it is worth asking in all, `status` the HTTP status."""

    tries: int = 5
    status: int | None = None


class BusyFault(Fault):
    """A server that asks to wait `seconds`."""

    seconds: float = 5.0


def problem_of(error: requests.RequestException, url: str) -> Fault:
    """Return what an exception of requests means, and whether to ask again."""
    host, text = urlsplit(url).netloc.rpartition("@")[2], str(error)
    exceptions = requests.exceptions
    if isinstance(error, exceptions.ProxyError):
        return _fault("the proxy on the way does not answer", host, "look at HTTPS_PROXY, HTTP_PROXY and NO_PROXY", 3)
    if isinstance(error, exceptions.SSLError):
        hint = (
            "look at the clock of this machine" if _CLOCK.search(text) else "a proxy or log-in page may stand between"
        )
        return _fault("its certificate cannot be trusted", host, hint, 1)
    if isinstance(error, exceptions.ConnectTimeout):
        return _fault("cannot be reached in time", host, "look at the network and at proxies", 3)
    if isinstance(error, exceptions.Timeout):
        return _fault("did not answer in time", host, "try again later", 3)
    if isinstance(error, exceptions.ChunkedEncodingError | exceptions.ContentDecodingError):
        return _fault("its answer came cut off or garbled", host, "try again later", 5)
    if isinstance(error, exceptions.ConnectionError):
        if _UNKNOWN_HOST.search(text):
            return _fault("there is no such host", host, "look at its spelling and at the network", 2)
        return _fault("cannot be reached", host, "look at the network, its port and at proxies", 3)
    return _fault(f"cannot be asked ({type(error).__name__})", host, "look at the address", 1)


def fault_of(status: int, headers: Mapping[str, str], body: bytes, url: str) -> Fault:
    """Return what an HTTP status of 400 and more means; the first words of the body are quoted."""
    host, said = urlsplit(url).netloc.rpartition("@")[2], first_words(body)
    quoted = f" ({said})" if said else ""
    asked = retry_after(headers)
    if status == 429 or (status == 503 and asked is not None):
        seconds = 60.0 if asked is None else asked
        unseen = ", and see that the contact reaches it" if headers.get("x-wmf-ratelimit-class") == "anon" else ""
        hint = f"try again in {seconds:.0f} s{unseen}"
        busy = BusyFault(f"answers {status}: too many requests or too busy{quoted}", wiki=host, hint=hint)
        busy.status, busy.seconds = status, seconds
        return busy
    if status == 401:
        return _fault(f"answers 401: the log-in is refused{quoted}", host, "make a new token or bot password", 1, 401)
    if status == 403:
        return _fault(
            f"answers 403: refused{quoted}", host, "look at the contact, and whether the wiki is private", 1, 403
        )
    if status == 404:
        return _fault("has nothing at this address (404)", host, "give the address of its api.php", 1, 404)
    if status == 407:
        return _fault("the proxy wants a log-in (407)", host, "put name and password into HTTPS_PROXY", 1, 407)
    if status == 511:
        return _fault("the network wants a log-in first (511)", host, "open any page in a browser", 1, 511)
    if status >= 500:
        return _fault(f"answers {status}{quoted}", host, "try again later", 5, status)
    return _fault(f"answers {status}{quoted}", host, "look at the address", 1, status)


def too_large(url: str) -> Fault:
    """Return the fault of an answer that has no end in sight."""
    return _fault(
        "its answer is larger than any wiki's", urlsplit(url).netloc.rpartition("@")[2], "look at the address", 1
    )


def first_words(body: bytes) -> str:
    """Return the first words of a text or HTML body, on one line."""
    text = " ".join(_TAGS.sub(" ", body[:4000].decode("utf-8", "replace")).split())
    return text if len(text) <= 120 else text[:119].rstrip() + "…"


def _fault(what: str, host: str, hint: str, tries: int, status: int | None = None) -> Fault:
    fault = Fault(what, wiki=host, hint=hint)
    fault.tries, fault.status = tries, status
    return fault
