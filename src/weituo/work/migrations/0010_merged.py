"""Which order a cancelled one was merged into, as its facts say."""

from typing import Any
from uuid import UUID

import django.db.models.deletion
from django.db import migrations, models

from covenant.facts import decode


def fill(apps: Any, schema_editor: Any) -> None:
    link = schema_editor.connection.alias
    orders = apps.get_model("work", "Order").objects.using(link)
    facts = apps.get_model("ledger", "Fact").objects.using(link).filter(kind="order.cancelled")
    for subject, entry in facts.values_list("subject", "entry").iterator(chunk_size=2000):
        into = decode(bytes(entry)).body["into"]
        if into is not None and orders.filter(pk=into).exists():
            orders.filter(pk=UUID(subject.removeprefix("order/"))).update(merged_into=into)


def nothing(apps: Any, schema_editor: Any) -> None:
    """The column goes, and the facts stay."""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_waiting"), ("work", "0009_report_rules")]
    operations = [
        migrations.AddField(
            model_name="order",
            name="merged_into",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="work.order"
            ),
        ),
        migrations.RunPython(fill, nothing),
    ]
