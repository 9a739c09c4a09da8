"""The face api."""
