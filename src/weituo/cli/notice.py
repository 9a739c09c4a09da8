"""`weituo notice`: the process that tells people, and a fake of the providers to see what would be sent."""

from __future__ import annotations

import argparse
from typing import Any

from weituo.cli import stopping
from weituo.cli.console import out

PORT = 8027


def add(commands: Any) -> None:
    command = commands.add_parser("notice", help="messages to people and groups: send, try out")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("run", help="read new facts and send (weituo up does it)").set_defaults(run=run_worker)
    verbs.add_parser("status", help="how many messages wait, were sent, were given up").set_defaults(run=run_status)
    fake = verbs.add_parser("fake", help="robots on this machine that show what would have been sent")
    fake.add_argument("--port", type=int, default=PORT)
    fake.add_argument("--secret", default="", help="require this signing secret")
    fake.add_argument("--keyword", default="", help="require this keyword")
    fake.set_defaults(run=run_fake)


def run_worker(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or Ctrl-C; what is under way is finished first."""
    from django.utils import timezone

    from weituo.notice import worker

    worker.run(timezone.now, stopping.asked().wait)
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something was given up in the last day."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.notice import reads

    found = reads.counts(timezone.now())
    text = _("%(waiting)s waiting, %(sent)s sent and %(dead)s given up in the last day, %(alarms)s emergencies open")
    out.print(text % found, markup=False)
    return 1 if found["dead"] else 0


def run_fake(arguments: argparse.Namespace) -> int:
    """Serves until Ctrl-C."""
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from weituo.ledger.time import ms
    from weituo.notice.fake.server import Fake

    server = Fake(arguments.port, lambda: ms(timezone.now()), arguments.secret, arguments.keyword)
    out.print(_("Enter one of these as a robot; start weituo with WEITUO_NOTICE_LOOPBACK=1."), markup=False)
    for provider, url in server.addresses().items():
        out.print(f"  {provider}: {url}", markup=False)
    out.print(_("What came is shown at http://127.0.0.1:%(port)s/") % {"port": server.port}, markup=False)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0
