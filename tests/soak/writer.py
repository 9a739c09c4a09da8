"""One writer: request after request until it is killed. A line before each request, a line with the log's receipt after
its transaction has ended: what stands there was promised.

`python -m tests.soak.writer [REQUEST]`: with the request that was under way when it was killed, sent again first.
"""

import sys
from base64 import b64encode

from tests.soak import frail

TRY, DONE = "?", "!"


def main(words: list[str]) -> None:
    import django
    from django.utils import timezone

    django.setup()
    from tests.soak.life import Estateful, Request
    from weituo.ledger import receipts

    estate = Estateful()

    def carry(one: Request) -> None:
        say(f"{TRY} {one}")
        seq = estate.send(one)
        receipt = receipts.receipt(one.fact, estate.log, timezone.now())
        assert receipt is not None
        say(f"{DONE} {one} {seq} {b64encode(receipt).decode()}")

    if words:
        cut = Request.parse(" ".join(words))
        carry(cut)
        for one in estate.rest(cut):
            carry(one)
    for one in estate.lives():
        carry(one)


def say(line: str) -> None:
    """One write, so that a kill leaves no half line."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    frail.begin()
    main(sys.argv[1:])
