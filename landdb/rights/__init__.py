"""Registered units (BAUnit), rights, restrictions, responsibilities and exact shares."""
