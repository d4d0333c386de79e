"""Own data as a file: ordered by its owner, packed by a worker, gone after some days."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from klimapakt.pact import tasks
from klimapakt.pact.models import DataExport
from partners import actions as partner_actions
from partners.models import User


@transaction.atomic
def start_data_export(*, by: User) -> DataExport:
    """Pack a person's own data in a worker. While one is at work, that one is returned."""
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if at_work := DataExport.objects.of(by).unfinished().first():
        return at_work
    export = DataExport.objects.create(user=by)
    export.job = partner_actions.start_job(
        kind="own-data", title=_("Your data"), task=tasks.pack_own_data, by=by, params={"export": export.pk}
    )
    export.save(update_fields=["job"])
    partner_actions.log(by=by, verb="own-data-asked-for", subject=by)
    return export


def delete_exports(exports: QuerySet[DataExport]) -> int:
    """The rows, and once they are gone their files."""
    files = [export.file for export in exports if export.file]
    count = exports.delete()[0]
    for file in files:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return count
