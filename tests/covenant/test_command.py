"""`python -m covenant` on files alone: standard library, no site packages, no environment."""

import subprocess
import sys
from pathlib import Path

import pytest

from covenant import canon
from tests.covenant.example import ROOT, second

BUNDLE = ROOT / "tests/covenant/golden/release-1"
RUN = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from covenant.__main__ import main; sys.exit(main(sys.argv[1:]))"
)


def covenant(*arguments):
    """Exit code, output and errors of the command under `-I -S`."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUN, str(ROOT / "src"), *map(str, arguments)],
        capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def settle(facts: Path, *more):
    where = ("--terms", BUNDLE / "terms.json", "--calendars", BUNDLE / "calendars.json", "--facts", facts)
    return covenant("settle", *where, "--month", "2026-04", *more)


@pytest.fixture
def terms(tmp_path):
    """A file of terms with one change."""

    def write(change=lambda document: None):
        document = second()
        change(document)
        path = tmp_path / "terms.json"
        path.write_bytes(canon.encode(document))
        return path

    return write


def test_a_bundle_is_settled_to_its_bytes():
    issued = (BUNDLE / "statement-2026-04.json").read_text(encoding="utf-8")
    as_of = canon.loads(issued)["as_of"]
    assert settle(BUNDLE / "facts.jsonl", "--as-of", as_of) == (0, issued, "")


def test_what_cannot_be_used_is_named_and_counted_and_changes_no_figure(tmp_path):
    lines = (BUNDLE / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    future = lines[0].replace('"at":17', '"at":27').replace('"recv":17', '"recv":27').replace('"id":"0', '"id":"9')
    odd = [*lines, *lines[:3], '{"x":1}', "not json", lines[5].replace('"kind":"order.', '"kind":"weather.'), future]
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join(reversed(odd)), encoding="utf-8")
    as_of = canon.loads((BUNDLE / "statement-2026-04.json").read_bytes())["as_of"]
    code, out, said = settle(path, "--as-of", as_of)
    assert code == 0
    assert out == settle(BUNDLE / "facts.jsonl", "--as-of", as_of)[1]
    assert said.splitlines() == ["left aside: 1 after as of", "left aside: 3 duplicate", "left aside: 3 unusable"]


def test_a_month_that_runs_is_unusable_and_says_so():
    code, out, said = settle(BUNDLE / "facts.jsonl", "--as-of", "2026-04-20T00:00:00+08:00")
    assert (code, out) == (2, "")
    assert "is not over" in said


def test_check_says_the_worst_month_and_what_it_is_made_of(terms):
    code, out, _ = covenant("check", terms())
    assert code == 0
    assert "The worst month pays 53,080.00 before VAT" in out
    assert "events -8,800.00, red lines -5,000.00, quarter -13,200.00" in out


def test_check_refuses_with_clause_and_remedy_and_only_warns_of_what_may_stand(terms):
    code, out, _ = covenant("check", terms(lambda document: document["levels"]["S0"]["respond"].update(limit="PT1H")))
    assert code == 1
    assert "levels.S0.respond (clause 4.6): Life safety is answered within PT1H" in out
    code, out, _ = covenant("check", terms(lambda document: document["payment"].pop("interest")))
    assert code == 0
    assert out.startswith("warning: payment.interest")


def test_the_estates_other_agreements_are_looked_at(terms, tmp_path):
    other = second()
    other["agreement"].update(id="CLEAN-01", covers=["sanitation", "order"])
    path = tmp_path / "other.json"
    path.write_bytes(canon.encode(other))
    code, out, _ = covenant("check", terms(), "--others", path)
    assert code == 1
    assert "民法典 941" in out


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"schema":"terms/9"}', b"\xff", b'{"a":1.5}'])
def test_unusable_terms_are_named_not_a_crash(tmp_path, content):
    path = tmp_path / "terms.json"
    path.write_bytes(content)
    code, _, said = covenant("check", path)
    assert code == 2
    assert said.startswith("unusable: ")
    assert "Traceback" not in said
