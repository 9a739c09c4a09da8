"""The ledger at the desk: what is proven, by whom it is watched, and files to check it with."""
