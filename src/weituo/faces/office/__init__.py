"""The face office."""
