"""What the property company sees for itself: visits, inspections, inventories, and events it charges."""
