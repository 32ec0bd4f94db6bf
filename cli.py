"""A door for a checkout: `python cli.py compare OLD NEW`."""

from wikidiff.cli import main

if __name__ == "__main__":
    main()
