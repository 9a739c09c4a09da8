"""Which version holds when.

Service levels bind by the start of a clock; scoring and payment by the start of a month.
"""

from __future__ import annotations

from collections.abc import Iterable

from covenant.agreement.terms import Terms
from covenant.errors import Refusal, unusable
from covenant.period import Month
from covenant.zone import Zone


class Agreement:
    """The versions of one agreement, ascending. Raises Problems when they are not one agreement's."""

    __slots__ = ("key", "versions")

    def __init__(self, versions: Iterable[Terms]) -> None:
        self.versions = tuple(sorted(versions, key=lambda terms: (terms.effective_from, terms.no)))
        if not self.versions:
            raise unusable("terms", "no_terms", "An agreement needs at least one version of its terms.")
        self.key = self.versions[0].key
        if {terms.key for terms in self.versions} != {self.key}:
            raise unusable("agreement.id", "mixed", "The terms are of different agreements.")
        if len({terms.no for terms in self.versions}) != len(self.versions):
            raise unusable("version.no", "twice", "Two versions carry the same number.")

    def at(self, ms: int) -> Terms:
        """The version in force at an instant; Refusal `agreement.not_in_force` before the first."""
        for terms in reversed(self.versions):
            if terms.effective_from <= ms:
                return terms
        raise Refusal("agreement.not_in_force", agreement=self.key)

    def for_month(self, month: Month, zone: Zone) -> Terms:
        """The version that scores and pays a month: the one in force when it begins; the first, in its first month."""
        start, end = month.span(zone)
        first = self.versions[0]
        if start < first.effective_from < end:
            return first
        return self.at(start)

    @property
    def latest(self) -> Terms:
        """The last version."""
        return self.versions[-1]
