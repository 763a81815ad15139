"""Let a log whose dates are shifted be read as a whole, not month by month."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("measuring", "0004_notes_on_values")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="indicator",
            name="whole_log",
            field=models.BooleanField(default=False),
        ),
    ]
