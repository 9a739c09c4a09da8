"""The face engineer."""
