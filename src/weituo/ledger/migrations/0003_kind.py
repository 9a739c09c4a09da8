from django.db import migrations, models


class Migration(migrations.Migration):
    """A month asks for the few facts that are not about orders."""

    dependencies = [("ledger", "0002_guard")]

    operations = [
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(fields=["estate_id", "kind"], name="fact_estate_kind"),
        ),
    ]
