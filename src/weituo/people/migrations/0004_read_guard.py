"""From here on the database keeps the record of who read what until its time is over."""

from typing import Any

from django.db import migrations

from weituo.people.guard import GUARD, READS


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection, [READS])


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection, [READS])


class Migration(migrations.Migration):
    dependencies = [("people", "0003_factors")]
    operations = [migrations.RunPython(install, lift)]
