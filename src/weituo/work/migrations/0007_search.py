"""Orders are found by words without reading them all."""

from typing import Any

from django.db import migrations

from weituo.work import search

BATCH = 2000


def install(apps: Any, schema_editor: Any) -> None:
    link = schema_editor.connection
    search.create(link)
    orders = apps.get_model("work", "Order").objects.using(link.alias).order_by("id")
    rows = orders.values_list("id", "number", "text", "place_words").iterator(chunk_size=BATCH)
    batch: list[Any] = []
    for key, number, text, place in rows:
        batch.append((key, number, f"{text} {place}"))
        if len(batch) == BATCH:
            search.put(batch, link)
            batch = []
    search.put(batch, link)


def lift(apps: Any, schema_editor: Any) -> None:
    search.drop(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("work", "0006_phone_acts")]
    operations = [migrations.RunPython(install, lift)]
