"""What a person reads: the terminal report, and the plain words, excerpts and order that every report shares."""
