"""Blocks, sections, constructs and sources of wikitext, with exact offsets; knows nothing of diffs."""
