"""Putting an import back, except for what somebody has worked on since."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import models, transaction
from django.db.models import Count

from klimapakt.lib import history
from klimapakt.lib.bulk import update_rows
from partners import partner_match
from partners.actions.import_taking import entry
from partners.actions.log import log
from partners.actions.partner_import import locked
from partners.errors import ImportMoved
from partners.models import ImportRow, LogEntry, Partner, PartnerImport, Site, TeamInvitation, User
from partners.partner_match import OF_PARTNER, OF_SITE

Kind, Outcome, State = ImportRow.Kind, ImportRow.Outcome, PartnerImport.State


@transaction.atomic
def undo_import(*, partner_import: PartnerImport, by: User, now: dt.datetime) -> PartnerImport:
    """Changed values go back, new partners go. Rows that somebody has worked on since stay, and say so.

    Raises ImportMoved: undone already, or its day is over.
    """
    held = locked(partner_import, State.TAKEN)
    if not held.can_be_undone(now):
        raise ImportMoved(held)
    rows = list(held.rows.taken().order_by("number"))
    keys = {row.partner_id for row in rows if row.partner_id}
    partners = {one.pk: one for one in Partner.objects.select_for_update(of=("self",)).filter(pk__in=keys)}
    sites = Site.objects.select_for_update(of=("self",)).in_bulk([row.site_id for row in rows if row.site_id])
    worked_on = untouchable(rows)
    for row in rows:
        partner, site = partners.get(row.partner_id or 0), sites.get(row.site_id or 0)
        is_free = row.pk not in worked_on and partner is not None and still_so(row, partner, site)
        row.outcome = Outcome.UNDONE if is_free else Outcome.KEPT
    free = [row for row in rows if row.outcome == Outcome.UNDONE]
    put_back([row for row in free if row.kind == Kind.CHANGED], partners, sites, by)
    TeamInvitation.objects.filter(pk__in=[row.invitation_id for row in free if row.invitation_id]).delete()
    Site.objects.filter(pk__in=[row.site_id for row in free if row.site_id and has_new_site(row)]).delete()
    Partner.objects.filter(pk__in=[row.partner_id for row in free if row.kind == Kind.NEW]).delete()
    for outcome in (Outcome.UNDONE, Outcome.KEPT):
        ImportRow.objects.filter(pk__in=[row.pk for row in rows if row.outcome == outcome]).update(outcome=outcome)
    held.state, held.ended_at = State.UNDONE, now
    held.save(update_fields=["state", "ended_at"])
    log(by=by, verb="import-undone", subject=held, state_to=str(len(free)))
    return held


def still_so(row: ImportRow, partner: Partner, site: Site | None) -> bool:
    """Whether everything that the row has written stands there as it was written."""
    for key, _before, after in row.changes:
        owner = partner if key in OF_PARTNER else site if key in OF_SITE else None
        if key in OF_SITE and site is None:
            return False
        if owner is not None and partner_match.as_json(getattr(owner, key)) != after:
            return False
    return True


def untouchable(rows: Iterable[ImportRow]) -> set[int]:
    """Rows whose new partner, new site or invitation has been used: changed since, or something hangs on it."""
    new = {row.partner_id: row.pk for row in rows if row.kind == Kind.NEW and row.partner_id}
    sites = {row.site_id: row.pk for row in rows if row.site_id and has_new_site(row)}
    invitations = {row.invitation_id: row.pk for row in rows if row.invitation_id}
    ours: dict[type[models.Model], Collection[int]] = {Site: sites, TeamInvitation: invitations}
    unsent = set(TeamInvitation.objects.unsent().filter(pk__in=invitations).values_list("pk", flat=True))
    lost = {row.pk for row in rows if not row.invitation_id and any(key == "email" for key, *_rest in row.changes)}
    return (
        {new[key] for key in changed(Partner, new) | used(Partner, new, ours)}
        | {sites[key] for key in changed(Site, sites) | used(Site, sites, {})}
        | {invitations[key] for key in set(invitations) - unsent}
        | lost
    )


def has_new_site(row: ImportRow) -> bool:
    return any(key == "postcode" and before is None for key, before, _after in row.changes)


def changed(model: type[models.Model], keys: Collection[int]) -> set[int]:
    """What has more of a history than that it was recorded."""
    states = history.of_model(model)._base_manager.filter(pgh_obj__in=keys).order_by()  # type: ignore[union-attr]  # it is kept
    counted = states.values("pgh_obj").annotate(steps=Count("pk")).filter(steps__gt=1)
    return set(counted.values_list("pgh_obj", flat=True))


def used(model: type[models.Model], keys: Collection[int], ours: dict[type[models.Model], Collection[int]]) -> set[int]:
    """What records of any app refer to, but for those that came with the import."""
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        child = relation.related_model
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete or not isinstance(child, type):
            continue
        if child is ImportRow or hasattr(child, "pgh_tracked_model"):
            continue
        name = relation.field.name  # type: ignore[union-attr]  # a relation from elsewhere has one
        rows = child._base_manager.filter(**{f"{name}__in": keys}).exclude(pk__in=ours.get(child, ()))
        found |= set(rows.order_by().values_list(f"{name}_id", flat=True))
    return found


def put_back(rows: Iterable[ImportRow], partners: dict[int, Partner], sites: dict[int, Site], by: User) -> None:
    old_sites = []
    for row in rows:
        partner, site = partners[row.partner_id or 0], sites.get(row.site_id or 0)
        for key, before, _after in row.changes:
            if key in OF_PARTNER:
                setattr(partner, key, before)
            elif key in OF_SITE and site is not None and not has_new_site(row):
                setattr(site, key, before)
        if site is not None and not has_new_site(row):
            old_sites.append(site)
    changed_partners = [partners[row.partner_id or 0] for row in rows]
    update_rows(Partner, changed_partners, OF_PARTNER)
    update_rows(Site, old_sites, OF_SITE)
    LogEntry.objects.bulk_create([entry(one, "partner-import-undone", by) for one in changed_partners], batch_size=2000)
