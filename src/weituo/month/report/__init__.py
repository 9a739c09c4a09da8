"""《工程运维报告》: the month as a document to hand to owners. Data first, then print."""

from weituo.month.report.print import pdf

__all__ = ["pdf"]
