"""Photos that belong to orders of the demo world, made without the pages."""

import io
from datetime import timedelta
from random import Random

from bench import pictures
from tests.weituo.conftest import TODAY
from weituo.ledger.ids import uuid7
from weituo.work import photos
from weituo.work.models import Order, Photo


def orders(count, **where):
    """Accepted orders the contractor performs, without photos of the demo world."""
    return list(Order.objects.filter(state="accepted", perform="A", photos=None, **where).order_by("pk")[:count])


def put(order, data, *, role="after", days=0):
    """A photo of an order, taken in so many days before today."""
    now = TODAY - timedelta(days=days)
    kept = photos.accept(
        io.BytesIO(data), estate_id=order.estate_id, draft=order.pk, role=role, now=now, photo_id=uuid7(now)
    )
    Photo.objects.filter(pk=kept.id).update(order=order, fact_id=uuid7(now))
    return Photo.objects.get(pk=kept.id)


def scene(seed=1):
    """A picture as a file."""
    return pictures.jpeg(pictures.scene(seed), 90)


def mirrored(seed=1):
    """Its mirror image, saved anew."""
    return pictures.mirrored(pictures.scene(seed), Random(seed))


def cropped(seed=1):
    """A part of it."""
    return pictures.cropped(pictures.scene(seed), Random(seed))
