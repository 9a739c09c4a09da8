"""The agreement: terms as data (`terms/1`, see docs/formats.md), read, checked, and in force from a time."""

from covenant.agreement.check import Worst, check, refused, worst_month
from covenant.agreement.duties import EvidenceRule, Limit, Witnessing
from covenant.agreement.finding import REFUSE, WARN, Finding
from covenant.agreement.force import Agreement
from covenant.agreement.matrix import CAUSES, Answer, responsible
from covenant.agreement.pay import EventTerms, Payment
from covenant.agreement.read import read
from covenant.agreement.terms import Curve, Fault, Item, Level, MeasureTerms, PauseRule, Row, Terms

__all__ = [
    "CAUSES",
    "REFUSE",
    "WARN",
    "Agreement",
    "Answer",
    "Curve",
    "EventTerms",
    "EvidenceRule",
    "Fault",
    "Finding",
    "Item",
    "Level",
    "Limit",
    "MeasureTerms",
    "PauseRule",
    "Payment",
    "Row",
    "Terms",
    "Witnessing",
    "Worst",
    "check",
    "read",
    "refused",
    "responsible",
    "worst_month",
]
