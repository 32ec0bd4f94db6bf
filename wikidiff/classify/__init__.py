"""Say what kind of change each edit is: rules that claim, an arbiter that decides."""
