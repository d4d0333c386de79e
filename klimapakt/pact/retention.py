"""How long files stay that somebody asked for: own data a week, a batch a month, a report of a partner longer."""

from django.utils.translation import gettext_lazy as _

from klimapakt.pact import actions
from klimapakt.pact.models import DataExport, ProgressBatch, ProgressReport
from partners.retention import Rule, register

register(
    Rule(
        "data-exports",
        _("Files of own data that people asked for"),
        7,
        lambda until: DataExport.objects.filter(created_at__lt=until),
        actions.delete_exports,
    ),
    Rule(
        "progress-batches",
        _("Progress reports of all partners in one file"),
        30,
        lambda until: ProgressBatch.objects.filter(created_at__lt=until),
        actions.delete_progress_batches,
    ),
    Rule(
        "progress-reports",
        _("Progress reports of partners, with the contacts named in them"),
        1825,
        lambda until: ProgressReport.objects.filter(created_at__lt=until),
        actions.delete_progress_reports,
    ),
)
