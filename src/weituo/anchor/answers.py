"""How an anchor says no."""

from __future__ import annotations


class Refused(Exception):
    """An authority or a chain will not, or what it gave does not prove what it should. `code` is stable."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Missing(Exception):
    """A library or a program that anchoring needs is not installed here; says which and how to get it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not installed. Anchoring is an extra: install weituo[anchors].")
