"""Geometry and files: computes; knows no database and no web."""
