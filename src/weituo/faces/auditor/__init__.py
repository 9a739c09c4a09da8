"""The auditor: everything that can be computed again, and nothing else. Read only, without personal data."""
