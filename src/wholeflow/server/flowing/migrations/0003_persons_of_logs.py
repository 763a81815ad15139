"""How many persons a log's journeys are of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("flowing", "0002_parts_of_logs")]

    operations = [
        migrations.AddField(
            model_name="eventlog", name="persons", field=models.BigIntegerField(null=True)
        ),
    ]
