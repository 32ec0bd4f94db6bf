"""The version of wikidiff, read by the build."""

__version__ = "0.1.0.dev0"
