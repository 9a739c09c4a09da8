"""Weituo 委托: stores facts, runs use-cases, shows pages. The rules of rights, money and time are in `covenant`."""
