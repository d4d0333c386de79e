from django.db import migrations


class Migration(migrations.Migration):
    """A mailing writes each recipient four times: half of each page stays free for the next version of a row."""

    dependencies = [("partners", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="recipient", name="recipients_waiting"),
        migrations.RunSQL(
            "ALTER TABLE partners_recipient SET (fillfactor = 50)", "ALTER TABLE partners_recipient RESET (fillfactor)"
        ),
    ]
