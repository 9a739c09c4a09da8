"""`/o/phones`, `/o/drawings`, and what phones sent on an order's page."""
