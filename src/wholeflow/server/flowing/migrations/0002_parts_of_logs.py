"""Work on a part of a log, which its job names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flowing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="job", name="part", field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(
            model_name="job", name="job_kind_and_state_are_known"
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("examine", "load", "look", "journey")),
                    (
                        "state__in",
                        ("queued", "running", "done", "failed", "cancelled", "stopped"),
                    ),
                ),
                name="job_kind_and_state_are_known",
            ),
        ),
    ]
