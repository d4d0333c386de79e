"""Mail about due dates: to one person of each partner, never two on one day.

`told_on` says when somebody there last heard of the due date, by the opening, an extension or a reminder. A day of the
calendar counts only if it lies after that: so a reminder that runs twice, or a day late, is sent once.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.formats import date_format

from emissions import emails
from emissions.models import Delivery
from partners import actions as partner_actions
from partners.models import Consent, Letter, LogEntry, Membership, User

Group = dict[tuple[str, int], list[partner_actions.NewRecipient]]


@transaction.atomic
def remind_of_deliveries(*, today: dt.date) -> int:
    """What the calendar says for today. How many mails are on their way."""
    running = Delivery.objects.running().due_for_reminder(today).select_related("partner", "round")
    locked = running.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    return _remind([delivery for delivery in locked if delivery.is_to_remind(today)], by=None, today=today)


@transaction.atomic
def remind_now(*, deliveries: QuerySet[Delivery], by: User, today: dt.date) -> int:
    """The office reminds whom it has chosen; whoever heard of the due date today does not hear of it again."""
    keys = [*deliveries.values_list("pk", flat=True)]
    running = Delivery.objects.running().not_told_on(today).filter(pk__in=keys).select_related("partner", "round")
    return _remind([*running.select_for_update(of=("self",)).order_by("pk")], by=by, today=today)


def _remind(deliveries: Sequence[Delivery], *, by: User | None, today: dt.date) -> int:
    late = [delivery for delivery in deliveries if delivery.due_on < today]
    to_come = [delivery for delivery in deliveries if delivery.due_on >= today]
    return tell("delivery_reminder", to_come, by=by, today=today) + tell("delivery_overdue", late, by=by, today=today)


def tell(
    name: str, deliveries: Sequence[Delivery], *, by: User | None, today: dt.date, asks_everybody: bool = False
) -> int:
    """One mail for each partner that can be told. `asks_everybody`: also where nobody wants to be reminded."""
    people = contacts([delivery.partner_id for delivery in deliveries], asks_everybody=asks_everybody)
    told = [delivery for delivery in deliveries if delivery.partner_id in people]
    _write(name, told, people, by)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in told]).update(told_on=today)
    if not asks_everybody:
        LogEntry.objects.bulk_create((line("delivery-reminded", one, by) for one in told), batch_size=500)
    return len(told)


def contacts(partners: Iterable[int], *, asks_everybody: bool = False) -> dict[int, Membership]:
    """Of each partner the one who gets its mails about deadlines: who wants them, a lead before an editor."""
    wanting = User.objects.wanting(Consent.Kind.DEADLINES).filter(pk=OuterRef("user"))
    people = Membership.objects.reachable().filter(partner__in=[*partners], role__in=Membership.WRITING)
    told = people.annotate(wants=Exists(wanting)).select_related("user")
    if not asks_everybody:
        told = told.filter(wants=True)
    first = told.order_by("partner_id", "-wants", "-role", "pk").distinct("partner_id")
    return {membership.partner_id: membership for membership in first}


def line(verb: str, delivery: Delivery, by: User | None) -> LogEntry:
    return LogEntry(
        by=by,
        verb=verb,
        subject_type=Delivery._meta.label_lower,
        subject_key=str(delivery.pk),
        partner_id=delivery.partner_id,
        state_to=delivery.due_on.isoformat(),
    )


def _write(name: str, deliveries: Sequence[Delivery], people: dict[int, Membership], by: User | None) -> None:
    """One letter for each language; who acts for several partners gets a mail for each of them."""
    groups: Group = defaultdict(list)
    mails: Counter[int] = Counter()
    for delivery in deliveries:
        user = people[delivery.partner_id].user
        mails[user.pk] += 1
        groups[user.language, mails[user.pk]].append(_recipient(delivery, user))
    for (language, _number), recipients in groups.items():
        parts = emails.about_deadline(name, language)
        partner_actions.queue_letter(
            kind=Letter.Kind.TRANSACTIONAL,
            purpose=name.replace("_", "-"),
            subject=parts.subject,
            text=parts.text,
            html=parts.html,
            recipients=recipients,
            by=by,
        )


def _recipient(delivery: Delivery, user: User) -> partner_actions.NewRecipient:
    with translation.override(user.language):
        values = {
            "partner": delivery.partner.name,
            "year": str(delivery.round.year),
            "due": date_format(delivery.due_on, "DATE_FORMAT"),
            "link": settings.BASE_URL + delivery.get_absolute_url(),
        }
    return partner_actions.NewRecipient(
        email=user.email,
        name=str(user),
        user=user,
        partner=delivery.partner,
        language=user.language,
        values=values,
    )
