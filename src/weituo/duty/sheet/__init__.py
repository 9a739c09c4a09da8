"""Rosters as Excel files: read and judged cell by cell, compared with what stands, taken over whole or not at all.

A month grid (rows persons, columns days, cells names of shifts) or a plain list; `writing` makes both.
"""
