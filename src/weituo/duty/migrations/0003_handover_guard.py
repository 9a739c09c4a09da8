"""From here on the database keeps acknowledged hand-overs as they are."""

from typing import Any

from django.db import migrations

from weituo.duty.guard import GUARD, TABLES


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection, TABLES)


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [("duty", "0002_night")]
    operations = [migrations.RunPython(install, lift)]
