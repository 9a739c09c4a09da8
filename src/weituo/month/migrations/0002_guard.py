"""From here on the database refuses to change a statement or a signature."""

from typing import Any

from django.db import migrations

from weituo.month.guard import FIRST, GUARD


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection, FIRST)


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection, FIRST)


class Migration(migrations.Migration):
    dependencies = [("month", "0001_initial")]
    operations = [migrations.RunPython(install, lift)]
