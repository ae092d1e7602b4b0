"""Dated code lists of the field: land use, origin, user object, change type, procedure."""
