"""派单: what `covenant.dispatch` and the engine need to know of an estate, and what is kept of their reasons."""
