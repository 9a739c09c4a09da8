from django.db import migrations, models

COLUMNS = {
    "order_respond": ["estate", "respond_due", "arrived_at", "state", "perform", "agreement"],
    "order_repair": ["estate", "repair_due", "claimed_at", "state", "perform", "agreement"],
    "order_accepted": ["estate", "accepted_at", "perform", "agreement"],
}


class Migration(migrations.Migration):
    """The running month is counted from indexes alone."""

    dependencies = [("work", "0002_open_orders")]

    operations = [
        operation
        for name, fields in COLUMNS.items()
        for operation in (
            migrations.RemoveIndex(model_name="order", name=name),
            migrations.AddIndex(model_name="order", index=models.Index(fields=fields, name=name)),
        )
    ]
