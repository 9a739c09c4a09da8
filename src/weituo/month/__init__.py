"""Closing a month: settle from the facts, issue, sign, report."""
