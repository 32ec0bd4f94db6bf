"""What it costs to start: `import wikidiff` and the commands, beside an interpreter that does nothing.

python -m benchmarks.imports [--runs 9]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

STARTS = {
    "an empty interpreter": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "import mwparserfromhell": ["-c", "import mwparserfromhell"],
    "import wikidiff": ["-c", "import wikidiff"],
    "wikidiff.SequenceMatcher": ["-c", "import wikidiff; wikidiff.SequenceMatcher"],
    "a first comparison": ["-c", "import wikidiff; wikidiff.compare('one two', 'one three')"],
    "wikidiff --help": ["-m", "wikidiff", "--help"],
}


def main() -> None:
    """Print the median time of each start, and what it adds to an empty interpreter."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    empty = 0.0
    for name, arguments in STARTS.items():
        times = []
        for _ in range(runs):
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - start)
        median = statistics.median(times)
        empty = empty or median
        print(f"{name:26} {1000 * median:7.0f} ms  +{1000 * (median - empty):.0f} ms")


if __name__ == "__main__":
    main()
