"""People, places, agreements, offers and events of two entries that become one."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from typing import Final

from django.db import transaction
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Invitation, Mailing, TopicVote
from klimapakt.pact.actions.merging.step import Step, theirs, twins
from klimapakt.pact.merge_values import Pair
from klimapakt.pact.models import ReportExample
from partners.models import (
    Agreement,
    Certificate,
    Handover,
    Leaving,
    Membership,
    OfferRequest,
    Partner,
    PartnerYear,
    ProfileVisibility,
    Site,
    TeamInvitation,
)

RANK: Final[list[str]] = [Membership.Role.VIEWER, Membership.Role.EDITOR, Membership.Role.LEAD]


def people(pair: Pair) -> Iterator[Step]:
    """Whose company has left the pact gets no door to the one that stays in it."""
    gone = [one for one in (pair.kept, pair.other) if one.status == Partner.Status.LEFT]
    if len(gone) == 1:
        members = Membership.objects.filter(partner=gone[0])
        if number := members.count():
            said = _("%(company)s has left the pact: its contacts (%(count)s) are not taken over.")
            yield Step(said % {"company": gone[0], "count": number}, members.delete)
        return
    for mine, their in twins(Membership.objects.select_related("user"), pair, lambda row: row.user_id):
        role = max(mine.role, their.role, key=RANK.index)
        said = _("%(person)s acts for both: the wider role stays (%(role)s).")
        words = {"person": mine.user, "role": Membership.Role(role).label}
        yield Step(said % words, partial(join_roles, mine, their, role))


def join_roles(mine: Membership, their: Membership, role: str) -> None:
    mine.role, mine.is_event_contact = role, mine.is_event_contact or their.is_event_contact
    mine.save(update_fields=["role", "is_event_contact"])
    their.delete()


def team_matters(pair: Pair) -> Iterator[Step]:
    open_invitations = TeamInvitation.objects.filter(state=TeamInvitation.State.OPEN)
    for invitation in theirs(open_invitations, pair, lambda row: row.email.lower()):
        said = _("%(email)s is invited to both teams: the invitation of the entry that goes is withdrawn.")
        yield Step(said % {"email": invitation.email}, partial(withdraw, invitation))
    pending = Handover.objects.pending().select_related("predecessor")
    for handover in theirs(pending, pair, lambda row: row.predecessor_id):
        said = _("%(person)s hands over in both: the handover of the entry that goes is withdrawn.")
        yield Step(said % {"person": handover.predecessor}, partial(withdraw, handover))
    for leaving in theirs(Leaving.objects.filter(state__in=Leaving.PENDING), pair):
        yield Step(
            _("Both announce to leave: the announcement of the entry that goes is withdrawn."),
            partial(withdraw, leaving),
        )


def withdraw(row: TeamInvitation | Handover | Leaving) -> None:
    row.state = row.State.WITHDRAWN
    if isinstance(row, TeamInvitation | Handover):
        row.ended_at = timezone.now()
    row.save()


def places(pair: Pair) -> Iterator[Step]:
    names = {site.name for site in Site.objects.filter(partner__in=(pair.kept, pair.other))}
    for mine, their in twins(Site.objects.all(), pair, lambda row: row.name):
        is_same = (mine.postcode, mine.street.lower()) == (their.postcode, their.street.lower())
        if is_same and not their.consumption.exists():
            yield Step(_("The site %(name)s is recorded twice: once is enough.") % {"name": mine}, their.delete)
            continue
        name = next(new for number in count(2) if (new := f"{their.name[:110]} ({number})") not in names)
        names.add(name)
        said = _("Both have a site %(name)s: that of the entry that goes is called %(new)s from now on.")
        yield Step(said % {"name": mine, "new": name}, partial(rename, their, name))


def rename(site: Site, name: str) -> None:
    site.name = name
    site.save(update_fields=["name"])


def profile(pair: Pair) -> Iterator[Step]:
    if visible := theirs(ProfileVisibility.objects.all(), pair, lambda row: row.field):
        yield Step(
            _("Both say who sees which field of the profile: what the entry that stays says holds."),
            partial(delete, visible),
        )
    for mine, their in twins(PartnerYear.objects.all(), pair, lambda row: row.year):
        said = _("Both have reference values of %(year)s: those of the entry that stays hold, gaps are filled.")
        yield Step(said % {"year": mine.year}, partial(fill_year, mine, their))


def delete(rows: Sequence[Model]) -> None:
    for row in rows:
        row.delete()


def fill_year(mine: PartnerYear, their: PartnerYear) -> None:
    for field in ("employees", "floor_area_m2", "turnover_eur"):
        if getattr(mine, field) is None:
            setattr(mine, field, getattr(their, field))
    mine.save()
    their.delete()


def agreements(pair: Pair) -> Iterator[Step]:
    """Nobody is asked to sign twice; what somebody signed is never dropped."""
    if twins(Agreement.objects.to_confirm(), pair):
        yield Step(_("Both have a signed agreement to confirm. Confirm one or send it back first."))
        return
    kept, other = (list(Agreement.objects.filter(partner=one)) for one in (pair.kept, pair.other))
    for own, across in ((other, kept), (kept, [one for one in other if one.state != Agreement.State.TO_SIGN])):
        unsigned = [one for one in own if one.state == Agreement.State.TO_SIGN]
        if unsigned and across:
            yield Step(
                _("One agreement still waits for its signature while the other entry has one too: it is dropped."),
                partial(drop, unsigned[0], unsigned[0].letter),
            )


def examples(pair: Pair) -> Iterator[Step]:
    for their in theirs(ReportExample.objects.all(), pair, lambda row: row.year):
        said = _("Both are good examples of %(year)s: that of the entry that stays holds.")
        yield Step(said % {"year": their.year}, their.delete)


def certificates(pair: Pair) -> Iterator[Step]:
    for mine, their in twins(Certificate.objects.all(), pair, lambda row: row.year):
        said = _(
            "Both have a certificate for %(year)s: the code %(code)s of the entry that goes is not valid any more."
        )
        yield Step(said % {"year": mine.year, "code": their.written_code}, partial(drop, their, their.file))


def drop(row: Agreement | Certificate, file: FieldFile) -> None:
    if file:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    row.delete()


def offer_requests(pair: Pair) -> Iterator[Step]:
    requests = OfferRequest.objects.open().select_related("offer")
    for mine, their in twins(requests, pair, lambda row: row.offer_id):
        approved = [one for one in (mine, their) if one.state == OfferRequest.State.APPROVED]
        if len(approved) == 2:
            said = _("Both have been granted %(offer)s. Withdraw one of the two first.")
            yield Step(said % {"offer": mine.offer})
            continue
        ends = mine if their in approved else their
        said = _("Both ask for %(offer)s: request %(number)s is withdrawn.")
        yield Step(said % {"offer": mine.offer, "number": ends.number}, partial(withdraw_request, ends))


def withdraw_request(request: OfferRequest) -> None:
    request.withdraw(reason=_("Merged with another entry of the same company."))
    request.save()


def invitations(pair: Pair) -> Iterator[Step]:
    if votes := theirs(TopicVote.objects.all(), pair, lambda row: row.wish_id):
        yield Step(_("Both voted for the same wish: one vote counts."), partial(delete, votes))
    if chosen := theirs(Mailing.partners.through.objects.all(), pair, lambda row: row.mailing_id):
        said = _("Both are chosen for a mailing: one is enough.")
        yield Step(said, partial(delete, chosen))
    for mine, their in twins(Invitation.objects.select_related("event"), pair, lambda row: row.event_id):
        stays, goes = (their, mine) if their.answered_at and not mine.answered_at else (mine, their)
        said = _("Both are invited to %(event)s: the answer “%(state)s” stays, with all who are registered.")
        words = {"event": mine.event, "state": stays.get_state_display()}
        yield Step(said % words, partial(join_invitations, stays, goes))


def join_invitations(stays: Invitation, goes: Invitation) -> None:
    goes.registrations.update(invitation=stays)
    goes.delete()
