"""A random life of the engineer's app in a real browser: acts and photos while network, server, tabs, disk and clock fail.

What must hold when quiet has come back: each thing made is exactly once in the server's list, held or refused; what the
phone shows about it is what the server decided; acts of one order were decided in the sequence they were made, and a
claim after the photos made before it.
"""

from __future__ import annotations

import time
from contextlib import suppress
from random import Random
from typing import Any

from tests.support import chromium
from tests.support.phone_server import PhoneServer

# The clock that jumps and the disk that is full, for every tab at once and in the middle of things. (The browser's own
# quota is asked for too seldom to be switched: tests/browser/test_phone_app.py fills it up in earnest.)
WORLD = """(() => {
  const real = Date.now.bind(Date);
  Date.now = () => real() + Number(localStorage.getItem("jump") ?? 0);
  for (const name of ["add", "put"]) {
    const write = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...what) {
      if (localStorage.getItem("full")) throw new DOMException("no room", "QuotaExceededError");
      return write.apply(this, what);
    };
  }
})()"""
MAKE = """async ([order, kind, body]) => {
  const app = window.weituoPhone, found = (await app.days.kept()).day.orders.find((one) => one.id === order);
  try { return await app.acts.make(found, kind, body) } catch (error) {
    if (error.name === "Full") return "full";
    throw error;
  }
}"""
PHOTO = """async ([order, role, colour]) => {
  const app = window.weituoPhone, found = (await app.days.kept()).day.orders.find((one) => one.id === order);
  const canvas = Object.assign(document.createElement("canvas"), { width: 120, height: 90 });
  const brush = canvas.getContext("2d");
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 120, 90);
  const file = await new Promise((done) => canvas.toBlob(done, "image/png"));
  try {
    return role === "video" ? await app.film(found, file) : await app.photograph(found, role, file, [found.number]);
  } catch (error) {
    if (error.name === "Full") return "full";
    throw error;
  }
}"""
ITEMS = """async () => (await window.weituoPhone.store.items.orderBy("n").toArray()).map(
  ({ id, state, order_id, what, kind, sentence, doubt, stuck, code }) =>
    ({ id, state, order_id, what, kind, sentence, doubt, stuck, code }))"""
SHOWN = """async () => {
  location.hash = "#/outbox";
  return Object.fromEntries([...document.querySelectorAll(".outbox > li")].map((one) => [one.dataset.id, one.dataset.kept]));
}"""
CALM = """async (name) => Promise.race([
  name === "pump" ? window.weituoPhone.outbox.pump() : name === "sync" ? window.weituoPhone.sync() : window.weituoPhone.pair("手机"),
  new Promise((_, no) => setTimeout(() => no(new Error(name + " does not end")), 60000)),
])"""
FAULTS = ("lose_request", "lose_reply", "lose_reply", "broken", "broken_after", "portal", "cut")
QUIET = 40  # seconds until everything must have arrived, with nothing in the way


class Broken(AssertionError):
    """The promise does not hold; says with which seed."""


class History:
    """One phone from its pairing to the last quiet. `run` raises Broken."""

    def __init__(self, browser: Any, server: PhoneServer, seed: int, steps: int = 14) -> None:
        self.browser, self.server, self.seed, self.rng = browser, server, seed, Random(seed)
        self.steps = steps
        self.made: list[tuple[str, str, str]] = []  # (id, order, kind) in the sequence they were made
        self.done: list[str] = []  # the steps' names, for whoever has to look

    def run(self) -> dict[str, int]:
        self.server.forget()
        video = [{"role": "video", "least": 1, "why": "7.2"}]
        self.orders = [self.server.order(evidence=self.rng.choice(([], video))) for _ in range(self.rng.randint(1, 3))]
        self.context = self.browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, locale="zh-CN")
        self.context.set_default_timeout(60_000)
        self.context.add_init_script(WORLD)
        self.full = self.revoked = False
        self.refused_for_room = 0
        try:
            self.pages = [self._open()]
            self._pair()
            self.pages[0].evaluate("navigator.serviceWorker.ready.then(() => true)")
            for _ in range(self.steps):
                step = self.rng.choices(list(STEPS), [weight for _, weight in STEPS.values()])[0]
                self.done.append(step)
                STEPS[step][0](self)
            self._quiet()
            return self._check()
        except Broken:
            raise
        except Exception as error:
            raise Broken(f"seed {self.seed}, after {self.done}: {type(error).__name__}: {error}") from error
        finally:
            self.server.let_go.set()
            self.context.close()

    # ── steps ─────────────────────────────────────────────────────────────

    def act(self) -> None:
        kind = self.rng.choice(("take", "arrive", "pause", "resume", "claim", "parts", "note"))
        order = self.rng.choice(self.orders)
        body = {"reason": "parts", "words": "缺配件"} if kind == "pause" else {"words": kind}
        self._made(self._page().evaluate(MAKE, [order, kind, body]), order, kind)

    def photo(self) -> None:
        role = self.rng.choice(("before", "after", "after", "signature", "video"))
        order, colour = self.rng.choice(self.orders), f"#{self.rng.randrange(16**6):06x}"
        self._made(self._page().evaluate(PHOTO, [order, role, colour]), order, role)

    def _made(self, said: str, order: str, kind: str) -> None:
        if said == "full":
            if not self.full:
                raise Broken(f"seed {self.seed}: said to be full while there is room")
            self.refused_for_room += 1
            return
        self.made.append((said, order, kind))

    def offline(self) -> None:
        self.server.down = True
        self.context.set_offline(True)

    def online(self) -> None:
        self.server.down = False
        self.context.set_offline(False)

    def fault(self) -> None:
        self.server.faults.extend(self.rng.choices(FAULTS, k=self.rng.randint(1, 3)))

    def kill(self) -> None:
        """The browser kills a tab: crashed or closed, perhaps while something is on its way. Then it is opened again."""
        if self.rng.random() < 0.6 and not self.server.down:
            self.server.let_go.clear()
            self.server.holding.clear()
            self.server.faults.appendleft(self.rng.choice(("hold_request", "hold_reply")))
            self._page().evaluate("void window.weituoPhone.sync()")
            self.server.holding.wait(1)
        if self.rng.random() < 0.5:
            for page in self.pages:
                page.close()
        else:
            self._crash(self.pages[0])
            for page in self.pages:
                page.close()
        self.server.let_go.set()
        self.pages = [self._open()]

    def second_tab(self) -> None:
        if len(self.pages) < 3:
            self.pages.append(self._open())

    def disk(self) -> None:
        """The disk runs full, or has room again."""
        self.full = not self.full
        self._disk(self.full)

    def revoke(self) -> None:
        self.server.revoke()
        self.revoked = True

    def pair(self) -> None:
        if self.revoked and not self.server.down and not self.full:
            self._pair()

    def reassign(self) -> None:
        self.server.reassign(self.rng.choice(self.orders))

    def jump(self) -> None:
        hours = self.rng.choice((-48, -1, 1, 48, 0))
        self._page().evaluate("hours => localStorage.setItem('jump', String(hours * 3600000))", hours)

    def sync(self) -> None:
        self._page().evaluate("void window.weituoPhone.sync()")

    def wait(self) -> None:
        """Time for what goes on by itself: until the phone has nothing under way."""
        self._page().evaluate(CALM, "pump")

    # ── parts ─────────────────────────────────────────────────────────────

    def _page(self) -> Any:
        return self.rng.choice(self.pages)

    def _crash(self, page: Any) -> None:
        """The tab's process dies, with all that it had under way."""
        with suppress(Exception):  # there is nobody left to say that it was done
            page.goto("chrome://crash", timeout=2_000, wait_until="commit")

    def _open(self) -> Any:
        page = self.context.new_page()
        page.goto(f"{self.server.url}/e/app/")
        page.wait_for_selector("main[data-ready]")
        return page

    def _pair(self) -> None:
        for _ in range(20):
            if self.pages[0].evaluate(CALM, "pair") == "paired":
                self.revoked = False
                break
        else:
            raise Broken(f"seed {self.seed}: cannot be paired")
        chromium.until(self.pages[0], "await weituoPhone.refresh().then(() => weituoPhone.days.kept())")

    def _disk(self, full: bool) -> None:
        self.pages[0].evaluate("full => localStorage.setItem('full', full ? '1' : '')", full)

    def _quiet(self) -> None:
        """Nothing in the way any more: everything must arrive."""
        if self.full:
            self.disk()
        self.online()
        self.server.faults.clear()
        self.server.let_go.set()
        if self.revoked:
            self._pair()
        end = time.monotonic() + QUIET
        while time.monotonic() < end:
            self.pages[0].evaluate(CALM, "sync")
            items = self.pages[0].evaluate(ITEMS)
            if all(one["state"] in ("held", "refused") for one in items):
                return
        raise Broken(f"seed {self.seed}: not quiet after {QUIET} s: {items}; steps {self.done}")

    def _check(self) -> dict[str, int]:
        items = {one["id"]: one for one in self.pages[0].evaluate(ITEMS)}
        decided = [act for _, act in self.server.decided]
        where = f"seed {self.seed}, steps {self.done}"
        made = [one for one, _, _ in self.made]
        if sorted(decided) != sorted(set(made)) or len(made) != len(set(made)):
            raise Broken(f"{where}: made {len(made)}, decided {len(decided)} of {len(set(decided))}")
        if sorted(items) != sorted(made):
            raise Broken(f"{where}: the phone lists {len(items)} of {len(made)}")
        for one, item in items.items():
            answer = self.server.answers[one]
            if (item["state"], item["sentence"]) != (answer["state"], answer.get("sentence", "")):
                raise Broken(f"{where}: {item} but the server says {answer['state']}")
        self._sequence(decided, where)
        self.pages[0].evaluate(SHOWN)
        self.pages[0].wait_for_selector('main[data-ready="/outbox"]')
        shown = self.pages[0].evaluate(SHOWN)
        if shown != {one: item["state"] for one, item in items.items()}:
            raise Broken(f"{where}: on screen {shown}")
        states = [item["state"] for item in items.values()]
        return {
            "made": len(made),
            "held": states.count("held"),
            "refused": states.count("refused"),
            "no_room": self.refused_for_room,
            **self.server.seen,
        }

    def _sequence(self, decided: list[str], where: str) -> None:
        place = {one: at for at, one in enumerate(decided)}
        files = ("before", "after", "signature", "video")
        for order in self.orders:
            mine = [(one, kind) for one, its, kind in self.made if its == order]
            acts = [place[one] for one, kind in mine if kind not in files]
            if acts != sorted(acts):
                raise Broken(f"{where}: acts of an order out of sequence")
            for at, (one, kind) in enumerate(mine):
                if kind in files and any(place[other] > place[one] for other, its in mine[:at] if its not in files):
                    raise Broken(f"{where}: a photo before the acts before it")
                waits = files if self.server.orders[order]["evidence"] else files[:-1]
                before = [place[other] for other, its in mine[:at] if kind == "claim" and its in waits]
                if before and max(before) > place[one]:
                    raise Broken(f"{where}: a claim before its photos")


FLAGS = ("--disable-features=PreloadTopChromeWebUI,SpareRendererForSitePerProcess",)
"""For a browser of these alone: no process for a page that never comes."""

STEPS = {
    "act": (History.act, 30), "photo": (History.photo, 14), "offline": (History.offline, 6), "online": (History.online, 7),
    "fault": (History.fault, 14), "kill": (History.kill, 6), "second_tab": (History.second_tab, 4), "disk": (History.disk, 4),
    "revoke": (History.revoke, 3), "pair": (History.pair, 5), "reassign": (History.reassign, 4), "jump": (History.jump, 4),
    "sync": (History.sync, 6), "wait": (History.wait, 5),
}  # fmt: skip
