import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_licence"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeApp",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="code_app",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret", models.BinaryField()),
                ("step", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("credential", models.CharField(max_length=1400, unique=True)),
                ("data", models.BinaryField()),
                ("counter", models.PositiveBigIntegerField(default=0)),
                ("name", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passkeys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadLog",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("estate_id", models.UUIDField(null=True)),
                ("kind", models.CharField(max_length=24)),
                ("subject", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("slot", models.DateTimeField()),
                ("keep_until", models.DateField()),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.membership"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["estate_id", "-id"], name="read_newest"),
                    models.Index(fields=["subject", "-id"], name="read_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("membership", "kind", "subject", "slot"), name="read_once_an_hour")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "hash"), name="recovery_once")],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("way", models.CharField(max_length=12)),
                ("device", models.CharField(max_length=60)),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-seen_at"], name="sign_in_person")],
            },
        ),
    ]
