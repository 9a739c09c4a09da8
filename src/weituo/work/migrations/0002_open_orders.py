from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the open orders alone: every page asks for them, and a flag that nearly always says the same helps no
    planner as a column."""

    dependencies = [("work", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="order", name="order_open"),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("is_open", True)), fields=["estate", "state", "severity"], name="order_open"
            ),
        ),
    ]
