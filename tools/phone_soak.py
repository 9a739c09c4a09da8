"""Random histories of the engineer's app in a real browser against a server that loses replies.

.venv/bin/python tools/phone_soak.py --histories 1000 [--seed 1] [--steps 14]

Prints a line for every hundred and the seed of the first that breaks the promise (tests/support/phone_history.py).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support import chromium

AGAIN = 50  # histories until the browser is started anew: it keeps what closed contexts leave behind


HANGS = 300  # seconds after which a history will not end by itself


def hung(seed: int) -> None:
    """Says which, and ends: a browser that does not answer cannot be asked anything."""
    print(f"seed {seed} does not end", flush=True)
    os._exit(2)


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--histories", type=int, default=1000)
    reader.add_argument("--seed", type=int, default=1, help="of the first; the others follow (default 1)")
    reader.add_argument("--steps", type=int, default=14)
    chosen = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="weituo-phone-") as folder:
        os.environ.update(WEITUO_DATA=folder, DJANGO_SETTINGS_MODULE="weituo.settings", WEITUO_COLLECTED="0")
        import django

        django.setup()
        return lives(chosen.histories, chosen.seed, chosen.steps)


def lives(count: int, seed: int, steps: int) -> int:
    from playwright.sync_api import sync_playwright

    from tests.support.phone_history import FLAGS, Broken, History
    from tests.support.phone_server import PhoneServer, real_shell

    server, total, begun, broken = PhoneServer(real_shell()), Counter[str](), time.monotonic(), 0
    path, environment = chromium.program()
    with sync_playwright() as playwright:
        for first in range(seed, seed + count, AGAIN):
            browser = playwright.chromium.launch(
                executable_path=path, args=[*chromium.FLAGS, *FLAGS], env={**os.environ, **environment}
            )
            for one in range(first, min(first + AGAIN, seed + count)):
                late = threading.Timer(HANGS, hung, (one,))
                late.daemon = True
                late.start()
                try:
                    total.update(History(browser, server, one, steps).run())
                except Broken as error:
                    broken += 1
                    print(error, flush=True)
                finally:
                    late.cancel()
            browser.close()
            done, took = min(first + AGAIN - seed, count), time.monotonic() - begun
            print(
                f"{done} histories (seeds {seed}–{seed + done - 1}), {took:.0f} s, {broken} broken: {dict(total)}",
                flush=True,
            )
    server.close()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
