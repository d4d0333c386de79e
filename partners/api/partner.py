"""For which partner somebody calls, and the partner's own data."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from klimapakt.lib.api import query
from partners.access import MemberRequest, own_partners
from partners.models import Partner, Site, User


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # no types
    target_class = "partners.api.access.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # Any: no types
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token kpk_…"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # no types
    target_class = "partners.api.access.SignedIn"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # Any: no types
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


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
