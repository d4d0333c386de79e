"""Organisations in the pact, their places and their people."""

import datetime as dt
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models.attention import NeedsAttention
from partners.models.pact import District, percent_of_recalculation, recalculates_from
from partners.models.profile import Profile
from partners.models.spelling import Plain

if TYPE_CHECKING:
    from partners.models.user import User


ALIKE = 0.5  # of the groups of three letters of what is searched for: two letters may be swapped


def in_pact_on(day: dt.date) -> Q:
    """As a condition: climate partners that have joined by then and not left."""
    return Q(Q(left_on__isnull=True) | Q(left_on__gt=day), kind="climate", joined_on__lte=day)


class PartnerQuerySet(NeedsAttention, models.QuerySet["Partner"]):
    def active(self) -> Self:
        return self.filter(status=Partner.Status.ACTIVE)

    def climate(self) -> Self:
        return self.filter(kind=Partner.Kind.CLIMATE)

    def founding(self) -> Self:
        return self.filter(kind=Partner.Kind.FOUNDING)

    def joined_by(self, day: dt.date) -> Self:
        """Climate partners in the pact on that day."""
        return self.filter(in_pact_on(day))

    def of(self, user: "User") -> Self:
        """Partners for which the person acts, and the role there; who left has no door any more."""
        mine = self.filter(memberships__user=user).exclude(status=Partner.Status.LEFT)
        return mine.annotate(own_role=models.F("memberships__role"))

    def editable_by(self, user: "User") -> Self:
        return self.of(user).filter(own_role__in=Membership.WRITING)

    def led_by(self, user: "User") -> Self:
        return self.of(user).filter(own_role=Membership.Role.LEAD)

    def led_only_by(self, user: "User") -> Self:
        others = Membership.objects.leads().exclude(user=user).filter(partner=models.OuterRef("pk"))
        return self.led_by(user).exclude(models.Exists(others))

    def listed(self) -> Self:
        """In the public directory."""
        return self.active().filter(is_public=True)

    def named_like(self, words: str) -> Self:
        """By name, forgiving: umlauts, accents, legal forms and typing errors make no difference."""
        wanted = Plain(Value(words))
        alike = TrigramWordSimilarity(wanted, "search_name")  # type: ignore[arg-type]  # takes expressions too
        return self.annotate(alike=alike).filter(Q(search_name__contains=wanted) | Q(alike__gte=ALIKE))

    def closest_first(self, words: str) -> Self:
        """Whose name holds most of the words, then who is called little else."""
        wanted = Plain(Value(words))
        held, alike = (
            measure(wanted, "search_name")  # type: ignore[arg-type]  # takes expressions too
            for measure in (TrigramWordSimilarity, TrigramSimilarity)
        )
        return self.order_by(held.desc(), alike.desc(), "sort_name", "pk")

    def tagged(self, tag: str) -> Self:
        return self.filter(tags__contains=[tag])

    def in_alphabet(self) -> Self:
        return self.order_by("sort_name", "name")


class Partner(Profile):
    """An organisation that takes part: a founding partner or a climate partner."""

    class Kind(models.TextChoices):
        CLIMATE = "climate", _("Climate partner")
        FOUNDING = "founding", _("Founding partner")

    class Status(models.TextChoices):
        INTERESTED = "interested", _("interested")
        AGREEMENT_SENT = "agreement_sent", _("agreement sent")
        ACTIVE = "active", _("active")
        LEFT = "left", _("left")

    class Sector(models.TextChoices):
        """Sections of the German classification of economic activities, WZ 2008."""

        A = "A", _("Agriculture, forestry and fishing")
        B = "B", _("Mining and quarrying")
        C = "C", _("Manufacturing")
        D = "D", _("Energy supply")
        E = "E", _("Water supply, sewerage and waste management")
        F = "F", _("Construction")
        G = "G", _("Trade, maintenance of vehicles")
        H = "H", _("Transport and storage")
        I = "I", _("Accommodation and food service")  # noqa: E741 -- the section's letter
        J = "J", _("Information and communication")
        K = "K", _("Finance and insurance")
        L = "L", _("Real estate")
        M = "M", _("Professional, scientific and technical services")
        N = "N", _("Other business services")
        O = "O", _("Public administration")  # noqa: E741 -- the section's letter
        P = "P", _("Education")
        Q = "Q", _("Health and social work")
        R = "R", _("Arts, entertainment and recreation")
        S = "S", _("Other services")
        T = "T", _("Private households")
        U = "U", _("Bodies outside national law")

    class Size(models.TextChoices):
        """Classes by employees, EU recommendation 2003/361."""

        MICRO = "micro", _("up to 9 employees")
        SMALL = "small", _("10 to 49 employees")
        MEDIUM = "medium", _("50 to 249 employees")
        LARGE = "large", _("250 employees and more")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CLIMATE)
    name = models.CharField(_("name"), max_length=160)
    sort_name = models.CharField(_("sorted as"), max_length=200, editable=False, default="")
    search_name = models.TextField(_("searched for as"), editable=False, default="")
    slug = models.SlugField(_("address in the portal"), max_length=80, unique=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.INTERESTED)
    sector = models.CharField(_("sector"), max_length=1, choices=Sector, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=Size, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="partners", verbose_name=_("district")
    )
    chamber = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        limit_choices_to={"kind": Kind.FOUNDING},
        verbose_name=_("chamber"),
    )
    chamber_sees_status = models.BooleanField(_("agrees that its chamber sees the status"), default=False)
    programmes = models.CharField(_("programmes (ÖKOPROFIT, EMAS, SBTi …)"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    tags = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("tags of the office"),
        default=list,
        blank=True,
        help_text=_("Separated by commas. Only the office sees them, and chooses by them."),
    )
    recalculation_percent = percent_of_recalculation(
        _("own threshold of recalculation in percent"), null=True, blank=True
    )
    is_public = models.BooleanField(_("name is public"), default=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    left_reason = models.CharField(_("reason for leaving"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["sort_name", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug="import"),
                name="address_of_partner_is_not_taken_by_a_page",
                violation_error_message=_("This address belongs to a page of the portal."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="active") | models.Q(joined_on__isnull=False),
                name="active_partner_has_joined",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="left") | models.Q(left_on__isnull=False),
                name="partner_that_left_has_a_date",
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("joined_on")),
                name="partner_leaves_after_joining",
            ),
            recalculates_from("partner_recalculates_from_5_percent_at_the_latest"),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "joined_on"], name="partners_by_status"),
            GinIndex(fields=["search_name"], opclasses=["gin_trgm_ops"], name="partners_by_search_name"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sort_name_follows_name",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("name"),  # type: ignore[no-untyped-call]  # no types
                func="""
                    NEW.sort_name := translate(
                        replace(replace(replace(replace(lower(NEW.name), 'ä', 'a'), 'ö', 'o'), 'ü', 'u'), 'ß', 'ss'),
                        'áàâéèêíìîóòôúùûç', 'aaaeeeiiiooouuuc');
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="search_name_follows_name",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("name"),  # type: ignore[no-untyped-call]  # no types
                func="NEW.search_name := public.partners_folded(NEW.name); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_listed(self) -> bool:
        """Stands in the public directory."""
        return self.is_public and self.status == self.Status.ACTIVE

    def get_absolute_url(self) -> str:
        return reverse("pact:own_overview", args=[self.slug])

    def move(self, status: str, day: dt.date, reason: str = "") -> None:
        """To a new status, with its date; whoever comes back has not left. The caller saves."""
        self.status = status
        if status == self.Status.ACTIVE and self.joined_on is None:
            self.joined_on = day
        is_gone = status == self.Status.LEFT
        self.left_on, self.left_reason = (day, reason) if is_gone else (None, "")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def leads(self) -> Self:
        return self.filter(role=Membership.Role.LEAD)

    def with_people(self) -> Self:
        return self.select_related("user").order_by("user__last_name", "user__first_name", "user__email")

    def reachable(self) -> Self:
        """Contacts that a mailing may address."""
        return self.filter(user__is_active=True).exclude(partner__status=Partner.Status.LEFT)

    def signing_in(self) -> Self:
        """People who have been in the portal at least once and may come again."""
        return self.filter(user__is_active=True, user__last_login__isnull=False)


class Membership(models.Model):
    """What a person may do for a partner: the only truth about who acts for whom."""

    class Role(models.TextChoices):
        VIEWER = "viewer", _("Read")
        EDITOR = "editor", _("Edit")
        LEAD = "lead", _("Lead")

    WRITING = (Role.EDITOR, Role.LEAD)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.VIEWER)
    is_event_contact = models.BooleanField(_("receives invitations"), default=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["partner", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "partner"], name="one_membership_per_person_and_partner")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="partner_keeps_a_lead",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | pgtrigger.Update,
                condition=pgtrigger.Q(old__role="lead"),
                func="""
                    IF TG_OP = 'UPDATE' AND NEW.role = 'lead' AND NEW.partner_id = OLD.partner_id THEN
                        RETURN NULL;
                    END IF;
                    PERFORM 1 FROM partners_partner WHERE id = OLD.partner_id AND status <> 'left' FOR UPDATE;
                    IF FOUND AND NOT EXISTS (
                        SELECT 1 FROM partners_membership WHERE partner_id = OLD.partner_id AND role = 'lead'
                    ) THEN
                        RAISE EXCEPTION 'the last lead of a partner cannot be removed'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'partner_keeps_a_lead';
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.partner})"
