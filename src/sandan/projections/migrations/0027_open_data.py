from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projections", "0026_demand"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("until__isnull", True), ("shielded", False)),
                fields=["since", "key"],
                name="problem_since_key",
            ),
        ),
    ]
