"""Anchors outside: time-stamp authorities and contracts on a chain. Off by default; no Django."""
