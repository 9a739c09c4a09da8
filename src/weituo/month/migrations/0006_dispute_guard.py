"""From here on the database refuses to change what was objected, and the answer once it is given."""

from typing import Any

from django.db import migrations

from weituo.month.guard import GUARD, THIRD


def install(apps: Any, schema_editor: Any) -> None:
    GUARD.install(schema_editor.connection, THIRD)


def lift(apps: Any, schema_editor: Any) -> None:
    GUARD.lift(schema_editor.connection, THIRD)


class Migration(migrations.Migration):
    dependencies = [("month", "0005_payment")]
    operations = [migrations.RunPython(install, lift)]
