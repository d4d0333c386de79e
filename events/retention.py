"""What events hold of people, and for how long."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.actions.forget import NOBODY, forget_guests, forget_names
from events.actions.onsite import delete_printouts
from events.actions.signup import delete_sign_ups
from events.models import Appearance, Inquiry, Invitation, Printout, Registration, SignUp, Speaker
from events.models.needs import NO_NEEDS
from partners.retention import Rule, register


def named(until: dt.datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(event__ends_at__lt=until).exclude(name=NOBODY, email="", user=None)


def guests(until: dt.datetime) -> QuerySet[Invitation]:
    known = Q(partner__isnull=True) & ~Q(email__endswith="@deleted.invalid")
    return Invitation.objects.filter(event__ends_at__lt=until).filter(
        known | ~Q(name="") | ~Q(answered_by="") | ~Q(note="")
    )


def with_needs(until: dt.datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(event__ends_at__lt=until).exclude(**NO_NEEDS)


def speaker_addresses(until: dt.datetime) -> QuerySet[Speaker]:
    return Speaker.objects.unheard_since(until).exclude(email="")


def speaker_words(until: dt.datetime) -> QuerySet[Appearance]:
    return Appearance.objects.filter(event__ends_at__lt=until).with_words()


register(
    Rule(
        "speaker-addresses",
        _("Addresses of speakers; their names stay in the public agenda"),
        730,
        speaker_addresses,
        lambda speakers: Speaker.objects.filter(pk__in=[*speakers.values_list("pk", flat=True)]).update(email=""),
    ),
    Rule(
        "speaker-words",
        _("What speakers wrote to the office, and their quotes for the press"),
        365,
        speaker_words,
        lambda appearances: appearances.update(note="", quote=""),
    ),
    Rule("sign-ups", _("Registrations whose address was not confirmed"), 7, SignUp.objects.older_than, delete_sign_ups),
    Rule("printouts", _("Printed badges and sign-in lists"), 7, Printout.objects.older_than, delete_printouts),
    Rule("registration-names", _("Names and addresses of who came to an event"), 365, named, forget_names),
    Rule("guest-names", _("Names and messages of invited guests"), 365, guests, forget_guests),
    Rule(
        "needs",
        _("Food and access needs, after the event"),
        7,
        with_needs,
        lambda registrations: registrations.update(**NO_NEEDS),
    ),
    Rule(
        "inquiries",
        _("What guests wanted after an event"),
        365,
        Inquiry.objects.older_than,
        lambda inquiries: inquiries.delete()[0],
    ),
)
