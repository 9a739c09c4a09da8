"""Views of the engineer's phone, one noun per file."""
