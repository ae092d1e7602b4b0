"""Documents and the files that carry them, kept by hash."""
