"""Dispatch against first-come, priority-nearest and the clairvoyant plan, on the same days."""
