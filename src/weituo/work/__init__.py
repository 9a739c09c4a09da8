"""Reports and orders."""
