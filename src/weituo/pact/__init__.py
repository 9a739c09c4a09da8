"""Agreements: which terms are in force on an estate, and the calendars they run on."""
