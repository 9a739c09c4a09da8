"""Weituo 委托: stores facts, runs use-cases, shows pages. Every rule about rights, money and time lives in `covenant`."""
