from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0032_misuse"),
    ]

    operations = [
        migrations.AddField(model_name="problem", name="resumed_on", field=models.DateField(null=True)),
    ]
