"""`/e/app/`: the engineer's app that works without network. The phone keeps the data; this serves its shell."""
