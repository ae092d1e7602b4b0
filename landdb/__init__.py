"""The land register: decides and remembers; knows no web."""
