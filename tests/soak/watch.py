"""The process that looks on: makes the estate and its witness, then answers a line for each line.

`python -m tests.soak.watch FOLDER PORT`. Lines: `? REQUEST`, `! PROMISE`, `codes`, `signed`, `check`, `rest`, `finish`;
answers: `ok …`, or `broken …` with what does not hold.
"""

import sys
from pathlib import Path


def prepare(folder: Path, port: int):
    """An estate whose log has one witness, which must cosign; the checker of it."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from tests.soak import life
    from tests.soak.checker import Checker
    from weituo.ledger import keys, sequencer, witnesses
    from weituo.ledger.models import Fact
    from weituo.witness import key
    from weituo.witness.store import Store

    call_command("migrate", verbosity=0)
    now = timezone.now()
    life.built(now)
    estate = life.Estateful()
    log = sequencer.opened(estate.log, now, estate.estate.id)
    public = key.make(folder, "owners.example.cn/witness", settings.KEY_PASSPHRASE)
    witnesses.add(log, name="Owners", vkey=public.line, url=f"http://127.0.0.1:{port}", party="O", now=now)
    witnesses.require(log, 1, now)
    store = Store(folder / key.STORE)
    for one in keys.all_of(log):
        store.trust(one)
    store.close()
    before = Fact.objects.filter(kind="order.reported").values_list("fact_id", flat=True)
    return Checker(estate.log, folder / key.STORE, tried=set(before))


def codes() -> list[str]:
    """Of places where somebody can report."""
    from weituo.estate.models import Code

    return list(Code.objects.filter(retired_at=None).order_by("code").values_list("code", flat=True)[:20])


def newest(origin: str) -> int:
    from weituo.ledger.models import Checkpoint

    return Checkpoint.objects.filter(log__origin=origin).order_by("-size").values_list("size", flat=True).first() or 0


def resting(checker) -> bool:
    """Whether everything has its place, is signed and cosigned."""
    from weituo.ledger import standing
    from weituo.ledger.models import Pending

    if Pending.objects.exists():  # asked before the sizes are read: what gets its place between the two is not missed
        return False
    log = next(one for one in standing.logs() if one.origin == checker.origin)
    return log.size == log.signed == log.sealed


def answer(checker, word: str, rest: str) -> str:
    if word == "!":
        checker.promise(rest)
    elif word == "?":
        checker.attempt(rest)
    elif word == "codes":
        return f"ok {' '.join(codes())}"
    elif word == "signed":
        return f"ok {newest(checker.origin)}"
    elif word == "rest":
        return f"ok {int(resting(checker))}"
    else:
        checker.finish() if word == "finish" else checker.check()
    return f"ok {checker.promised} {checker.frontier.size} {checker.signed} {checker.cosigned}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, port: int) -> None:
    import django

    django.setup()
    from covenant.errors import Problems
    from tests.soak.checker import Broken

    checker = prepare(folder, port)
    say("ok")
    for line in sys.stdin:
        word, _, rest = line.rstrip("\n").partition(" ")
        try:
            said = answer(checker, word, rest)
        except (Broken, Problems) as broken:
            said = f"broken {broken}"
        say(said)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
