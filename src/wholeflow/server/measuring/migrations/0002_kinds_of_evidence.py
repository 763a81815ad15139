import datetime
from typing import Any

import django.db.models.deletion
import wholeflow.server.history.identifiers
from django.db import migrations, models


def make_flags_again(apps: Any, _schema_editor: Any) -> None:  # Django passes both
    """Let every flag be made again before the next change: more goes into it now."""
    apps.get_model("measuring", "Flag").objects.update(as_of=datetime.date(1970, 1, 1))


class Migration(migrations.Migration):

    dependencies = [
        ('mapping', '0002_logic_of_parts'),
        ('measuring', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.UUIDField(default=wholeflow.server.history.identifiers.new_id, primary_key=True, serialize=False)),
                ('removed', models.BooleanField(default=False)),
                ('reliability', models.FloatField(default=1.0)),
                ('half_life_days', models.PositiveIntegerField(null=True)),
                ('grace_days', models.PositiveIntegerField(default=0)),
                ('example', models.BooleanField(default=False)),
                ('sufficiency_low', models.FloatField(default=1.0)),
                ('sufficiency_high', models.FloatField(default=1.0)),
                ('necessity_low', models.FloatField(default=1.0)),
                ('necessity_high', models.FloatField(default=1.0)),
                ('open_data', models.BooleanField(default=False)),
                ('question', models.CharField(max_length=300)),
                ('source', models.CharField(max_length=300)),
                ('good', models.PositiveIntegerField()),
                ('bad', models.PositiveIntegerField()),
                ('not_known', models.PositiveIntegerField(default=0)),
                ('by', models.CharField(blank=True, max_length=36)),
                ('on', models.DateField()),
            ],
            options={
                'verbose_name_plural': 'feedback',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Knot',
            fields=[
                ('id', models.UUIDField(default=wholeflow.server.history.identifiers.new_id, primary_key=True, serialize=False)),
                ('removed', models.BooleanField(default=False)),
                ('value', models.FloatField()),
                ('worth', models.FloatField()),
            ],
        ),
        migrations.CreateModel(
            name='LogReading',
            fields=[
                ('path', models.TextField(primary_key=True, serialize=False)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField()),
                ('said', models.TextField()),
                ('ok', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='Rebase',
            fields=[
                ('id', models.UUIDField(default=wholeflow.server.history.identifiers.new_id, primary_key=True, serialize=False)),
                ('removed', models.BooleanField(default=False)),
                ('on', models.DateField()),
                ('reason', models.TextField()),
                ('by', models.CharField(blank=True, max_length=36)),
                ('made_on', models.DateField()),
            ],
        ),
        migrations.AddField(
            model_name='flag',
            name='independent_below',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='flag',
            name='judges',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='flag',
            name='judges_conflict',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='flag',
            name='judges_spread',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='flag',
            name='shared_below',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='indicator',
            name='balanced_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='balances', to='measuring.indicator'),
        ),
        migrations.AddField(
            model_name='indicator',
            name='baseline',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='better',
            field=models.CharField(blank=True, max_length=4),
        ),
        migrations.AddField(
            model_name='indicator',
            name='chart',
            field=models.CharField(default='xmr', max_length=3),
        ),
        migrations.AddField(
            model_name='indicator',
            name='log',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='necessity_high',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='indicator',
            name='necessity_low',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='indicator',
            name='reliability',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='indicator',
            name='standard',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='indicator',
            name='standards',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='indicator',
            name='sufficiency_high',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='indicator',
            name='sufficiency_low',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='judgement',
            name='basis',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name='judgement',
            name='fuzziness',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='judgement',
            name='link',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='judgement',
            name='randomness',
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name='judgement',
            name='reliability',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='point',
            name='set_aside',
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='fail',
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='target',
            field=models.FloatField(null=True),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('reliability__gte', 0), ('reliability__lte', 1)), name='indicator_reliability_is_between_0_and_1'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('sufficiency_high__lte', 1), ('sufficiency_low__gte', 0), ('sufficiency_low__lte', models.F('sufficiency_high')), ('necessity_high__lte', 1), ('necessity_low__gte', 0), ('necessity_low__lte', models.F('necessity_high'))), name='indicator_bears_on_success_by_chances'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(('better__in', ['', 'up', 'down']), ('chart__in', ('xmr', 'p', 'u', 't', 'g'))), name='direction_and_chart_are_known'),
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fail', None), ('target', None)), models.Q(('fail__isnull', False), ('target__isnull', False)), models.Q(('better__in', ('up', 'down')), ('target__isnull', False)), _connector='OR'), name='a_target_has_a_direction'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('reliability__gte', 0), ('reliability__lte', 1)), name='judgement_reliability_is_between_0_and_1'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('fuzziness__gte', 0), ('fuzziness__lte', 1), ('randomness__gte', 0), ('randomness__lte', 1)), name='fuzziness_and_randomness_are_between_0_and_1'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='interlock',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='mapping.interlock'),
        ),
        migrations.AddField(
            model_name='feedback',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='mapping.process'),
        ),
        migrations.AddField(
            model_name='knot',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='knots', to='measuring.indicator'),
        ),
        migrations.AddField(
            model_name='rebase',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rebases', to='measuring.indicator'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('reliability__gte', 0), ('reliability__lte', 1)), name='feedback_reliability_is_between_0_and_1'),
        ),
        migrations.AddConstraint(
            model_name='feedback',
            constraint=models.CheckConstraint(condition=models.Q(('sufficiency_high__lte', 1), ('sufficiency_low__gte', 0), ('sufficiency_low__lte', models.F('sufficiency_high')), ('necessity_high__lte', 1), ('necessity_low__gte', 0), ('necessity_low__lte', models.F('necessity_high'))), name='feedback_bears_on_success_by_chances'),
        ),
        migrations.AddConstraint(
            model_name='knot',
            constraint=models.CheckConstraint(condition=models.Q(('worth__gte', 0), ('worth__lte', 1)), name='worth_is_between_0_and_1'),
        ),
        migrations.AddConstraint(
            model_name='knot',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('indicator', 'value'), name='a_value_has_one_worth'),
        ),
        migrations.AddConstraint(
            model_name='rebase',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('indicator', 'on'), name='limits_begin_once_a_day'),
        ),
        migrations.RunPython(make_flags_again, migrations.RunPython.noop, elidable=True),
    ]
