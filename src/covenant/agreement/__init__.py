"""The agreement: terms as data (`terms/1`, see docs/formats.md), read, checked, and in force from a time."""

from covenant.agreement.check import Finding, check
from covenant.agreement.duties import Limit
from covenant.agreement.force import Agreement
from covenant.agreement.matrix import CAUSES, Answer, responsible
from covenant.agreement.pay import EventTerms, Payment
from covenant.agreement.read import read
from covenant.agreement.terms import Curve, Fault, Item, Level, MeasureTerms, PauseRule, Row, Terms

__all__ = [
    "CAUSES",
    "Agreement",
    "Answer",
    "Curve",
    "EventTerms",
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
    "check",
    "read",
    "responsible",
]
