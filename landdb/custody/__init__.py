"""Who holds a unit, since which epoch; the node and the offices it serves."""
