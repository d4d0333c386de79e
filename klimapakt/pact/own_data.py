"""All that the portal knows about a person, for that person: as JSON, and as a page to read."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from emissions.models import Delegation
from events.models import Inquiry, Registration
from events.models.needs import NEEDS
from klimapakt.lib import changes, mail
from klimapakt.pact.models import DataExport
from partners.models import (
    ApiToken,
    Consent,
    Interest,
    InterestMessage,
    Job,
    KnownDevice,
    LogEntry,
    Membership,
    Pact,
    Recipient,
    User,
)

Row = dict[str, Any]  # Any: values of whichever field


@dataclass(frozen=True)
class Section:
    """One kind of data: `rows` for machines, `table` for people."""

    key: str
    title: str
    rows: list[Row]
    table: list[list[tuple[str, str]]]


def packed(user: User) -> bytes:
    found = sections(user)
    values = {"created_at": timezone.now(), **{section.key: section.rows for section in found}}
    page = render_to_string(
        "pact/own_data_file.html", {"sections": found, "person": user, "pact": Pact.objects.current()}
    )
    content, name = io.BytesIO(), _("my-data")
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{name}.json", json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
        file.writestr(f"{name}.html", page)
    return content.getvalue()


def sections(user: User) -> list[Section]:
    own = Q(user=user) | Q(email__iexact=user.email)
    return [
        section(
            "account",
            _("Account"),
            User.objects.filter(pk=user.pk),
            *("email", "title", "first_name", "last_name", "phone", "language"),
            *("date_joined", "invited_at", "last_login"),
        ),
        section(
            "memberships",
            _("For whom you act"),
            Membership.objects.filter(user=user),
            *("partner__name", "role", "is_event_contact", "since"),
        ),
        section(
            "delegations",
            _("What you were asked to fill in"),
            Delegation.objects.filter(colleague=user),
            *("balance__partner__name", "section", "due_on", "note", "state", "asked_at", "ended_at"),
        ),
        section(
            "registrations",
            _("Registrations for events"),
            Registration.objects.filter(own),
            *("event__title_de", "event__starts_at", "state", "name", "email", "company", *NEEDS),
            *("may_be_photographed", "via", "created_at", "phone", "stands_in_for", "came_at"),
        ),
        section(
            "inquiries",
            _("What you wanted after events"),
            Inquiry.objects.of_person(user.email),
            *("event__title_de", "kind", "text", "name", "email", "company", "created_at", "done_at"),
        ),
        section(
            "interests",
            _("Expressions of interest"),
            Interest.objects.filter(email__iexact=user.email),
            *("number", "state", "company", "street", "postcode", "town", "sector", "size", "contact", "email"),
            *("source", "created_at", "handed_in_at", "confirmed_at", "decided_at"),
        ),
        section(
            "interest_messages",
            _("What was written about them"),
            InterestMessage.objects.filter(interest__email__iexact=user.email),
            *("interest__number", "kind", "text", "at"),
        ),
        section(
            "consents",
            _("What you agreed to"),
            Consent.objects.filter(user=user),
            *("kind", "is_given", "at", "way", "text_version"),
        ),
        letters(Recipient.objects.filter(own).select_related("letter")),
        section(
            "steps",
            _("What you did in the portal"),
            LogEntry.objects.filter(by=user),
            *("at", "verb", "partner__name", "subject_type", "subject_key", "state_from", "state_to"),
        ),
        section("jobs", _("Work that you started"), Job.objects.filter(started_by=user), "title", "created_at"),
        section("files", _("Files of your own data"), DataExport.objects.filter(user=user), "created_at"),
        section(
            "sign_ins",
            _("Where you are signed in"),
            UserSession.objects.filter(user=user),
            *("created_at", "last_seen_at", "ip", "user_agent"),
        ),
        section(
            "devices",
            _("From which devices you signed in"),
            KnownDevice.objects.filter(user=user),
            *("name", "last_seen_at"),
        ),
        section(
            "access_keys",
            _("Access keys for programs"),
            ApiToken.objects.filter(user=user),
            *("name", "hint", "created_at", "expires_at", "revoked_at", "last_used_at"),
        ),
        section(
            "second_factors",
            _("Second factors and passkeys"),
            Authenticator.objects.filter(user=user),
            *("type", "created_at", "last_used_at"),
        ),
    ]


def section(key: str, title: str, records: QuerySet[Any], *paths: str) -> Section:
    """The fields at these paths; the words for them are the models' own."""
    rows = list(records.order_by("pk").values(*paths))
    fields = {path: field_at(records.model, path) for path in paths}
    table = [[(label, changes.told(field, row[path])) for path, (label, field) in fields.items()] for row in rows]
    return Section(key, title, rows, table)


def field_at(model: type[Model], path: str) -> tuple[str, Any]:  # Any: a field
    """`partner__name` is called after the partner, and reads like a name."""
    first, _mark, rest = path.partition("__")
    field = model._meta.get_field(first)
    label = str(getattr(field, "verbose_name", first))
    if not rest:
        return label, field
    inner, last = field_at(field.related_model, rest)  # type: ignore[arg-type]  # a relation, as the path says
    return (label if rest.endswith(("name", "title_de")) else inner), last


def letters(recipients: QuerySet[Recipient]) -> Section:
    """Mails as they were, without links that are keys to something."""
    rows = []
    for one in recipients.order_by("pk"):
        values = {name: "…" if "link" in name else value for name, value in one.text_values().items()}
        rows.append(
            {
                "sent_at": one.sent_at,
                "state": one.get_state_display(),
                "email": one.email,
                "subject": filled(one.letter.subject, values),
                "text": filled(one.letter.text, values),
            }
        )
    labels = {"sent_at": _("sent at"), "state": _("state"), "email": _("e-mail address")}
    labels |= {"subject": _("subject"), "text": _("text")}
    sent_at = Recipient._meta.get_field("sent_at")
    table = [[(labels[name], changes.told(sent_at, value)) for name, value in row.items()] for row in rows]
    return Section("letters", _("Mails that we sent you"), rows, table)


def filled(text: str, values: Row) -> str:
    try:
        return mail.fill(text, values, html=False)
    except mail.UnknownPlaceholder:  # it could not be sent either
        return text
