"""The one append-only journal, its seal and what is read from it."""
