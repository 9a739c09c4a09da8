"""Estates with their buildings, units, spaces and equipment, and the codes printed for them."""
