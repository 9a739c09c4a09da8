"""Two tables: facts, which the database itself refuses to change, and disclosures, which may be erased."""

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
