"""Witnesses: what a property company, a contractor or an owners' committee runs to keep the log honest. No Django."""
