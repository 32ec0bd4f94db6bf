"""Measurements of wikidiff: how well it reads edits (`quality`), and how fast (`peers`, `hostile`, `imports`)."""
