"""Tokens, figures, words, addresses and identifiers: knows languages, not wikis."""
