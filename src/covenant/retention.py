"""How long a personal value is kept, by its name. PIPL art. 19: no longer than its purpose needs."""

from __future__ import annotations

from collections.abc import Mapping

CONTACT, CLAIM = 730, 1096  # days

DAYS: Mapping[str, int] = {
    "contact_name": CONTACT,
    "contact_phone": CONTACT,
    "words_place": CLAIM,
    "text": CLAIM,
    "note": CLAIM,
    "words": CLAIM,
    "signer": CLAIM,
}
"""Contacts until nobody calls back any more; words until claims over the work are time-barred (three years, Civil Code
art. 188)."""

READ = 1096
"""Who read personal values: PIPL art. 56 keeps the record of how they were handled for at least three years."""

LONGEST = max(DAYS.values())


def days(name: str) -> int:
    """How many days after the ledger took it a value of this name goes; one without a rule is kept as the longest."""
    return DAYS.get(name, LONGEST)
