"""Measures LandDB against its limits and its peers; ``./run bench`` writes docs/performance.md."""
