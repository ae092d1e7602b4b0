"""Files of land: what is inside is found by content, and read once, in batches."""
