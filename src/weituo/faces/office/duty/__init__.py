"""`/o/duty`: the roster of a week, and who is on duty now."""
