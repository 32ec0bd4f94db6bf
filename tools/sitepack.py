"""Bring a site pack up to date with what its wiki says of itself: `python tools/sitepack.py dewiki --write`.

Without --write it is printed. A wiki without a pack gets a new one. Needs a contact, as every request does.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wikidiff.errors import WikidiffError
from wikidiff.sources.sitepack import refreshed, site_pack
from wikidiff.sources.wiki import Wiki

PACKS = Path(__file__).parent.parent / "wikidiff" / "packs" / "site"


def main() -> int:
    """Ask the wiki, and print or write its pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wiki", help="a database name, a host or the address of an api.php")
    parser.add_argument("--write", action="store_true", help="write it into the package")
    arguments = parser.parse_args()
    try:
        with Wiki(arguments.wiki) as wiki:
            info = wiki.siteinfo()
        path = PACKS / f"{info.name}.toml"
        pack = refreshed(path.read_text(encoding="utf-8"), info) if path.exists() else site_pack(info)
    except WikidiffError as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.write:
        path.write_text(pack, encoding="utf-8")
    else:
        print(pack, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
