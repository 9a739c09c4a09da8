"""From here on the database refuses to change a statement or a signature."""

from typing import Any

from django.db import migrations

from weituo.month import guard


def install(apps: Any, schema_editor: Any) -> None:
    guard.install(schema_editor.connection)


def lift(apps: Any, schema_editor: Any) -> None:
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("month", "0001_initial")]
    operations = [migrations.RunPython(install, lift)]
