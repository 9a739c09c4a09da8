"""Reports and the orders that follow from them, up to acceptance and rating."""
