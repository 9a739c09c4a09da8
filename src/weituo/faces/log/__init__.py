"""The log as witnesses read it: checkpoint and tiles under an address that only one witness knows, and its cosignature."""
