"""What personal data goes after how long. Each app registers what it holds; how many days is the office's setting."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import actions
from partners.models import (
    ApiToken,
    Bounce,
    Erasure,
    Interest,
    Job,
    KnownDevice,
    Note,
    PartnerImport,
    Recipient,
    RetentionRule,
    TeamInvitation,
    User,
)

EXAMPLES = 5
WARN_DAYS_BEFORE = (60, 14)


@dataclass(frozen=True)
class Rule:
    """`due` finds what is older than a moment, `erase` does it and says how much; `days` until the office decides."""

    key: str
    title: str | Promise
    days: int
    due: Callable[[dt.datetime], QuerySet[Any]]  # Any: of whichever record
    erase: Callable[[QuerySet[Any]], int]
    is_counted_by_itself: bool = False


RULES: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    RULES.update({rule.key: rule for rule in rules})


def title(key: str) -> str:
    """What an erasure was about."""
    return str(RULES[key].title) if key in RULES else gettext("Accounts")


def synchronise(**_signal: object) -> None:
    """A setting for each rule. Runs after each migrate."""
    for rule in RULES.values():
        RetentionRule.objects.get_or_create(key=rule.key, defaults={"days": rule.days})


@dataclass(frozen=True)
class Preview:
    """What a rule would erase now."""

    rule: Rule
    setting: RetentionRule
    count: int
    examples: list[str]


def preview(now: dt.datetime) -> Iterator[Preview]:
    for setting in RetentionRule.objects.filter(key__in=RULES):
        rule = RULES[setting.key]
        due = rule.due(setting.until(now))
        kind = due.model._meta.verbose_name
        examples = [f"{kind} {key}" for key in due.order_by("pk").values_list("pk", flat=True)[:EXAMPLES]]
        yield Preview(rule, setting, due.count() if setting.is_active else 0, examples if setting.is_active else [])


@transaction.atomic
def apply(rule: Rule, now: dt.datetime) -> int:
    """Erase what is due, and count it. A second one at the same time waits, and finds nothing."""
    setting = RetentionRule.objects.select_for_update().filter(key=rule.key, is_active=True).first()
    if setting is None:
        return 0
    count = rule.erase(rule.due(setting.until(now)))
    if count and not rule.is_counted_by_itself:
        Erasure.objects.create(kind=rule.key, count=count, reason=Erasure.Reason.RULE)
    return count


def delete(rows: QuerySet[Any]) -> int:
    """How many of the rows themselves went, whatever went with them."""
    return int(rows.delete()[1].get(rows.model._meta.label, 0))


def forget_imports(imports: QuerySet[PartnerImport]) -> int:
    """Their files and rows; that there was an import stays."""
    found = list(imports)
    for one in found:
        actions.forget_import(one)
    return len(found)


def warned_in_vain(until: dt.datetime) -> QuerySet[User]:
    """Accounts unused since then, whose owners heard of it twice, the second time some weeks ago."""
    return User.objects.unused_since(until).filter(
        inactivity_notice__count=len(WARN_DAYS_BEFORE),
        inactivity_notice__last_at__lte=timezone.now() - dt.timedelta(days=WARN_DAYS_BEFORE[-1]),
    )


def erase_unused(people: QuerySet[User]) -> int:
    """The last lead of a partner stays: the office sees that the partner has nobody who signs in."""
    return sum(actions.erase_unused_account(user=user) for user in people)


def warn_unused(now: dt.datetime) -> int:
    """Tell the owners of unused accounts, twice. Returns how many were told."""
    setting = RetentionRule.objects.filter(key="unused-accounts", is_active=True).first()
    told = 0
    for number, days in enumerate(WARN_DAYS_BEFORE, start=1) if setting else ():
        for user in User.objects.unused_since(setting.until(now) + dt.timedelta(days=days)):  # type: ignore[union-attr]  # not None here
            told += actions.warn_unused(user=user, number=number, days=days, now=now)
    return told


register(
    Rule(
        "sign-ins",
        _("Where people were signed in: browser and address"),
        90,
        lambda until: UserSession.objects.filter(last_seen_at__lt=until),
        delete,
    ),
    Rule(
        "known-devices",
        _("From which devices people signed in: browser, system and a hash of the network"),
        180,
        lambda until: KnownDevice.objects.filter(last_seen_at__lt=until),
        delete,
    ),
    Rule(
        "access-keys",
        _("Access keys for programs that have run out"),
        90,
        lambda until: ApiToken.objects.filter(expires_at__lt=until),
        delete,
    ),
    Rule(
        "job-results",
        _("Finished jobs"),
        30,
        lambda until: Job.objects.filter(ended_at__lt=until),
        delete,
    ),
    Rule(
        "mail-recipients",
        _("To whom mails went, and the values of their placeholders"),
        730,
        lambda until: Recipient.objects.filter(letter__ended_at__lt=until),
        delete,
    ),
    Rule(
        "bounces",
        _("Mails that came back: since the last one, or since the office cleared the address"),
        365,
        Bounce.objects.forgettable,
        delete,
    ),
    Rule(
        "erasure-notices",
        _("Mails that confirm the end of an account"),
        7,
        lambda until: Recipient.objects.filter(letter__purpose="account-erased", letter__ended_at__lt=until),
        delete,
    ),
    Rule(
        "rejected-interests",
        _("Interests that were declined or handed to a chamber"),
        365,
        lambda until: Interest.objects.ended().filter(decided_at__lt=until),
        actions.delete_interests,
    ),
    Rule(
        "partner-notes",
        _("Notes about partners that have left"),
        730,
        lambda until: Note.objects.of_partners_that_left(timezone.localdate(until)),
        delete,
    ),
    Rule(
        "partner-imports",
        _("Files and rows of imported lists of partners"),
        1,
        PartnerImport.objects.to_forget,
        forget_imports,
    ),
    Rule(
        "unsent-invitations",
        _("Invitations that an import has prepared and nobody has sent"),
        90,
        lambda until: TeamInvitation.objects.unsent().filter(sent_at__lt=until),
        delete,
    ),
    Rule(
        "unused-accounts",
        _("Unused accounts, after two warnings"),
        730,
        warned_in_vain,
        erase_unused,
        is_counted_by_itself=True,
    ),
)
