"""Organisations, persons, memberships with their roles, and the tokens of programs."""
