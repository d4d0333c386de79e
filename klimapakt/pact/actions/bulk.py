"""The same for many partners: at once, or by a worker where there are many. Asked for twice, it is done once."""

import datetime as dt
import uuid
from typing import Any, Final

from celery import Task
from django.db import IntegrityError, transaction
from django.utils import timezone

from emissions import actions as emissions_actions
from emissions.errors import DeliveryMoved
from klimapakt.lib.later import after_commit
from klimapakt.pact import bulk
from klimapakt.pact.errors import DoneAlready
from partners import actions as partner_actions
from partners.jobs import Progress
from partners.models import District, Job, LogEntry, Partner, User

AT_ONCE: Final = 100  # more than that are for a worker
PORTION: Final = 25
Values = dict[str, Any]  # Any: what the form says, fit for JSON


@transaction.atomic
def start_bulk(*, verb: str, keys: list[int], values: Values, once: uuid.UUID, by: User, task: Task) -> Job:
    """`once` names this very confirmation: DoneAlready if it came before. The job has ended unless there are many."""
    fitting = [*bulk.fit(verb, keys).order_by("pk").values_list("pk", flat=True)]
    params = {"verb": verb, "keys": fitting, "values": values, "today": timezone.localdate().isoformat(), "done": 0}
    try:
        with transaction.atomic():
            job = Job.objects.create(uuid=once, kind="bulk", title=str(bulk.LABELS[verb]), params=params, started_by=by)
    except IntegrityError as error:
        raise DoneAlready(once) from error
    if len(fitting) > AT_ONCE:
        after_commit(task, job.pk)
        return job
    job.params["changed"] = do(job, fitting)
    job.state, job.percent, job.ended_at = Job.State.DONE, 100, timezone.now()
    job.save(update_fields=["params", "state", "percent", "ended_at"])
    return job


def carry_on(progress: Progress) -> None:
    """From where the work stopped; each portion wholly or not at all."""
    job = progress.job
    keys: list[int] = job.params["keys"]
    while (done := job.params["done"]) < len(keys):
        with transaction.atomic():
            changed = do(job, keys[done : done + PORTION])
            job.params["changed"] = job.params.get("changed", 0) + changed
            job.params["done"] = done + PORTION
            job.save(update_fields=["params"])
        told = min(done + PORTION, len(keys))
        progress.stage(f"{told} / {len(keys)}", told * 100 // len(keys))


def do(job: Job, keys: list[int]) -> int:
    """How many partners it has changed."""
    verb, values, by = job.params["verb"], job.params["values"], job.started_by
    if verb == bulk.EXTEND:
        return extend(keys, by=by, today=dt.date.fromisoformat(job.params["today"]), **values)
    if verb == bulk.REMIND:
        today = dt.date.fromisoformat(job.params["today"])
        return emissions_actions.remind_now(deliveries=bulk.running(keys), by=by, today=today)
    if verb == bulk.INVITE:
        return invite(keys, by=by)
    if verb == bulk.TAG:
        return tag(keys, values[verb], by=by)
    return change(verb, keys, values[verb], by=by)


def extend(keys: list[int], *, days: int, reason: str, by: User, today: dt.date) -> int:
    """Whoever handed in meanwhile needs no more time."""
    granted = 0
    for delivery in bulk.running(keys):
        try:
            emissions_actions.grant_time(delivery=delivery, days=days, reason=reason, by=by, today=today)
        except DeliveryMoved:
            continue
        granted += 1
    return granted


def invite(keys: list[int], *, by: User) -> int:
    """One mail for each person, one line in the log of each partner."""
    leads = list(bulk.never_here(keys).select_related("user", "partner").order_by("pk"))
    for user in {lead.user_id: lead.user for lead in leads}.values():
        partner_actions.invite_person(user=user, by=by)
    invited = {lead.partner_id: lead.partner for lead in leads}
    LogEntry.objects.bulk_create(line("lead-invited-again", partner, by) for partner in invited.values())
    return len(invited)


def change(field: str, keys: list[int], value: int, *, by: User) -> int:
    """Chamber or district. Whoever agreed that its chamber sees the status did not mean another one."""
    kind: type[Partner | District] = Partner if field == bulk.CHAMBER else District
    new = str(kind._default_manager.get(pk=value))
    rows = bulk.fit(field, keys).exclude(**{field: value}).select_for_update(of=("self",)).order_by("pk")
    found = list(rows.select_related(field))
    consent = {"chamber_sees_status": False} if field == bulk.CHAMBER else {}
    Partner.objects.filter(pk__in=[one.pk for one in found]).update(**{f"{field}_id": value}, **consent)
    LogEntry.objects.bulk_create(
        line("company-changed", one, by, state_from=str(getattr(one, field) or "")[:40], state_to=new[:40])
        for one in found
    )
    return len(found)


def tag(keys: list[int], new: str, *, by: User) -> int:
    """For those who do not have it yet."""
    found = list(bulk.fit(bulk.TAG, keys).exclude(tags__contains=[new]).select_for_update(of=("self",)).order_by("pk"))
    for partner in found:
        partner.tags = sorted({*partner.tags, new})
    Partner.objects.bulk_update(found, ["tags"])
    LogEntry.objects.bulk_create(line("company-changed", one, by, state_to=new) for one in found)
    return len(found)


def line(verb: str, partner: Partner, by: User, **states: str) -> LogEntry:
    return LogEntry(
        by=by, verb=verb, subject_type="partners.partner", subject_key=str(partner.pk), partner=partner, **states
    )
