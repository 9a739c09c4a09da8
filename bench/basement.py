"""The engineer's app opened with the server gone, in Chromium: `python -m bench.basement`, alone."""

from __future__ import annotations

import os
import sys
import tempfile

from bench.__main__ import line
from tests.support import chromium

ORDERS = 60
RUNS = 15
READY = """() => new Promise((done) => {
  const look = () => document.querySelector("main[data-ready] .job")
    ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look);
  look();
})"""


def measure() -> None:
    """Paired once, then the server stops; each run is a new tab."""
    from playwright.sync_api import sync_playwright

    from tests.support.phone_server import PhoneServer, real_shell

    server = PhoneServer(real_shell())
    for _ in range(ORDERS):
        server.order()
    path, environment = chromium.program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=chromium.FLAGS, env={**os.environ, **environment}
        )
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        page = context.new_page()
        page.goto(f"{server.url}/e/app/")
        page.wait_for_selector("main[data-ready]")
        page.evaluate("async () => { await weituoPhone.pair('bench'); await navigator.serviceWorker.ready }")
        page.close()
        server.close()
        seen = []
        for _ in range(RUNS):
            page = context.new_page()
            page.goto(f"{server.url}/e/app/", wait_until="commit")
            seen.append(page.evaluate(READY))
            page.close()
        browser.close()
    print(f"engineer's app, {ORDERS} orders, server gone, Chromium")
    line("  from opening to the list of orders", sorted(seen), "300 ms")


def main() -> int:
    """In a fresh data folder; no database is needed."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WEITUO_DATA=folder, DJANGO_SETTINGS_MODULE="weituo.settings")
        import django

        django.setup()
        measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
