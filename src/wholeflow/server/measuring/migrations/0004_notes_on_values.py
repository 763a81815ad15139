from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measuring", "0003_judging")]

    operations = [
        migrations.AddField(
            model_name="point",
            name="note",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
