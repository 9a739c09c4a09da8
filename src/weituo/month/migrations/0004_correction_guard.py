"""From here on the database refuses to change a posted correction."""

from typing import Any

from django.db import migrations

from weituo.month.guard import GUARD, SECOND


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection, SECOND)


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection, SECOND)


class Migration(migrations.Migration):
    dependencies = [("month", "0003_corrections")]
    operations = [migrations.RunPython(install, lift)]
