"""What a resident says, understood: item, fault, danger and place, proposed with reasons. Nothing here decides: a person
confirms, and words of danger only ever raise. No state, no Django, no network."""

from weituo.engines.understanding.model import heard, question
from weituo.engines.understanding.places import Where, where
from weituo.engines.understanding.rules import BadRule, Rule, built_in, read
from weituo.engines.understanding.understand import Reading, Reason, danger, understand

__all__ = [
    "BadRule",
    "Reading",
    "Reason",
    "Rule",
    "Where",
    "built_in",
    "danger",
    "heard",
    "question",
    "read",
    "understand",
    "where",
]
