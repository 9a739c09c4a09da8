"""派单: who may go to an order, what a plan costs, and whether a proposal holds. Engines propose, this judges."""

from covenant.dispatch.crew import Book, CrewRule, read
from covenant.dispatch.judge import Breach, Fault, breaches, check, parts, points, total, unroll
from covenant.dispatch.licence import Licence, held
from covenant.dispatch.policy import MODES, Policy, read_policy
from covenant.dispatch.situation import (
    CALL,
    SENT,
    SITE,
    UNDER_WAY,
    WAITING,
    Job,
    Sending,
    Situation,
    Turn,
    Visit,
    Worker,
)

__all__ = [
    "CALL",
    "MODES",
    "SENT",
    "SITE",
    "UNDER_WAY",
    "WAITING",
    "Book",
    "Breach",
    "CrewRule",
    "Fault",
    "Job",
    "Licence",
    "Policy",
    "Sending",
    "Situation",
    "Turn",
    "Visit",
    "Worker",
    "breaches",
    "check",
    "held",
    "parts",
    "points",
    "read",
    "read_policy",
    "total",
    "unroll",
]
