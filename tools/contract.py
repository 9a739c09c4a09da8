"""Compile contracts/Anchor.sol again and compare with what is committed, byte for byte; `--write` puts it there."""

import subprocess
import sys

import setup

MADE = setup.ROOT / "src" / "weituo" / "anchor" / "contract.json"


def compiled() -> bytes:
    """What the compiler makes of it, on this machine."""
    _, environment = setup.node()
    command = ["node", "compile.mjs"]
    done = subprocess.run(command, cwd=setup.CONTRACTS, env=environment, stdout=subprocess.PIPE, check=True)
    return done.stdout


def main() -> None:
    if not (setup.CONTRACTS / "node_modules" / "solc").exists():
        setup.contracts()
    found = compiled()
    if "--write" in sys.argv[1:]:
        MADE.write_bytes(found)
    elif MADE.read_bytes() != found:
        sys.exit(f"{MADE.relative_to(setup.ROOT)} is not what contracts/Anchor.sol compiles to: add --write.")
    print(f"{MADE.relative_to(setup.ROOT)} is what contracts/Anchor.sol compiles to")


if __name__ == "__main__":
    main()
