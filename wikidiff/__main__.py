"""Run the command line as `python -m wikidiff`."""

from wikidiff.cli import main

if __name__ == "__main__":
    main(prog_name="wikidiff")
