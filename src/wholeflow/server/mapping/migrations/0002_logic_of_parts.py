import django.db.models.deletion
import wholeflow.server.history.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('mapping', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NecessityAnswer',
            fields=[
                ('id', models.UUIDField(default=wholeflow.server.history.identifiers.new_id, primary_key=True, serialize=False)),
                ('necessity_low', models.FloatField()),
                ('necessity_high', models.FloatField()),
                ('by', models.CharField(max_length=36)),
                ('on', models.DateField()),
                ('removed', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='PartsAnswer',
            fields=[
                ('id', models.UUIDField(default=wholeflow.server.history.identifiers.new_id, primary_key=True, serialize=False)),
                ('removed', models.BooleanField(default=False)),
                ('enough', models.CharField(max_length=6)),
                ('missing', models.CharField(blank=True, max_length=300)),
                ('reason', models.TextField(blank=True)),
                ('by', models.CharField(max_length=36)),
                ('on', models.DateField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='part',
            name='necessity_is_an_interval_in_0_to_1',
        ),
        migrations.AddField(
            model_name='part',
            name='share_high',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='part',
            name='share_low',
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name='process',
            name='at_least',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='process',
            name='combining',
            field=models.CharField(default='all', max_length=8),
        ),
        migrations.AddField(
            model_name='process',
            name='dependence',
            field=models.CharField(default='unknown', max_length=24),
        ),
        migrations.AddField(
            model_name='process',
            name='sufficiency_high',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddField(
            model_name='process',
            name='sufficiency_low',
            field=models.FloatField(default=1.0),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('necessity_high__lte', 1), ('necessity_low__gte', 0), ('necessity_low__lte', models.F('necessity_high'))), name='necessity_is_an_interval_in_0_to_1'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('share_high__lte', 1), ('share_low__gte', 0), ('share_low__lte', models.F('share_high'))), models.Q(('share_high', None), ('share_low', None)), _connector='OR'), name='share_is_an_interval_in_0_to_1'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.CheckConstraint(condition=models.Q(('combining__in', ['all', 'any', 'at least', 'share']), ('dependence__in', ['unknown', 'not opposed', 'independent', 'stand or fall together', 'compete'])), name='logic_of_parts_is_known'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_least__gte', 1), ('combining', 'at least')), models.Q(models.Q(('combining', 'at least'), _negated=True), ('at_least', None)), _connector='OR'), name='so_many_parts_where_so_many_are_needed'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.CheckConstraint(condition=models.Q(('sufficiency_high__lte', 1), ('sufficiency_low__gte', 0), ('sufficiency_low__lte', models.F('sufficiency_high'))), name='sufficiency_is_an_interval_in_0_to_1'),
        ),
        migrations.AddField(
            model_name='necessityanswer',
            name='part',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='mapping.part'),
        ),
        migrations.AddField(
            model_name='partsanswer',
            name='process',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts_answers', to='mapping.process'),
        ),
        migrations.AddConstraint(
            model_name='necessityanswer',
            constraint=models.CheckConstraint(condition=models.Q(('necessity_high__lte', 1), ('necessity_low__gte', 0), ('necessity_low__lte', models.F('necessity_high'))), name='necessity_answer_is_an_interval_in_0_to_1'),
        ),
        migrations.AddConstraint(
            model_name='necessityanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('part', 'by'), name='a_player_answers_once_for_a_part'),
        ),
        migrations.AddConstraint(
            model_name='partsanswer',
            constraint=models.CheckConstraint(condition=models.Q(('enough__in', ('yes', 'no', 'unsure'))), name='parts_answer_is_known'),
        ),
        migrations.AddConstraint(
            model_name='partsanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('process', 'by'), name='a_player_answers_once_for_a_whole'),
        ),
    ]
