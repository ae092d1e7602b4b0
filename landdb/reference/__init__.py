"""Reference data: the official code lists and the administrative units with their succession."""
