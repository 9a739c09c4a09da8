"""A chain of our own: anvil on the loopback, its blocks made as tests ask; and a node that says what a test wants."""

import json
import os
import platform
import select
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from tests.weituo.anchor.authority import serving
from weituo import fetch
from weituo.anchor.evm import _accounts
from weituo.anchor.rpc import Rpc

MODULES = Path(__file__).resolve().parents[3] / "contracts" / "node_modules"
PACKAGED = MODULES / "@foundry-rs" / "anvil-linux-amd64" / "bin" / "anvil"
CHAIN_ID = 31_337
STARTS_WITHIN = 20.0  # seconds


def program() -> str:
    """Anvil: our package's, else the machine's. Skips where there is neither."""
    if PACKAGED.exists():
        return str(PACKAGED)
    if found := shutil.which("anvil"):
        return found
    if (platform.system(), platform.machine()) == ("Linux", "x86_64"):
        pytest.skip("anvil is not installed yet: `make test` does it")
    pytest.skip(f"no anvil is packaged for {platform.system()} {platform.machine()}, and the machine has none")


@contextmanager
def anvil(folder: Path) -> Iterator[str]:
    """The address of a chain that ends with the test."""
    bounded = [found, "120"] if (found := shutil.which("timeout")) else []  # should this process be killed
    command = [
        *bounded,
        program(),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--hardfork",
        "london",
        "--chain-id",
        str(CHAIN_ID),
    ]
    environment = {**os.environ, "HOME": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield _listening(process)
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


def _listening(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    said, until = b"", monotonic() + STARTS_WITHIN
    while monotonic() < until:
        if select.select([process.stdout], [], [], 0.1)[0]:
            more = os.read(process.stdout.fileno(), 65_536)
            said += more
            if b"Listening on " in said and said.rstrip() != said:
                return "http://" + said.split(b"Listening on ")[1].split()[0].decode()
            if not more:
                break
    pytest.skip(f"anvil does not run on this machine: {said[-300:].decode(errors='replace').strip()}")


def keys() -> list[bytes]:
    """The keys of the accounts a new anvil fills: the test mnemonic everybody uses."""
    accounts = _accounts()
    accounts.enable_unaudited_hdwallet_features()
    words = "test test test test test test test test test test test junk"
    return [bytes(accounts.from_mnemonic(words, account_path=f"m/44'/60'/0'/0/{index}").key) for index in range(3)]


def ask(url: str, method: str, *params: object) -> object:
    return Rpc(url).ask(method, *params)


Changed = Callable[[str, object], object]


def through(url: str, changed: Changed) -> "contextmanager[str]":
    """A node in between, which changes what the real one says of a method."""

    def answer(body: bytes) -> tuple[int, str, bytes]:
        said = json.loads(
            fetch.request("POST", url, timeout=10, limit=1 << 22, body=body, kind="application/json").data
        )
        if "result" in said:
            said["result"] = changed(json.loads(body)["method"], said["result"])
        return 200, "application/json", json.dumps(said).encode()

    return serving(answer)
