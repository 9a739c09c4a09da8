"""Processes killed at random moments, and what must hold afterwards: `make soak` for long, test_kill.py for short."""
