"""Taking an import: many partners in a few statements, all or nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from klimapakt.lib.bulk import update_rows
from partners import partner_match
from partners.actions.admission import first_free, slug_wish
from partners.actions.log import log
from partners.actions.partner_import import locked, reading_of
from partners.models import (
    ImportRow,
    LogEntry,
    Membership,
    Pact,
    Partner,
    PartnerImport,
    Site,
    TeamInvitation,
    User,
)
from partners.partner_match import OF_PARTNER, OF_SITE, Known
from partners.partner_sheet import CONTACT

Kind, Outcome, State = ImportRow.Kind, ImportRow.Outcome, PartnerImport.State
FRESH = (*OF_PARTNER, "name", "kind", "left_on")


@transaction.atomic
def take_import(*, partner_import: PartnerImport, by: User, today: dt.date) -> PartnerImport:
    """All rows that are new or changed; what somebody has changed since they were compared stays as it is.

    Raises ImportMoved.
    """
    held = locked(partner_import, State.READY)
    Pact.objects.select_for_update().get()  # one admission at a time: names and addresses in the portal are unique
    rows = list(held.rows.to_take().order_by("number"))
    keys = [row.partner_id for row in rows if row.partner_id]
    list(Partner.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
    stored = partner_match.known()
    for row, own in zip(rows, partner_match.keys_of([row.name for row in rows]), strict=True):
        row.outcome = Outcome.TAKEN if fits(row, own, stored) else Outcome.OVERTAKEN
    taken = [row for row in rows if row.outcome == Outcome.TAKEN]
    change_partners([row for row in taken if row.kind == Kind.CHANGED], stored, by)
    record_partners([row for row in taken if row.kind == Kind.NEW])
    write_sites(taken, stored)
    prepare_invitations(taken, stored, by, today)
    update_rows(ImportRow, rows, ["outcome", "partner", "site", "invitation"])
    held.state, held.taken_at, held.taken_by = State.TAKEN, timezone.now(), by
    held.save(update_fields=["state", "taken_at", "taken_by"])
    log(by=by, verb="partners-imported", subject=held, state_to=str(len(taken)))
    return held


def fits(row: ImportRow, keys: Sequence[str], stored: Known) -> bool:
    """Whether the row would do now what the preview says."""
    if row.kind == Kind.NEW and any(key in stored.keys for key in keys):
        return False
    reading = reading_of(row)
    partner = stored.partners[row.partner_id] if row.partner_id else None
    return partner_match.differences(reading, partner, stored) == row.changes and not reading.problems


def change_partners(rows: Iterable[ImportRow], stored: Known, by: User) -> None:
    partners, entries = [], []
    for row in rows:
        partner = stored.partners[row.partner_id or 0]
        entries.append(entry(partner, "partner-imported", by))
        for key, before, after in row.changes:
            if key in OF_PARTNER:
                setattr(partner, key, after)
            if key == "status":
                entries.append(entry(partner, "status-changed", by, before, after))
        partners.append(partner)
    update_rows(Partner, partners, OF_PARTNER)
    LogEntry.objects.bulk_create(entries, batch_size=2000)


def entry(partner: Partner, verb: str, by: User, before: str = "", after: str = "") -> LogEntry:
    return LogEntry(
        by=by,
        verb=verb,
        partner=partner,
        subject_type=Partner._meta.label_lower,
        subject_key=str(partner.pk),
        state_from=before,
        state_to=after,
    )


def record_partners(rows: Sequence[ImportRow]) -> None:
    """Without an entry in the log, which would hold them for ever: the import's own entry says it."""
    taken = set(Partner.objects.values_list("slug", flat=True))
    partners = []
    for row in rows:
        slug = first_free(slug_wish(row.name), taken)
        taken.add(slug)
        partners.append(Partner(slug=slug, **{key: after for key, _before, after in row.changes if key in FRESH}))
    Partner.objects.bulk_create(partners, batch_size=2000)
    for row, partner in zip(rows, partners, strict=True):
        row.partner = partner


def write_sites(rows: Iterable[ImportRow], stored: Known) -> None:
    changed, added = [], []
    names = {*Site.objects.values_list("partner", "name")}
    for row in rows:
        said = {key: after for key, _before, after in row.changes if key in OF_SITE}
        if not said:
            continue
        site = next(iter(partner_match.sites_meant(row.values, stored.sites.get(row.partner_id or 0, []))), None)
        if site is None:
            site = Site(partner_id=row.partner_id or 0, name=said.get("street") or said["town"])
            if (site.partner_id, site.name) in names:
                site.name = f"{site.name}, {said['postcode']}"[:120]
            added.append(site)
        else:
            changed.append(site)
        for key, value in said.items():
            setattr(site, key, value)
        row.site = site
    update_rows(Site, changed, OF_SITE)
    Site.objects.bulk_create(added, batch_size=2000)
    for row in rows:
        row.site_id = row.site.pk if row.site else None


def prepare_invitations(rows: Iterable[ImportRow], stored: Known, by: User, today: dt.date) -> None:
    """Nobody gets a mail or a login: whom the office invites, it sends later."""
    made = []
    for row in rows:
        said = {key: after for key, _before, after in row.changes if key in CONTACT}
        if not said:
            continue
        is_led = row.partner_id in stored.led
        row.invitation = TeamInvitation(
            partner_id=row.partner_id or 0,
            role=Membership.Role.VIEWER if is_led else Membership.Role.LEAD,
            state=TeamInvitation.State.PREPARED,
            invited_by=by,
            expires_on=today,
            **said,
        )
        made.append(row.invitation)
    TeamInvitation.objects.bulk_create(made, batch_size=2000)
    for row in rows:
        row.invitation_id = row.invitation.pk if row.invitation else None
