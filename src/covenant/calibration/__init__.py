"""Calibrate before signing: what a draft would have paid, what each failure costs under it, and whether it bites.

A penalty that is cheaper than the work it is to enforce teaches not to do the work. So every kind of failure stands beside
what performing it costs. `replay` and `synthetic` make samples of months, `bench` says everything about terms over them.
"""

from covenant.calibration.bench import Calibration, MonthPay, bench
from covenant.calibration.chance import YEARS, exit_chance
from covenant.calibration.failure import CHEAPER, EVENT, Failure
from covenant.calibration.sample import Rates, Sample, held, replay, synthetic

__all__ = [
    "CHEAPER",
    "EVENT",
    "YEARS",
    "Calibration",
    "Failure",
    "MonthPay",
    "Rates",
    "Sample",
    "bench",
    "exit_chance",
    "held",
    "replay",
    "synthetic",
]
