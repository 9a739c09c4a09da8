"""Months: statements and what follows from them."""
