"""What shows several apps, as JSON: who takes part, the pact's figures, the published reports."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import exceptions, generics, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from klimapakt.lib.api import StrictSerializer, query
from klimapakt.pact import directory
from klimapakt.pact.models import CityReport
from partners.models import District, Partner

SHOWN = ("sector", "size", "district", "chamber", "website", "programmes", "description")


class PartnerListQuery(StrictSerializer):
    """A filter finds only partners that show the field."""

    search = serializers.CharField(required=False, max_length=100, allow_blank=True)
    sector = serializers.ChoiceField(Partner.Sector.choices, required=False)
    size = serializers.ChoiceField(Partner.Size.choices, required=False)
    district = serializers.CharField(required=False, max_length=80, help_text="Name of the district.")
    kind = serializers.ChoiceField(Partner.Kind.choices, required=False)
    page = serializers.CharField(required=False)
    page_size = serializers.CharField(required=False)

    def validate_district(self, name: str) -> District:
        district = District.objects.filter(name__iexact=name).first()
        if district is None:
            raise serializers.ValidationError(_("There is no such district."))
        return district


class PublicPartnerSerializer(serializers.Serializer[Partner]):
    """Null: empty, or not shown to everybody."""

    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField()
    sector = serializers.CharField(allow_null=True)
    size = serializers.CharField(allow_null=True)
    district = serializers.CharField(allow_null=True)
    chamber = serializers.CharField(allow_null=True)
    website = serializers.CharField(allow_null=True)
    programmes = serializers.CharField(allow_null=True)
    description = serializers.CharField(allow_null=True)
    joined_on = serializers.DateField(allow_null=True)
    target_year = serializers.IntegerField(source="goal_year", allow_null=True)
    balance_year = serializers.IntegerField(allow_null=True)

    def to_representation(self, partner: Partner) -> dict[str, Any]:  # Any: JSON
        allowed = partner.visible_fields("public")
        told = super().to_representation(partner)
        for name in SHOWN:
            told[name] = (told[name] or None) if name in allowed else None
        if "since" not in allowed:
            told["joined_on"] = None
        return told


@extend_schema_view(list=extend_schema(parameters=[PartnerListQuery]))
class PartnerViewSet(viewsets.ReadOnlyModelViewSet[Partner]):
    """The public directory."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = PublicPartnerSerializer
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Partner]:
        if self.action != "list":
            return directory.listed()
        asked = query(PartnerListQuery, self.request)
        found = directory.narrowed({**asked, "words": asked.get("search")})
        return found.filter(kind=asked["kind"]) if "kind" in asked else found


class ImpactSerializer(serializers.Serializer[CityReport]):
    """`figures` hold each sum with its coverage; small groups are suppressed."""

    year = serializers.IntegerField(source="snapshot.year")
    cut_off = serializers.DateTimeField(source="snapshot.cut_off")
    published_at = serializers.DateTimeField()
    rules_version = serializers.CharField(source="snapshot.rules_version")
    factor_edition = serializers.CharField(source="snapshot.factor_edition")
    sha256 = serializers.CharField(source="snapshot.sha256")
    figures = serializers.DictField(source="snapshot.figures")


class ImpactView(APIView):
    """The pact's figures as last published, frozen at their cut-off. 404 before the first report."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(responses=ImpactSerializer)
    def get(self, request: Request) -> Response:
        latest = CityReport.objects.published().for_table().first()
        if latest is None:
            raise exceptions.NotFound(_("No figures are published yet."))
        return Response(ImpactSerializer(latest).data)


class ReportFileSerializer(serializers.Serializer[CityReport]):
    language = serializers.CharField()
    version = serializers.IntegerField(source="snapshot.version")
    state = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    cut_off = serializers.DateTimeField(source="snapshot.cut_off")
    pages = serializers.IntegerField(source="file_pages", allow_null=True)
    sha256 = serializers.CharField(source="file_sha256")
    file = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_file(self, report: CityReport) -> str | None:
        """Null while it is being rendered."""
        return reverse("api:report_file", args=[report.snapshot.year, report.pk]) if report.file else None


class ReportSerializer(ReportFileSerializer):
    year = serializers.IntegerField(source="snapshot.year")


class ReportYearSerializer(serializers.Serializer[Any]):  # Any: a year and its reports
    year = serializers.IntegerField()
    files = ReportFileSerializer(many=True)


def reports(request: Request) -> QuerySet[CityReport]:
    """Published ones for everybody; city and office see every version."""
    user = request.user
    known = CityReport.objects.visible_to(user) if user else CityReport.objects.published()  # type: ignore[arg-type]  # signed in, so ours
    return known.for_table()


class ReportListView(generics.ListAPIView[CityReport]):
    """Annual reports of the pact with the hash of each file."""

    permission_classes = (AllowAny,)
    serializer_class = ReportSerializer

    def get_queryset(self) -> QuerySet[CityReport]:
        return reports(self.request)


class ReportYearView(APIView):
    """All files of one year's report."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=ReportYearSerializer)
    def get(self, request: Request, year: int) -> Response:
        found = list(reports(request).filter(snapshot__year=year))
        if not found:
            raise Http404
        return Response(ReportYearSerializer({"year": year, "files": found}).data)


class ReportFileView(APIView):
    """The file itself, a PDF."""

    permission_classes = (AllowAny,)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, year: int, pk: int) -> FileResponse:
        report = get_object_or_404(reports(request).exclude(file=""), snapshot__year=year, pk=pk)
        word = _("annual-report")
        name = f"{word}-{year}-v{report.snapshot.version}-{report.language}.pdf"
        response = FileResponse(
            report.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf"
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response
