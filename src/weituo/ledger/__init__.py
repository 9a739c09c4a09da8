"""The append-only facts, their disclosures, and the files they name."""
