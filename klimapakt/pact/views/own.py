"""Mein Bereich: what a partner sees first."""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from emissions import progress
from emissions.access import can_edit, leads
from emissions.models import Balance, Delegation, Delivery, Measure, Question, Target
from events.models import Event
from klimapakt.pact.next_step import State, next_step
from klimapakt.pact.views.founding import own_founding
from partners.access import MemberRequest, own_partners
from partners.models import Agreement, Pact, Partner


@require_safe
def home_for_me(request: MemberRequest) -> HttpResponse:
    """Leads everybody to where their work is."""
    user = request.user
    partners = list(Partner.objects.of(user).in_alphabet())
    if len(partners) == 1:
        return redirect(partners[0])
    if partners:
        return render(request, "pact/own_choice.html", {"partners": partners})
    if user.is_office:
        return redirect("pact:office_home")
    if user.is_city:
        return redirect("pact:city_home")
    if user.is_staff:
        return redirect("admin:index")
    return render(request, "pact/own_nothing.html")


@require_safe
def own_overview(request: MemberRequest, slug: str) -> HttpResponse:
    to_sign = Agreement.objects.to_sign().filter(partner=OuterRef("pk"))
    asked = Delegation.objects.to_do().filter(balance__partner=OuterRef("pk"), colleague=request.user)
    partners = own_partners(request).annotate(has_agreement_to_sign=Exists(to_sign), has_tasks=Exists(asked))
    partner = get_object_or_404(partners, slug=slug)
    now = timezone.now()
    if partner.kind == Partner.Kind.FOUNDING:
        return own_founding(request, partner)
    context: dict[str, object] = {"partner": partner, "events": Event.objects.published().upcoming(now)[:3]}
    return render(request, "pact/own_overview.html", context | figures(request, partner))


def figures(request: MemberRequest, partner: Partner) -> dict[str, object]:
    today = timezone.localdate()
    question = Exists(Question.objects.unanswered().filter(balance=OuterRef("pk")))
    own = Balance.objects.of_partner(partner).select_related("delivery").with_totals()
    balances = list(own.annotate(has_question=question))
    targets = Target.objects.valid().filter(partner=partner).select_related("partner")
    rated = progress.rate_all(targets, progress.Measured(partner))
    first = rated[0] if rated else None  # the one that needs attention first
    measures = Measure.objects.filter(partner=partner).effective().sums()
    due = Delivery.objects.unfinished().filter(partner=partner, round__is_closed=False).select_related("round").first()
    handed_in = [balance for balance in balances if not balance.is_draft]
    latest = handed_in[0] if handed_in else None
    state = state_of(partner, balances, due, has_target=first is not None, measures=measures)
    if leads(request.user, partner) and partner.has_agreement_to_sign:  # type: ignore[attr-defined]  # annotated
        state = replace(state, has_agreement_to_sign=True)
    has_tasks = partner.has_tasks  # type: ignore[attr-defined]  # annotated
    return {
        "tasks": Delegation.objects.to_do().of(request.user, partner).in_order() if has_tasks else [],
        "today": today,
        "may_edit": can_edit(request.user, partner),
        "step": next_step(state, today),
        "targets": rated,
        "target": first.target if first else None,
        "rated": first,
        "chart": first.chart(pact_year=Pact.objects.current().target_year) if first else None,
        "sentence": first.sentence if first else "",
        "latest": latest,
        "latest_t": total_t(latest) if latest else None,
        "change_percent": change_to_base(first) if first else None,
        "measures": measures,
    }


def state_of(
    partner: Partner, balances: list[Balance], due: Delivery | None, *, has_target: bool, measures: dict[str, int]
) -> State:
    drafts = [balance for balance in balances if balance.is_draft]
    returned = [b.year for b in drafts if b.delivery and b.delivery.state == Delivery.State.RETURNED]
    return State(
        slug=partner.slug,
        has_balance=len(drafts) < len(balances),
        draft_year=drafts[0].year if drafts else None,
        has_target=has_target,
        has_measures=measures["measures"] > 0,
        due_year=due.round.year if due else None,
        due_on=due.due_on if due else None,
        returned_year=returned[0] if returned else None,
        asked_year=next((b.year for b in balances if b.has_question and not b.is_approved), None),  # type: ignore[attr-defined]  # annotated
    )


def total_t(balance: Balance) -> Decimal | None:
    """Scope 1 and 2, location-based; None if one is missing."""
    parts = (balance.scope1_kg, balance.scope2_location_kg)  # type: ignore[attr-defined]  # annotated by with_totals
    return None if None in parts else sum(parts, Decimal(0)) / 1000


def change_to_base(rated: progress.Rated) -> Decimal | None:
    later = [year for year in rated.actuals if year > rated.target.base_year]
    if not later:
        return None
    return (rated.actuals[max(later)] - rated.target.base_value) / rated.target.base_value * 100
