"""The report page on a slow network, in Chromium, served as `weituo up` serves it: `python -m bench.slow`, alone."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime

from playwright.sync_api import Browser, Page, sync_playwright

from bench.__main__ import line
from tests.support import chromium

LATENCY, BYTES = 400, 400 * 1024 // 8  # ms there and back, bytes a second: the "slow 3G" of Lighthouse
RUNS = 7
PAINTED = """new Promise(done => {
  const tell = list => list.forEach(one => { if (one.name === "first-contentful-paint") done(one.startTime) });
  new PerformanceObserver(seen => tell(seen.getEntries())).observe({ type: "paint", buffered: true });
})"""


def opened(browser: Browser, address: str) -> tuple[Page, list[float]]:
    """A page in a fresh browser profile on the slow network: ms until painted, until everything stands, kilobytes."""
    page = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    session = page.context.new_cdp_session(page)
    received = [0.0]
    session.on("Network.loadingFinished", lambda one: received.append(one["encodedDataLength"]))
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES, "uploadThroughput": BYTES},
    )
    began = time.perf_counter()
    page.goto(address, wait_until="load")
    ready = (time.perf_counter() - began) * 1000
    painted = page.evaluate(PAINTED)
    assert page.locator("textarea[name=text]").is_visible()
    page.wait_for_load_state("networkidle")
    return page, [painted, ready, sum(received) / 1000]


def measure(address: str) -> None:
    """Several first visits."""
    path, environment = chromium.program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=chromium.FLAGS, env={**os.environ, **environment}
        )
        seen = [opened(browser, address)[1] for _ in range(RUNS)]
        browser.close()
    print(f"report page, first visit, {LATENCY} ms and {BYTES * 8 // 1024} kbit/s, Chromium")
    line("  painted", sorted(one[0] for one in seen), "–")
    line("  usable: everything loaded and run", sorted(one[1] for one in seen), "2,000 ms")
    print(f"  received: {max(one[2] for one in seen):.1f} kB   target 100 kB")


def main() -> int:
    """In a fresh data folder with the small world."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(WEITUO_DATA=folder, DJANGO_SETTINGS_MODULE="weituo.settings")
        import django

        django.setup()
        from django.core.management import call_command

        from bench.http import free, started
        from world.build import build

        call_command("migrate", verbosity=0)
        code = build(scale="small", today=datetime.now(UTC), days=0).codes["L1-2-1"]
        port = free()
        with started(port):
            measure(f"http://127.0.0.1:{port}/q/{code}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
