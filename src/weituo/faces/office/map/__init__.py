"""`/o/map`: the estate from above."""
