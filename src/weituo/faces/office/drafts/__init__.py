"""Drafting the agreement as a form both sides understand, comparing versions in words, signing, and asking who is
responsible."""
