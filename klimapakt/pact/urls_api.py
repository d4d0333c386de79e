"""Everything below /api/v1/: each app's own doors, put together here. No language in the address."""

from typing import Any

from django.urls import path, register_converter
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from emissions.api import balance, calculate, factor, measure, pathway, progress, target, vsme
from events import api as events
from klimapakt.pact import api
from partners.api import partner

app_name = "api"
READ: dict[str, Any] = {"get": "list"}  # Any: the stubs ask for it
ONE: dict[str, Any] = {"get": "retrieve"}


class Year:
    """Four digits: nothing else is a year."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


register_converter(Year, "api_year")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    # for everybody
    path("partners/", api.PartnerViewSet.as_view(READ), name="partner_list"),
    path("partners/<slug:slug>/", api.PartnerViewSet.as_view(ONE), name="partner_detail"),
    path("events/", events.EventViewSet.as_view(READ), name="event_list"),
    path("events/<slug:slug>/", events.EventViewSet.as_view(ONE), name="event_detail"),
    path("impact/", api.ImpactView.as_view(), name="impact"),
    path("factors/", factor.FactorListView.as_view(), name="factor_list"),
    path("calculate/", calculate.CalculateView.as_view(), name="calculate"),
    path("pathway/", pathway.PathwayView.as_view(), name="pathway"),
    path("reports/", api.ReportListView.as_view(), name="report_list"),
    path("reports/<api_year:year>/", api.ReportYearView.as_view(), name="report_year"),
    path("reports/<api_year:year>/<int:pk>.pdf", api.ReportFileView.as_view(), name="report_file"),
    # for members
    path("my/partner/", partner.OwnPartnerView.as_view(), name="my_partner"),
    path("my/progress/", progress.ProgressView.as_view(), name="my_progress"),
    path("my/targets/", target.TargetViewSet.as_view({**READ, "post": "create"}), name="my_target_list"),
    path("my/targets/<int:pk>/", target.TargetViewSet.as_view({**ONE, "patch": "partial_update"}), name="my_target"),
    path("my/measures/", measure.MeasureViewSet.as_view({**READ, "post": "create"}), name="my_measure_list"),
    path(
        "my/measures/<int:pk>/", measure.MeasureViewSet.as_view({**ONE, "patch": "partial_update"}), name="my_measure"
    ),
    path("my/balances/", balance.BalanceListView.as_view(), name="my_balance_list"),
    path("my/balances/<api_year:year>/", balance.BalanceView.as_view(), name="my_balance"),
    path("my/balances/<api_year:year>/submit/", balance.BalanceSubmitView.as_view(), name="my_balance_submit"),
    path("my/balances/<api_year:year>/vsme/", vsme.VsmeView.as_view(), name="my_balance_vsme"),
]
