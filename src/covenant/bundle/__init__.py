"""The audit bundle (`bundle/1`): one log with everything its figures rest on, in a zip file anybody can check."""

from covenant.bundle.archive import Archive, opened
from covenant.bundle.audit import Wanted, audit
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Finding, Report

__all__ = ["BROKEN", "OPEN", "PROVEN", "Archive", "Finding", "Report", "Wanted", "audit", "opened"]
