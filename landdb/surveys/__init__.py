"""Survey files handed in and what was read from them."""
