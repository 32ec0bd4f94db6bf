"""How well wikidiff reads edits: labelled pairs, the score of its answers, and the floors that the score must hold."""
