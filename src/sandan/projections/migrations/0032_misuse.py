from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0031_visit"),
    ]

    operations = [
        migrations.AddField(model_name="settlement", name="misuse_on", field=models.DateField(null=True)),
        migrations.AddField(model_name="settlement", name="misuse_left", field=models.BigIntegerField(default=0)),
        migrations.AddField(model_name="settlement", name="suspended_until", field=models.DateField(null=True)),
    ]
