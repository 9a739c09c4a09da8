"""The only writers of orders: one function, one use-case, its facts. See `step` for the three paragraphs of a write."""
