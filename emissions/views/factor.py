"""The emission factors of the portal, for everybody: with source, licence and what they are for."""

from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from emissions.forms.factor import FactorForm
from emissions.models import Factor, FactorSet
from klimapakt.lib.public import public_page
from klimapakt.lib.tables import csv_response

PAGE = 50
COLUMNS = (
    "key", "valid_year", "name_de", "name_en", "scope", "category", "ghgp_category", "unit", "kg_co2e_per_unit",
    "kg_biogenic_per_unit", "basis", "region", "gwp_set", "use", "source", "source_url", "licence", "note",
)  # fmt: skip


@public_page
def factor_list(request: HttpRequest) -> HttpResponse:
    edition, form = FactorSet.objects.latest_in_use(), checked(request)
    page = Paginator(found(edition, form), PAGE).get_page(request.GET.get("seite"))
    context = {"form": form, "page": page, "query": form.query, "edition": edition}
    return render(request, "emissions/factor_list.html", context)


@public_page
def factor_csv(request: HttpRequest) -> HttpResponse:
    factors = found(FactorSet.objects.latest_in_use(), checked(request))
    return csv_response(_("emission-factors"), COLUMNS, rows(factors))


def checked(request: HttpRequest) -> FactorForm:
    form = FactorForm(request.GET)
    form.is_valid()  # what is wrong with a filter stands beside it; the others hold
    return form


def found(edition: FactorSet | None, form: FactorForm) -> QuerySet[Factor]:
    wanted = form.cleaned_data
    factors = Factor.objects.filter(factor_set=edition).found(wanted.get("words") or "").for_table()
    if scope := wanted.get("scope"):
        factors = factors.in_scope(scope)
    return factors.for_year(int(year)) if (year := wanted.get("year")) else factors


def rows(factors: QuerySet[Factor]) -> Iterator[Sequence[object]]:
    return (tuple(row) for row in factors.values_list(*COLUMNS).iterator())
