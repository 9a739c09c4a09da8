"""Facts, which the database itself refuses to change; disclosures, which may be erased; the log the facts stand in.

A fact waits in `Pending` until the sequencer gives it its place: a `Leaf`, hashes in the `Tile`s. A `Checkpoint` is what
was signed of it, a `Cosignature` what a witness set under that.
"""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """One fact: `entry` is the truth, the other columns are read from it for searching.

    The ledger is the lowest room: an estate is an id here, not a foreign key. UPDATE, DELETE and (PostgreSQL) TRUNCATE
    are refused by triggers, see `guard`.
    """

    id = models.BigAutoField(primary_key=True)
    estate_id = models.UUIDField()
    fact_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=64)
    subject = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    recv = models.DateTimeField()
    actor = models.CharField(max_length=64)
    party = models.CharField(max_length=8)
    entry = models.BinaryField()
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "seq"], name="fact_subject_seq"),)
        indexes = (
            models.Index(fields=["estate_id", "at", "id"], name="fact_estate_at"),
            models.Index(fields=["estate_id", "kind"], name="fact_estate_kind"),
        )


class Disclosure(models.Model):
    """The salt and value behind one commitment of a fact. Erasing the row erases the value; the fact stays whole."""

    id = models.BigAutoField(primary_key=True)
    estate_id = models.UUIDField()
    fact_id = models.UUIDField()
    digest = models.CharField(max_length=43)
    name = models.CharField(max_length=40)
    salt = models.CharField(max_length=43)
    value = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["fact_id", "digest"], name="disclosure_fact_digest"),)


class Log(models.Model):
    """One Merkle log. `estate_id` is None for the log of checkpoints. `halted` says why nothing is signed any more."""

    id = models.BigAutoField(primary_key=True)
    origin = models.CharField(max_length=120, unique=True)
    estate_id = models.UUIDField(null=True, unique=True)
    size = models.BigIntegerField(default=0)
    quorum = models.PositiveSmallIntegerField(default=0)  # how many witnesses must cosign; 0: none
    halted = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()


class Pending(models.Model):
    """A fact that has no place yet. Written with the fact, removed with its leaf."""

    fact = models.OneToOneField(Fact, models.DO_NOTHING, primary_key=True)
    origin = models.CharField(max_length=120)

    class Meta:
        indexes = (models.Index(fields=["origin", "fact"], name="pending_origin"),)


class Leaf(models.Model):
    """The place of a fact in its log. Never changes."""

    fact = models.OneToOneField(Fact, models.DO_NOTHING, primary_key=True, related_name="leaf")
    log = models.ForeignKey(Log, models.PROTECT)
    index = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "index"], name="leaf_log_index"),)


class Tile(models.Model):
    """Up to 256 hashes of a log (tlog-tiles, height 8); grows until it is full and never changes then."""

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT)
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    width = models.PositiveSmallIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "level", "number"], name="tile_place"),)


class Key(models.Model):
    """A public key the log signs or signed with, as a C2SP vkey. `retired_at`: since when it does not."""

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT, related_name="keys")
    vkey = models.CharField(max_length=300, unique=True)
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Checkpoint(models.Model):
    """What the log signed: the note with the log's own signatures. Never changes."""

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT)
    size = models.BigIntegerField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "size"], name="checkpoint_log_size"),)


class Witness(models.Model):
    """Who watches a log: a public key, whose it is, and where it can be asked (empty: it comes by itself).
    `trouble` is what it last said against us or why it could not be reached."""

    id = models.BigAutoField(primary_key=True)
    log = models.ForeignKey(Log, models.PROTECT)
    name = models.CharField(max_length=80)
    party = models.CharField(max_length=8, blank=True)
    vkey = models.CharField(max_length=300)
    url = models.CharField(max_length=300, blank=True)
    size = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["log", "vkey"], name="witness_log_key"),)


class Cosignature(models.Model):
    """A witness's line under a checkpoint. Never changes."""

    id = models.BigAutoField(primary_key=True)
    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, models.PROTECT)
    line = models.CharField(max_length=500)
    stamped_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosignature_once"),)
