"""From here on the database refuses to change a proposed draft or a signature under one."""

from typing import Any

from django.db import migrations

from weituo.pact.guard import GUARD


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection)


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("pact", "0002_drafts")]
    operations = [migrations.RunPython(install, lift)]
