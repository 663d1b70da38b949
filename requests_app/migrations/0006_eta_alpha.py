from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0005_gold_and_needs")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="alpha",
            field=models.FloatField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="alpha_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="batch",
            name="alpha_complete",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("status__in", ("answered", "skipped", "flagged", "expired"))),
                fields=["-ended_at"],
                name="assignment_ended_lately",
            ),
        ),
    ]
