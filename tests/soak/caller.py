"""Residents at the page of a code: each loads the form, sends it, and fetches the log's receipt of it. What gets no answer
is sent again, the very same form, until it is answered; now and then what was answered, too.

`python -m tests.soak.caller PORT CODE…`. Lines: `? REQUEST` before a report is sent for the first time, `+ REQUEST` before
it is sent again although it may have arrived; `! REQUEST 1 -` when the page has said that it arrived, `! REQUEST 1 RECEIPT`
with the receipt; `x …` is an answer that nobody should get. SIGTERM: what is under way is brought to its end.
"""

import random
import re
import signal
import sys
import threading
import time
from base64 import b64encode
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode

TRY, AGAIN, DONE, WRONG = "?", "+", "!", "x"
RESIDENTS, PAUSE, LIMIT = 3, 0.2, 30.0
ONCE_MORE = 0.1  # of the reports that were answered
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|order|fact)" value="([^"]+)"')
lock = threading.Lock()


class Wrong(Exception):
    """An answer that nobody should get."""


class Resident:
    """One telephone: its address, which the limit of reports counts, its cookies, its draw."""

    def __init__(self, port: int, codes: list[str], over: threading.Event, seed: int) -> None:
        self.port, self.codes, self.over, self.draw = port, codes, over, random.Random(seed)

    def live(self) -> None:
        """Report after report."""
        try:
            while not self.over.wait(self.draw.uniform(0, PAUSE)):
                self.report()
        except Wrong as wrong:
            say(f"{WRONG} {wrong}")

    def report(self) -> None:
        """One, from the form to its receipt."""
        self.address = ".".join(["10", *(str(self.draw.randrange(256)) for _ in range(3))])
        page = f"/q/{self.draw.choice(self.codes)}"
        form = self.until("GET", page)
        self.cookie = form.cookie
        fields = dict(HIDDEN.findall(form.text))
        name = f"report {fields['order']} {fields['fact']}"
        fields["text"] = "电梯异响"
        say(f"{TRY} {name}")
        track = self.until("POST", page, fields, name).location
        say(f"{DONE} {name} 1 -")
        receipt = self.until("GET", f"{track}/facts/{fields['fact']}.receipt")
        say(f"{DONE} {name} 1 {b64encode(receipt.body).decode()}")
        if self.draw.random() < ONCE_MORE:
            say(f"{AGAIN} {name}")
            if (there := self.until("POST", page, fields, name).location) != track:
                raise Wrong(f"{name}: first {track}, then {there}")

    def until(self, method: str, path: str, fields: dict[str, str] | None = None, name: str = "") -> "Answer":
        """The answer; asked again as long as nobody answers. Wrong when it is not what it should be."""
        while True:
            try:
                answer = self.ask(method, path, fields)
            except (OSError, HTTPException) as lost:
                time.sleep(0.05)
                if name and not isinstance(lost, ConnectionRefusedError):
                    say(f"{AGAIN} {name}")
                continue
            if answer.status != (303 if method == "POST" else 200):
                raise Wrong(f"{method} {path}: {answer.status} {answer.text[:100]!r}")
            return answer

    def ask(self, method: str, path: str, fields: dict[str, str] | None) -> "Answer":
        """One request on a connection of its own. OSError or HTTPException when it is not answered in full."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        headers = {"X-Forwarded-For": self.address}
        if fields:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()


class Answer:
    """What a response says."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status, self.body = response.status, response.read()
        self.location = response.headers.get("Location", "")
        self.cookie = response.headers.get("Set-Cookie", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def say(line: str) -> None:
    with lock:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def main(port: int, codes: list[str]) -> None:
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    residents = [threading.Thread(target=Resident(port, codes, over, one).live) for one in range(RESIDENTS)]
    for one in residents:
        one.start()
    for one in residents:
        one.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
