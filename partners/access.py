"""Who may come in: role decorators, the second factor of staff, the groups of the house."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import Group, Permission
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from partners.models import LogEntry, Membership, Partner, User
from partners.models.partner import PartnerQuerySet

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


View = Callable[Concatenate[MemberRequest, P], HttpResponseBase]


def only_for(
    allowed: Callable[[User], bool],
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Opens a view to whom `allowed` says yes; for all others the page does not exist."""

    def decorator(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            member = cast(MemberRequest, request)
            if not allowed(member.user):
                raise Http404
            return view(member, *args, **kwargs)

        return guarded  # type: ignore[return-value]  # wraps keeps the signature

    return decorator


office_required = only_for(lambda user: user.is_office)
office_lead_required = only_for(lambda user: user.is_office_lead)
city_required = only_for(lambda user: user.is_city)
city_or_office_required = only_for(lambda user: user.is_city or user.is_office)


def own_partners(request: MemberRequest) -> PartnerQuerySet:
    """Partners whose own pages open for this request, with `own_role`.

    The office reads, without a role there, also the pages of partners as which it has begun to see the portal.
    """
    user = request.user
    if request.method not in ("GET", "HEAD"):
        return Partner.objects.of(user)
    here = OuterRef("pk")
    role = Membership.objects.filter(user=user, partner=here).exclude(partner__status=Partner.Status.LEFT)
    views = LogEntry.objects.views_of(user, timezone.now()).filter(partner=here)
    if not user.is_superuser:
        views = views.filter(by__in=User.objects.of_the_office())  # asked in the same query as the page's partner
    partners = Partner.objects.annotate(own_role=Subquery(role.values("role")))
    return partners.filter(Q(own_role__isnull=False) | Exists(views))


SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
OPEN_WITHOUT_SECOND_FACTOR = ("/konto/", "/en/konto/")


def has_second_factor(user: User) -> bool:
    """Recovery codes alone do not count: signing in does not ask for them."""
    return bool(is_mfa_enabled(user, SECOND_FACTORS))


class ShutDoorsMiddleware(LoginRequiredMiddleware):
    """Django's own, but open views do not even look at the session: their answers stay the same for everybody."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:  # Any: whatever the address holds
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SecondFactorMiddleware:
    """Leads staff without a second factor to the page where they set one up; pages that are open to all stay open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:  # Any: whatever the address holds
        if not getattr(view_func, "login_required", True) or request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR):
            return None
        user = request.user
        if user.is_authenticated and user.needs_second_factor and not has_second_factor(user):
            return redirect(reverse("mfa_index"))
        return None


RECORDS = {
    User.Role.OFFICE_TEAM: {
        "partners": {
            "partner": "view add change",
            "site": "view add change delete",
            "membership": "view add change delete",
            "agreement": "view add change",
            "agreementtext": "view",
            "user": "view add change",
            "district": "view",
            "offer": "view add change",
            "offerrequest": "view",
            "letter": "view",
            "recipient": "view",
            "pact": "view",
            "note": "view change",
        },
        "events": {
            "event": "view add change",
            "agendaitem": "view add change delete",
            "speaker": "view add change delete",
            "registration": "view",
            "invitation": "view",
        },
        "emissions": {
            "round": "view add change",
            "delivery": "view change",
            "balance": "view",
            "measure": "view",
            "target": "view",
        },
        "pact": {
            "news": "view add change delete",
            "barrierreport": "view change",
            "reporttext": "view add change delete",
            "reportexample": "view add change delete",
        },
    },
    User.Role.IT_ADMIN: {"partners": {"user": "view change"}},
}
ONLY_OFFICE_LEAD = {
    "partners": {
        "pact": "view change",
        "district": "view add change",
        "logentry": "view",
        "agreementtext": "view add change",
        "retentionrule": "view change",
        "erasure": "view",
        "consent": "view",
    },
    "events": {"event": "view add change delete"},
    "emissions": {"factorset": "view", "factor": "view", "residualmix": "view add change"},
}
RECORDS[User.Role.OFFICE_LEAD] = {
    app: {**models, **ONLY_OFFICE_LEAD.get(app, {})} for app, models in RECORDS[User.Role.OFFICE_TEAM].items()
}


def synchronise_roles(**_kwargs: object) -> None:
    """Makes the groups of the house and gives each its permissions in the administration.

    Runs after each migrate, once the last app has its permissions.
    """
    for role in User.Role.ALL:
        group, _created = Group.objects.get_or_create(name=role)
        wanted = {
            (app, f"{verb}_{model}")
            for app, models in RECORDS.get(role, {}).items()
            for model, verbs in models.items()
            for verb in verbs.split()
        }
        permissions = Permission.objects.select_related("content_type").filter(
            codename__in={name for _app, name in wanted}
        )
        group.permissions.set([p for p in permissions if (p.content_type.app_label, p.codename) in wanted])
