"""An estate's log as the ledger process keeps it, step by step, and a witness whose key is in the test's hands."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from covenant.seal import COSIGNATURE, VerifierKey
from weituo.estate import reads as estates
from weituo.ledger import publisher, sequencer, witnesses
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Checkpoint, Log
from weituo.people.models import Person
from weituo.people.reads import Actor
from weituo.witness.key import Signer
from weituo.work.actions import voice
from weituo.work.models import Order


def log_of(estate) -> Log:
    return Log.objects.get(estate_id=estate.estate_id)


def placed(estate, now) -> Log:
    """Everything that waits has its place."""
    view = estates.estate(estate.estate_id)
    sequencer.opened(view.log, now, view.id)
    sequencer.sequence(view.log, now)
    return log_of(estate)


def signed(estate, now) -> Checkpoint:
    """And the log has signed it."""
    log = placed(estate, now)
    return publisher.publish(log, now) or publisher.latest(log)


def grown(world, now):
    """One fact more, placed and signed."""
    order = Order.objects.filter(state="accepted", stars=None, estate_id=world.estate_id).latest("accepted_at")
    reporter = Actor.reporter("r-later", world.estate_id)
    voice.rate(order_id=order.id, actor=reporter, now=now, fact_id=uuid7(now), stars=4, words="")
    return signed(world, now)


class Voice:
    """A witness."""

    def __init__(self, log: Log, name: str, now, party: str = "O") -> None:
        private = Ed25519PrivateKey.generate()
        self.key = VerifierKey(f"{name}.example", COSIGNATURE, private.public_key().public_bytes_raw())
        self.signer = Signer(self.key, private)
        self.row = witnesses.add(log, name=name, vkey=self.key.line, url="", party=party, now=now)

    def line(self, checkpoint: Checkpoint, now) -> str:
        text = checkpoint.note.partition("\n\n")[0] + "\n"
        return self.signer.cosign(text, int(now.timestamp())).line

    def cosign(self, checkpoint: Checkpoint, now) -> None:
        witnesses.take(checkpoint, self.line(checkpoint, now))


def member(username: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client
