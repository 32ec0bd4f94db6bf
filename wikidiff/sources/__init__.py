"""Where revisions come from: wikis, the local store, dumps, files and saved pages."""
