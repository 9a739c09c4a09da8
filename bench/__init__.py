"""Measurements. `make bench` runs them on a throw-away data folder and prints what docs/benchmarks.md records."""
