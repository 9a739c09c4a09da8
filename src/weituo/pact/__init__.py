"""Agreements: drafted, activated, in force."""
