import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_members(apps, schema_editor):
    """Whoever was a member could do everything: they become owners."""
    Membership = apps.get_model("requests_app", "Membership")
    for account in apps.get_model("requests_app", "Account").objects.prefetch_related("members"):
        Membership.objects.bulk_create(
            Membership(account=account, user=user, role="owner") for user in account.members.all()
        )


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0002_line_from"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("member", "Member")], default="member", max_length=6
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="requests_app.account",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "user"), name="one_membership_an_account")
                ],
            },
        ),
        migrations.RunPython(keep_members, migrations.RunPython.noop),
        migrations.RemoveField("account", "members"),
        migrations.AddField(
            "account",
            "members",
            models.ManyToManyField(
                blank=True, related_name="accounts", through="requests_app.Membership", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="apikey",
            name="revoked_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Calls are refused from then on; while it is to come, the key still works.",
                null=True,
            ),
        ),
    ]
