"""Follow live edits by rules, and tell whoever asked."""
