"""What of an agreement is final: terms proposed for signature, and signatures."""

from __future__ import annotations

from weituo.ledger.triggers import DISTINCT, Guard, Watched

DRAFT, SIGNATURE = "pact_draft", "pact_draftsignature"
FIXED = ("id", "estate_id", "agreement_id", "key", "base", "version", "document", "sha256", "revision", "proposed_at")

# A proposed draft whose text would become another, or one that is over and would change at all.
CHANGED = " OR ".join(f"NEW.{column} {DISTINCT} OLD.{column}" for column in FIXED)
OVER = f"OLD.state IN ('activated', 'withdrawn') OR (OLD.sha256 <> '' AND ({CHANGED}))"

GUARD = Guard(
    "pact", "signed terms never change", [Watched(DRAFT, update=OVER, delete="OLD.sha256 <> ''"), Watched(SIGNATURE)]
)
