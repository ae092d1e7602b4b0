"""Procrastinate wired to our engine: slow work, queued by the transaction that needs it."""
