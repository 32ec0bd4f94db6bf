"""Align lines, blocks and words; knows nothing of wikitext."""
