"""The figures of the pact for the city: compared by group, and from one snapshot to another."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klimapakt.lib.tables import FILES
from klimapakt.pact.documents import comparison as comparison_words
from klimapakt.pact.documents import groups, words
from klimapakt.pact.figures import comparison
from klimapakt.pact.forms import SnapshotForm, SnapshotPairForm
from klimapakt.pact.models import Snapshot
from partners.access import MemberRequest, city_or_office_required


@require_safe
@city_or_office_required
def city_comparison(request: MemberRequest) -> HttpResponse:
    snapshot = chosen(request)
    if snapshot is None:
        return render(request, "pact/city_comparison.html", {"snapshot": None})
    figures = snapshot.figures
    context = {
        "form": SnapshotForm(initial={"snapshot": snapshot.pk}),
        "snapshot": snapshot,
        "goal": figures["goal"],
        "dominance": words.decimal(figures["goal"]["dominance_percent"]),
        "tiles": words.tiles(figures),
        "coverage": words.coverage(figures),
        "source": words.sources(figures),
        "groups": groups.groups(figures),
    }
    return render(request, "pact/city_comparison.html", context)


@require_safe
@city_or_office_required
def city_comparison_file(request: MemberRequest, kind: str) -> HttpResponse:
    """CSV or XLSX."""
    snapshot = chosen(request)
    if snapshot is None:
        raise Http404
    word = _("comparison")
    return FILES[kind](f"{word}-{snapshot.year}-v{snapshot.version}", groups.headers(), groups.lines(snapshot.figures))


def chosen(request: HttpRequest) -> Snapshot | None:
    """The one that is asked for, else the newest."""
    if not request.GET.get("snapshot"):
        return Snapshot.objects.of_pact().first()
    form = SnapshotForm(request.GET)
    if not form.is_valid():
        raise Http404
    snapshot: Snapshot = form.cleaned_data["snapshot"]
    return snapshot


@require_safe
@city_or_office_required
def city_report_comparison(request: MemberRequest) -> HttpResponse:
    """?a=…&b=…: keys of two snapshots; without them the two newest."""
    form = SnapshotPairForm(request.GET if request.GET else None)
    pair = form.pair()
    found = comparison_words.told(comparison.compare(*pair)) if pair else {}
    return render(request, "pact/city_report_comparison.html", {"form": form, **found})
