"""How a witness says no, on both ends of the line."""

from __future__ import annotations


class Refused(Exception):
    """It will not: the HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{sentence} ({status})")
        self.status = status
        self.sentence = sentence


class Conflict(Exception):
    """Its newest cosigned checkpoint is of another size than the one the request begins from. Only its word: whoever acts
    on it asks for the checkpoint."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the newest cosigned checkpoint has the size {size}")
        self.size = size
