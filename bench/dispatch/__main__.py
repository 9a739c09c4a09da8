"""`python -m bench.dispatch [SEEDS]`: about a quarter of an hour for 30."""

import sys

from bench.dispatch import compare

if __name__ == "__main__":
    compare.times()
    compare.measure(int(sys.argv[1]) if len(sys.argv) > 1 else compare.SEEDS)
