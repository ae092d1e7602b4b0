"""People and organisations who hold rights; duplicates are merged, never deleted."""
