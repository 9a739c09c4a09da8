"""Checks the facts of an order against their proofs: python3 check.py verify.pyz policy

This file travels with the proofs. It needs Python 3.11 or newer and verify.pyz, of which it uses the library alone. Take
verify.pyz and the policy from where you trust them, not from the envelope you are checking.
"""

import sys
from pathlib import Path


def main(program: str, policy: str) -> int:
    """One line for each fact; exit code 1 when one is not proven."""
    sys.path.insert(0, program)
    from covenant.errors import Problems
    from covenant.seal import Policy, Proof

    here, bad = Path(__file__).resolve().parent, 0
    rules = Policy.parse(Path(policy).read_bytes())
    for fact in sorted((here / "facts").glob("*.json")):
        proof = here / "proofs" / f"{fact.stem}.tlog-proof"
        if not proof.exists():
            said = "WAITING  it had no proof yet when this was made"
        else:
            try:
                found = Proof.parse(proof.read_bytes())
                sealed = found.proven(fact.read_bytes(), rules)
                names = ", ".join(sealed.witnesses) or "no witness"
                said = f"PROVEN   entry {found.index} of {sealed.checkpoint.size}, cosigned by {names}"
            except Problems as problems:
                bad, said = 1, f"FAILED   {problems}"
        sys.stdout.write(f"{fact.stem}: {said}\n")
    return bad


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
