"""Many revisions at once: flat rows, whole dumps on one machine, the same job on Spark."""
