"""What Wikimedia's gateway allows a minute, by the class that it puts a client into, and what we take of it.

Sources: the policy of the gateway and the robot policy, 2026; numbers are requests a minute over all its wikis.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from wikidiff.packs.wikis import is_wikimedia

UNTOLD = 180  # nine tenths of what a client with a contact may take
BY_CLASS = {"anon": 9, "unauthed-bot": UNTOLD, "authed-user": UNTOLD, "established-user": 600, "approved-bot": 600}
SLOW, PAUSE = 1.0, 5.0  # after an answer that took longer to begin, so many seconds of rest: the robot policy
GAP = 0.2  # seconds between two requests: fewer than five a second
WIKIMEDIA = "wikimedia"

ADVICE = {
    "anon": "the gateway saw no contact in the User-Agent: 10 requests a minute; look at the contact and at proxies",
    "unauthed-bot": "200 requests a minute; an account that is logged in and established has ten times as many",
    "authed-user": "200 requests a minute; an established account has ten times as many",
}


def operator(url: str) -> str:
    """Return who counts the requests to an address: all Wikimedia wikis as one, else the host with its port."""
    host = urlsplit(url).hostname or ""
    return WIKIMEDIA if is_wikimedia(host) else urlsplit(url).netloc.rpartition("@")[2].lower()


def per_minute(key: str, wanted: int | None, limits_class: str | None) -> int:
    """Return the budget a minute: at Wikimedia what the class allows, or less if less is wanted."""
    if key.partition(" ")[0] != WIKIMEDIA:
        return wanted or UNTOLD
    allowed = BY_CLASS.get(limits_class or "", UNTOLD)
    return min(wanted, allowed) if wanted else allowed


def gap(key: str) -> float:
    """Return the least number of seconds between two requests."""
    return GAP if key.partition(" ")[0] == WIKIMEDIA else 0.0


def pause(key: str, seconds: float) -> float:
    """Return how long to leave an operator alone after an answer that took some seconds to begin."""
    return PAUSE if key.partition(" ")[0] == WIKIMEDIA and seconds > SLOW else 0.0


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
