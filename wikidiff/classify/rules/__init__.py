"""One file a rule; they are found by their names, nothing else is to be edited."""
