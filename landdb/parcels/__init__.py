"""Sheets, parcels and their versions, proposals and lineage."""
