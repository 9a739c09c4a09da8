"""Rosters: who is on duty at any moment is one question with one answer."""
