"""Every sentence a person may read, by code, in Vietnamese and English."""

from landdb.messages.sentences import sentence

__all__ = ["sentence"]
