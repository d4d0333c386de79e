"""Who calls: by access key or by the portal's session; for which partner; and the partner's own data."""

import datetime as dt
from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from klimapakt.lib.api import query
from partners.access import MemberRequest, has_second_factor, own_partners
from partners.models import ApiToken, Partner, Site, User

NOTED_EVERY = dt.timedelta(hours=1)


class TokenAuthentication(BaseAuthentication):
    """Authorization: Token …"""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"token":
            return None
        secret = words[1].decode("latin-1") if len(words) == 2 else ""
        now = timezone.now()
        token = ApiToken.objects.valid(now).select_related("user").filter(sha256=ApiToken.hashed(secret)).first()
        if token is None or not may_call(token.user):
            raise exceptions.AuthenticationFailed(_("This access key is not valid (any more)."))
        if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class SignedIn(SessionAuthentication):
    """The portal's own session; staff only with their second factor, as on the pages."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        return None if found is None or not may_call(found[0]) else cast("tuple[User, None]", found)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "partners.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # Any: no types
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token kpk_…"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "partners.api.SignedIn"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # Any: no types
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


def may_call(user: User) -> bool:
    return not user.needs_second_factor or has_second_factor(user)


class PartnerQuery(serializers.Serializer[Any]):  # Any: it describes a query
    partner = serializers.SlugField(required=False, help_text="Which partner, for who acts for several.")


def own_partner(request: Request, *, writes: bool = False, leads: bool = False) -> Partner:
    """The partner that a call is about: the only one, or ?partner=<slug>. 404 for what one may not see or do."""
    user = cast(User, request.user)
    if leads:
        partners: QuerySet[Partner] = Partner.objects.led_by(user)
    elif writes:
        partners = Partner.objects.editable_by(user)
    else:
        partners = own_partners(cast(MemberRequest, request))
    if slug := query(PartnerQuery, request).get("partner"):
        return get_object_or_404(partners, slug=slug)
    own = list(Partner.objects.of(user).in_alphabet()[:2])
    if len(own) > 1:
        raise exceptions.ValidationError({"partner": [_("You act for several partners: name one by its address.")]})
    return get_object_or_404(partners, pk__in=[partner.pk for partner in own])


class SiteSerializer(serializers.ModelSerializer[Site]):
    class Meta:
        model = Site
        fields = ("id", "name", "street", "postcode", "town", "is_in_city", "floor_area_m2", "closed_on")


class OwnPartnerSerializer(serializers.ModelSerializer[Partner]):
    district = serializers.CharField(allow_null=True)
    chamber = serializers.CharField(allow_null=True)
    role = serializers.CharField(source="own_role", allow_null=True)
    sites = SiteSerializer(many=True)

    class Meta:
        model = Partner
        fields = (
            "slug", "name", "kind", "status", "sector", "size", "employees", "district", "chamber", "programmes",
            "website", "description", "joined_on", "role", "sites",
        )  # fmt: skip


class OwnPartnerView(APIView):
    """One's own organisation with its sites."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(parameters=[PartnerQuery], responses=OwnPartnerSerializer)
    def get(self, request: Request) -> Response:
        return Response(OwnPartnerSerializer(own_partner(request)).data)
