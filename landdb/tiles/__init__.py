"""Vector tiles: which layer, which columns, which zooms; one statement a tile."""
