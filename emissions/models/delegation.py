"""A colleague is asked to fill in a section of a balance."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emissions.models.balance import Balance
from emissions.models.beside import Scope3Category
from partners.models import Partner, Site, TeamInvitation, User

SITE: Final = "site"
OF_LINES: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("electricity", _("Electricity")),
    ("heat", _("Heat and fuels")),
    ("fleet", _("Vehicles")),
    ("refrigerants", _("Refrigerants")),
    (SITE, _("Site")),
)
OF_TOTALS: Final[tuple[tuple[str, str | Promise], ...]] = (("totals", _("Totals")),)
CONTRACTS: Final[tuple[tuple[str, str | Promise], ...]] = (("contracts", _("Power and heat contracts")),)
BESIDE: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("scope3", _("Scope 3")),
    *((f"scope3-{one.value}", one.label) for one in Scope3Category.Category),
    ("further", _("Own power, employees, area")),
    ("credits", _("Carbon credits")),
)
SECTIONS: Final = (*OF_LINES, *OF_TOTALS, *CONTRACTS, *BESIDE)
FIGURES: Final = {key for key, _label in (*OF_LINES, *OF_TOTALS)}
PAGES: Final = {  # of a section, and of all categories of scope 3
    "contracts": "emissions:contract_list",
    "scope3": "emissions:scope3",
    "further": "emissions:balance_further",
    "credits": "emissions:credit_list",
    "figures": "emissions:balance_edit",
}


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def open(self) -> Self:
        return self.filter(state=Delegation.State.OPEN)

    def to_do(self) -> Self:
        """Open ones whose balance can still be filled in; what is handed in waits, and comes back with it."""
        return self.open().filter(balance__submitted_at__isnull=True, balance__superseded_at__isnull=True)

    def of(self, user: User, partner: Partner) -> Self:
        return self.filter(colleague=user, balance__partner=partner)

    def in_order(self) -> Self:
        """What is open first, by its day."""
        people = ("colleague", "invitation", "asked_by", "site", "balance__partner")
        return self.select_related(*people).order_by(F("ended_at").asc(nulls_first=True), "due_on", "pk")


class Delegation(models.Model):
    """Who fills in what, and by when. It locks nothing: whoever may write goes on writing."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("done")
        WITHDRAWN = "withdrawn", _("withdrawn")

    balance = models.ForeignKey(
        Balance, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("balance")
    )
    section = models.CharField(_("section"), max_length=20, choices=SECTIONS)
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("site")
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague"),
    )
    invitation = models.ForeignKey(
        TeamInvitation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invitation to the team"),
    )
    due_on = models.DateField(_("due on"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegated section")
        verbose_name_plural = _("delegated sections")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["balance", "section", "site"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="one_colleague_at_a_time_has_a_section",
            ),
            models.CheckConstraint(
                condition=Q(colleague__isnull=False, invitation__isnull=True)
                | Q(colleague__isnull=True, invitation__isnull=False),
                name="delegation_is_for_a_colleague_or_an_invited_one",
            ),
            models.CheckConstraint(
                condition=Q(section="site", site__isnull=False) | (~Q(section="site") & Q(site__isnull=True)),
                name="delegated_site_is_named",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="ended_delegation_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance}: {self.label}"

    def get_absolute_url(self) -> str:
        """Where the section is filled in."""
        slug, year = self.balance.partner.slug, self.balance.year
        category = self.section.removeprefix("scope3-")
        if category.isdecimal() and self.balance.entry == Balance.Entry.LINES:
            return reverse("emissions:scope3_category", args=[slug, year, category])
        return reverse(PAGES[self.page], args=[slug, year])

    @property
    def label(self) -> str:
        if self.site:
            return self.site.name
        category = self.section.removeprefix("scope3-")
        return f"3.{category} {self.get_section_display()}" if category.isdecimal() else self.get_section_display()

    @property
    def page(self) -> str:
        """On which page of the balance the section lies."""
        return "figures" if self.section in FIGURES else self.section.partition("-")[0]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def who(self) -> str:
        return str(self.colleague or (self.invitation.email if self.invitation else ""))

    def is_for(self, user: User) -> bool:
        return self.colleague_id == user.pk

    def end(self, state: str) -> None:
        """The caller saves."""
        self.state, self.ended_at = state, timezone.now()
