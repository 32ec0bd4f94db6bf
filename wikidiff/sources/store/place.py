"""Where the store is."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

VARIABLE: Final = "WIKIDIFF_STORE"
NAME: Final = "store.sqlite"


def store_path(named: str | os.PathLike[str] | None = None) -> Path:
    """Return where the store is: as named, else as `WIKIDIFF_STORE` says, else in the user's data directory.

    The data directory is that of the XDG base directories (`XDG_DATA_HOME`, `~/.local/share`), on Windows
    `LOCALAPPDATA`.
    """
    if told := (named or os.environ.get(VARIABLE)):
        return Path(told).expanduser()
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_DATA_HOME", "")
    folder = Path(base) if base and Path(base).is_absolute() else Path.home() / ".local" / "share"
    return folder / "wikidiff" / NAME
