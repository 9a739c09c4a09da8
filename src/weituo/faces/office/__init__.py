"""The desk of both sides: the same dashboard, orders, agreement and statements, each by what its role may do."""
