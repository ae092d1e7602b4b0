"""Administrative units as a dated tree, offices and what each serves."""
