from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0030_bulletin"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="visit", name="visit_pair"),
        migrations.RemoveField(model_name="visit", name="pair"),
    ]
