"""Every fact written before there was a log waits for its place; from here on the database refuses to change the log."""

from typing import Any

from django.db import migrations

from weituo.ledger.log_guard import GUARD

WAIT = (
    "INSERT INTO ledger_pending (fact_id, origin) SELECT f.id, e.log FROM ledger_fact f "
    "JOIN estate_estate e ON e.id = f.estate_id ORDER BY f.id"
)


def wait(apps: Any, schema_editor: Any) -> None:
    fact = apps.get_model("ledger", "Fact")
    if fact.objects.exists():
        schema_editor.execute(WAIT)


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection)


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_log")]
    operations = [migrations.RunPython(wait, migrations.RunPython.noop), migrations.RunPython(install, lift)]
