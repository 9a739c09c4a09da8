"""`weituo witness`: what an owners' committee, a property company or a contractor runs to keep a log honest."""

from __future__ import annotations

import argparse
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weituo.cli.console import Stop, out

if TYPE_CHECKING:
    from weituo.witness.cosign import Cosigner
    from weituo.witness.follow import Outcome
    from weituo.witness.published import Trouble
    from weituo.witness.store import Store

TWO_TREES = 3  # the exit code nobody can overlook
EVERY = 60.0  # seconds
NEWS = {200, 409, 422, 500}  # the other statuses anybody can bring about, as often as he likes


def add(commands: Any) -> None:
    command = commands.add_parser("witness", help="cosign a log for your own side: key, serve, follow, show")
    verbs = command.add_subparsers(required=True, metavar="VERB")
    key = verbs.add_parser("key", help="make this witness's key, or show its public line again")
    key.add_argument("--name", help="whom it speaks for, like an address: owners.example.cn/witness")
    key.set_defaults(run=run_key)
    serve = verbs.add_parser("serve", help="answer logs that ask (C2SP tlog-witness)")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8090)
    serve.set_defaults(run=run_serve)
    follow = verbs.add_parser("follow", help="go to a log by yourself: mirror it, check it, cosign it")
    follow.add_argument("base", help="the log's public address: https://baoxiu.example.cn/log/jasmine")
    follow.add_argument("--every", type=float, default=EVERY, help="seconds between two looks (default 60)")
    follow.add_argument("--once", action="store_true", help="look once; the exit code says what was found")
    follow.set_defaults(run=run_follow)
    show = verbs.add_parser("show", help="what this witness has seen and signed")
    show.set_defaults(run=run_show)
    release = verbs.add_parser("release", help="sign again for a halted log, after you have looked into it")
    release.add_argument("origin", help="the log's name, as `weituo witness show` gives it")
    release.set_defaults(run=run_release)
    for verb in (serve, follow):
        verb.add_argument("--log", action="append", default=[], help="public key of a log to cosign; kept for later")
    for verb in (key, serve, follow, show, release):
        verb.add_argument("--folder", type=Path, help="where key, store and mirror are (default DATA/witness)")


def run_key(arguments: argparse.Namespace) -> int:
    """Prints the public line alone, so that it can be handed on as it is."""
    from os import environ

    from django.utils.translation import gettext as _

    from weituo.witness import key

    folder = _folder(arguments)
    with _plainly():
        if key.made(folder):
            out.print(key.public(folder).line, markup=False)
            return 0
        if not arguments.name:
            raise Stop(_("There is no key yet. Make it: weituo witness key --name owners.example.cn/witness"), 2)
        made = key.make(folder, arguments.name, key.passphrase(folder, environ))
    out.print(made.line, markup=False)
    return 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Until SIGTERM or Ctrl-C; what is under way is finished first."""
    from django.utils.translation import gettext as _

    from weituo.witness.server import Server

    # looked up here: in the server's threads nobody has chosen a language
    good, bad = _("%(at)s cosigned: %(what)s"), _("%(at)s refused (%(status)s): %(what)s")

    def report(status: int, what: str) -> None:
        if status in NEWS:
            words = {"at": _local(_now()), "status": status, "what": what}
            out.print((good if status == 200 else bad) % words, markup=False)

    with _plainly(), _cosigner(arguments) as cosigner:
        if not cosigner.store.origins():
            raise Stop(_("This witness knows no log yet. Name one with --log and its public key."), 2)
        server = Server((arguments.host, arguments.port), cosigner, _now, report)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: server.stop())
        where = {"host": arguments.host, "port": server.server_port}
        out.print(cosigner.signer.key.line, markup=False)
        out.print(_("Answering at http://%(host)s:%(port)s; end with Ctrl-C.") % where, markup=False)
        server.run()
    return 0


def run_follow(arguments: argparse.Namespace) -> int:
    """0 cosigned or nothing new, 1 no answer could be had or not believed, 3 the log has two trees."""
    from weituo.witness.follow import Follower, run
    from weituo.witness.mirror import Mirror
    from weituo.witness.published import Published, Trouble

    signal.signal(signal.SIGTERM, _interrupt)
    said: list[str] = []

    def say(found: Outcome | Trouble) -> None:
        text = _trouble(found) if isinstance(found, Trouble) else _outcome(found, origin)
        if not said or said[0] != text:  # the same thing every minute is no news
            out.print(f"{_local(_now())} {text}", markup=False)
        said[:] = [text]

    with _plainly(), _cosigner(arguments) as cosigner:
        origin = _origin(cosigner.store, arguments.log)
        follower = Follower(
            Published(arguments.base), origin, cosigner, Mirror(_mirror(_folder(arguments), origin)), _now
        )
        try:
            if not arguments.once:
                return TWO_TREES if run(follower.once, say, threading.Event().wait, max(1.0, arguments.every)) else 0
            found = follower.once()
        except Trouble as trouble:
            say(trouble)
            return 1
        except KeyboardInterrupt:
            return 0
        say(found)
        return TWO_TREES if found.final else int(found.problem is not None or found.kind == "older")


def run_show(arguments: argparse.Namespace) -> int:
    """Exit code 3 when a log is halted."""
    from django.utils.translation import gettext as _

    from weituo.witness import evidence, key
    from weituo.witness.store import Store

    folder, halted = _folder(arguments), 0
    with _plainly():
        _needed(folder)
        out.print(key.public(folder).line, markup=False)
        store = Store(folder / key.STORE)
        for origin in store.origins():
            seen, why = store.seen(origin), store.halted(origin)
            at = _local(seen.time) if seen.note else _("never")
            line = _("%(origin)s: %(size)s entries, cosigned %(at)s")
            out.print(line % {"origin": origin, "size": seen.size, "at": at}, markup=False)
            if why:
                out.print("  " + _("HALTED: %(why)s") % {"why": why}, markup=False)
                halted = TWO_TREES
        if not store.origins():
            out.print(_("This witness knows no log yet. Name one with --log and its public key."), markup=False)
        for path in evidence.all_of(folder / "evidence"):
            out.print(_("Evidence of two trees: %(path)s") % {"path": path}, markup=False)
        store.close()
    return halted


def run_release(arguments: argparse.Namespace) -> int:
    """The newest checkpoint cosigned stays what the log must go on from."""
    from django.utils.translation import gettext as _

    from weituo.witness import key
    from weituo.witness.store import Store

    folder = _folder(arguments)
    with _plainly():
        _needed(folder)
        store = Store(folder / key.STORE)
        if arguments.origin not in store.origins():
            raise Stop(_("This witness does not know the log %(origin)s.") % {"origin": arguments.origin}, 2)
        store.release(arguments.origin)
        store.close()
    out.print(_("Signing again for %(origin)s.") % {"origin": arguments.origin}, markup=False)
    return 0


def _outcome(found: Outcome, origin: str) -> str:
    from django.utils.translation import gettext as _

    texts = {
        "grew": _("%(origin)s: cosigned at %(size)s entries."),
        "same": _("%(origin)s: nothing new, %(size)s entries."),
        "older": _("%(origin)s shows an older state of %(size)s entries than this witness has seen; not signed."),
        "halted": _(
            "%(origin)s is halted after two different trees were seen; nothing is signed (weituo witness show)."
        ),
        "forked": _("%(origin)s HAS TWO DIFFERENT TREES. Nothing more is signed for it. Both signed notes: %(path)s."),
    }
    text = texts[found.kind] % {"origin": origin, "size": found.size, "path": found.evidence}
    if found.entry is not None:
        text += " " + _("The first entry that differs is number %(entry)s.") % {"entry": found.entry}
    return f"{text} {_trouble(found.problem)}" if found.problem else text


def _trouble(trouble: Trouble) -> str:
    from django.utils.translation import gettext as _

    texts = {
        "unreachable": _("The log gives no answer: %(why)s"),
        "bad_checkpoint": _("The log's checkpoint cannot be read: %(why)s"),
        "not_signed": _("The log's checkpoint is not signed by a key this witness trusts."),
        "other_log": _("At this address is another log: %(why)s"),
        "too_large": _("The log claims %(why)s entries, more than an estate can have."),
        "missing_tile": _("The log does not give a file it should: %(why)s"),
        "wrong_tile": _("A file of the log does not hold what it should: %(why)s"),
        "wrong_entries": _("The log's %(why)s entries do not give the root it signed; not signed."),
        "mirror": _("The copy kept here is damaged and is made again: %(why)s"),
        "storage": _("Nothing can be kept here now: %(why)s"),
        "not_taken": _("The log has not taken the cosignature yet: %(why)s"),
    }
    return texts[trouble.code] % {"why": trouble.why}


def _folder(arguments: argparse.Namespace) -> Path:
    from django.conf import settings

    return Path(arguments.folder or settings.DATA / "witness").expanduser().resolve()


def _mirror(folder: Path, origin: str) -> Path:
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in origin)[:60]
    return folder / "mirror" / f"{plain}.{sha256(origin.encode()).hexdigest()[:8]}"


def _needed(folder: Path) -> None:
    from django.utils.translation import gettext as _

    from weituo.witness import key

    if not key.made(folder):
        raise Stop(_("There is no key yet. Make it: weituo witness key --name owners.example.cn/witness"), 2)


@contextmanager
def _cosigner(arguments: argparse.Namespace) -> Iterator[Cosigner]:
    from os import environ

    from covenant.seal import VerifierKey
    from weituo.witness import key
    from weituo.witness.cosign import Cosigner
    from weituo.witness.store import Store

    folder = _folder(arguments)
    _needed(folder)
    signer = key.load(folder, key.passphrase(folder, environ))
    store = Store(folder / key.STORE)
    try:
        for line in arguments.log:
            store.trust(VerifierKey.parse(line))
        yield Cosigner(store, signer, folder / "evidence")
    finally:
        store.close()


def _origin(store: Store, lines: list[str]) -> str:
    """The log to follow: the one whose key was given, else the only one known."""
    from django.utils.translation import gettext as _

    from covenant.seal import VerifierKey

    names = sorted({VerifierKey.parse(line).name for line in lines}) or store.origins()
    if len(names) != 1:
        raise Stop(_("Say which log to follow: --log and its public key."), 2)
    return names[0]


@contextmanager
def _plainly() -> Iterator[None]:
    """What the room raises, as a sentence."""
    from django.utils.translation import gettext as _

    from covenant.errors import Problems

    try:
        yield
    except Problems:
        raise
    except (OSError, ValueError, sqlite3.Error) as fault:
        raise Stop(_("The witness cannot go on: %(fault)s") % {"fault": fault}) from fault


def _now() -> int:
    return int(time.time())


def _local(seconds: int) -> str:
    """A time as the machine's clock shows it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(timespec="seconds")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
