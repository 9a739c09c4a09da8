"""A short run of `make soak-bundles`, and the golden bundle that has to hold for ever."""

import sys
from pathlib import Path

from covenant.bundle import Wanted, audit, opened
from covenant.seal import Policy

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "covenant" / "golden" / "bundle-1"
FIGURES = ("41.67, 84,884.80.", "41.67, 82,764.80.", "not evaluated, 91,160.00.")


def test_the_golden_bundle_holds_for_ever():
    policy = Policy.parse((GOLDEN / "policy").read_bytes())
    with (GOLDEN / "bundle.zip").open("rb") as file:
        report = audit(opened(file), Wanted(policy, least=26, since=1_781_917_260_000, months=["2026-04", "2026-05"]))
    assert [(one.level, one.code) for one in report.findings] == [
        *(("proven", code) for code in ("earlier", "log", "witnesses", "chains", "least", "recent")),
        *(("proven", "figures"),) * 3,
        *(("proven", code) for code in ("correction", "promises", "evidence")),
        ("open", "not_ruled"),
        ("proven", "disclosures"),
        ("open", "no_anchor"),
    ]
    figures = [one.text for one in report.findings if one.code == "figures"]
    assert all(text.endswith(figure) for text, figure in zip(figures, FIGURES, strict=True))


def test_mutated_bundles_are_never_accepted_and_never_make_it_fail():
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import mutate
    finally:
        sys.path.pop(0)
    said: list[str] = []
    found = mutate.run(154, seed=7, say=said.append)
    assert not sum(found[what] for what in mutate.WRONG), said
    assert found["broken"] > 30
    assert found["unusable"] > 30
