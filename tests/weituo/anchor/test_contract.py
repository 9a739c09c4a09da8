"""The committed contract: what its source compiles to, and what it offers, no more."""

import subprocess
import sys

import pytest

from tests.weituo.anchor.chain import MODULES
from weituo.anchor.evm import artefact

TOOL = MODULES.parents[1] / "tools" / "contract.py"


@pytest.mark.skipif(not (MODULES / "solc").exists(), reason="solc is not installed yet: `make test` does it")
def test_the_source_compiles_to_what_is_committed():
    done = subprocess.run([sys.executable, str(TOOL)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_contract_offers_this_and_nothing_else():
    assert set(artefact()["selectors"]) == {
        "anchor(bytes32,uint64,bytes32,bytes32)",
        "owner()", "heir()", "sizes(bytes32)", "offer(address)", "accept()",
    }  # fmt: skip
    assert set(artefact()["topics"]) == {"Anchored(bytes32,uint64,bytes32,bytes32)", "Owned(address)"}
    assert not any(one.get("stateMutability") == "payable" for one in artefact()["abi"])


def test_the_code_on_the_chain_is_the_end_of_the_code_that_is_sent():
    """No argument and nothing set in between: what stands at the address can be compared byte for byte."""
    assert artefact()["bytecode"].endswith(artefact()["runtime"])
    assert artefact()["evm"] == "london"
    assert artefact()["compiler"].startswith("0.8.11+")
