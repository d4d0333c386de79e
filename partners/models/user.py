"""People: the e-mail address is the login."""

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Coalesce, Greatest, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from partners.models.partner import Partner


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # Any: model fields
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # Any: model fields
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def wanting(self, kind: str) -> models.QuerySet["User"]:
        """Who may be sent this kind of bulk mail."""
        consents = apps.get_model("partners", "Consent")
        people = self.filter(is_active=True).exclude(pk__in=consents.objects.refused(kind).values("user"))
        given = consents.objects.filter(kind=kind, is_given=True).values("user")
        return people if kind in consents.WITHOUT_A_WORD else people.filter(pk__in=given)

    def unused_since(self, moment: dt.datetime) -> models.QuerySet["User"]:
        """Nobody signed in, and the office sent no invitation, since then. People of the house are the house's."""
        last = Greatest("date_joined", Coalesce("last_login", "date_joined"), Coalesce("invited_at", "date_joined"))
        people = self.filter(is_active=True, erased_at__isnull=True, is_superuser=False, groups__isnull=True)
        return people.annotate(last_seen=last).filter(last_seen__lt=moment)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def of_the_office(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True, groups__name__in=User.Role.OFFICE).distinct()


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login. Roles of the house are groups; roles in a partner are memberships."""

    class Role:
        """Names of the groups, synchronised after each migrate."""

        OFFICE_TEAM = "Office team"
        OFFICE_LEAD = "Office lead"
        CITY_OFFICIAL = "City official"
        IT_ADMIN = "IT admin"
        OFFICE = (OFFICE_TEAM, OFFICE_LEAD)
        STAFF = (OFFICE_TEAM, OFFICE_LEAD, IT_ADMIN)
        ALL = (OFFICE_TEAM, OFFICE_LEAD, CITY_OFFICIAL, IT_ADMIN)
        LABELS: ClassVar[dict[str, Any]] = {  # Any: lazily translated
            OFFICE_TEAM: _("Office team"),
            OFFICE_LEAD: _("Office lead"),
            CITY_OFFICIAL: _("City official"),
            IT_ADMIN: _("IT admin"),
        }

    class Language(models.TextChoices):
        GERMAN = "de", _("German")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail address"), max_length=254)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.GERMAN)
    is_staff = models.BooleanField(_("may enter the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("account since"), default=timezone.now)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("deleted account %(number)s") % {"number": self.pk}
        return self.get_full_name() or self.email

    def get_absolute_url(self) -> str:
        return reverse("admin:partners_user_change", args=[self.pk])

    def get_full_name(self) -> str:
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)

    def get_short_name(self) -> str:
        return self.first_name or self.email

    @cached_property
    def role_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    @property
    def has_been_here(self) -> bool:
        """Has signed in, or chosen how to."""
        return self.last_login is not None or self.has_usable_password()

    @cached_property
    def partner_roles(self) -> dict[int, str]:
        """The role in each partner for which the person acts, by the partner's key; asked once a request."""
        return dict(self.memberships.exclude(partner__status="left").values_list("partner_id", "role"))

    def role_in(self, partner: "Partner") -> str | None:
        return self.partner_roles.get(partner.pk)

    @property
    def is_office(self) -> bool:
        return self.is_superuser or not self.role_names.isdisjoint(self.Role.OFFICE)

    @property
    def is_office_lead(self) -> bool:
        return self.is_superuser or self.Role.OFFICE_LEAD in self.role_names

    @property
    def is_city(self) -> bool:
        return self.Role.CITY_OFFICIAL in self.role_names

    @property
    def is_it(self) -> bool:
        return self.Role.IT_ADMIN in self.role_names

    @property
    def needs_second_factor(self) -> bool:
        """Staff and city officials see what is not public; a demo may do without."""
        return settings.STAFF_SECOND_FACTOR and (self.is_superuser or bool(self.role_names))
