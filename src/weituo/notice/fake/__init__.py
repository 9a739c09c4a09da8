"""The providers' rules on our own machine: for tests, and to see in a demo what would have been sent."""
