"""The barometer: what partners wish and vote for, and what the office makes of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import actions
from events.errors import WishExists, WishSettled
from events.forms import SettleForm, WishForm
from events.models import TopicWish
from klimapakt.lib.tables import FILES
from partners.access import MemberRequest, office_required, own_partners
from partners.models import Membership, Partner


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def topic_list(request: MemberRequest, slug: str) -> HttpResponse:
    """What all partners wish for, the most wanted first; a POST is a new wish."""
    partner = get_object_or_404(own_partners(request).climate(), slug=slug)
    editable = partner.own_role in Membership.WRITING  # type: ignore[attr-defined]  # annotated
    if request.method == "POST" and not editable:
        raise Http404
    form = WishForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.wish_topic(partner=partner, by=request.user, **form.cleaned_data)
        except WishExists:
            form.add_error("text", _("There is this wish already. Give it your vote below."))
        else:
            messages.success(request, _("Thank you. Your wish stands in the list, with your vote."))
            return redirect("events:topic_list", slug)
    wishes = TopicWish.objects.seen_by(partner).with_votes()
    context = {
        "partner": partner,
        "form": form,
        "wishes": wishes.open().by_votes(),
        "settled": wishes.settled().select_related("event", "offer")[:10],
        "may_edit": editable,
    }
    return render(request, "events/topic_list.html", context)


@require_POST
def topic_vote(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Vote, or with `back` take the vote back."""
    partner = get_object_or_404(Partner.objects.editable_by(request.user).climate(), slug=slug)
    wish = get_object_or_404(TopicWish, pk=pk)
    try:
        if "back" not in request.POST:
            actions.vote_topic(wish=wish, partner=partner)
            messages.success(request, _("Your vote counts: “%(wish)s”.") % {"wish": wish})
        elif actions.take_back_vote(wish=wish, partner=partner):
            messages.success(request, _("Your wish is taken back."))
        else:
            messages.success(request, _("Your vote is taken back: “%(wish)s”.") % {"wish": wish})
    except WishSettled:
        messages.info(request, _("The office has answered this wish meanwhile."))
    return redirect("events:topic_list", slug)


@never_cache
@require_safe
@office_required
def topic_manage_list(request: MemberRequest) -> HttpResponse:
    """All open wishes by their votes, and what became of the others."""
    wishes = TopicWish.objects.for_office()
    kind = request.GET.get("art", "")
    context = {
        "wishes": wishes.open().by_votes().filter(**({"kind": kind} if kind in TopicWish.Kind else {})),
        "settled": wishes.settled()[:50],
        "kinds": TopicWish.Kind.choices,
        "kind": kind,
    }
    return render(request, "events/topic_manage_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def topic_manage(request: MemberRequest, pk: int) -> HttpResponse:
    """One wish: who wants it, and what becomes of it."""
    wish = get_object_or_404(TopicWish.objects.for_office(), pk=pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.settle_topic(wish=wish, by=request.user, **form.cleaned_data)
        except WishSettled:
            messages.info(request, _("A colleague has answered this wish meanwhile."))
        else:
            messages.success(request, _("Settled. Those who wished for it get a mail."))
        return redirect(wish)
    voters = Partner.objects.filter(topic_votes__wish=wish).in_alphabet()
    return render(request, "events/topic_manage.html", {"wish": wish, "form": form, "voters": voters})


@require_POST
@office_required
def topic_offer(request: MemberRequest, pk: int) -> HttpResponse:
    """Begin an offer with the words of the wish."""
    offer = actions.draft_offer(wish=get_object_or_404(TopicWish.objects.open(), pk=pk), by=request.user)
    messages.success(request, _("The offer is drafted. Complete and open it, then say at the wish that it became one."))
    return redirect("admin:partners_offer_change", offer.pk)


@require_safe
@office_required
def topic_export(_request: MemberRequest, kind: str) -> HttpResponse:
    headers = (
        _("Wish"),
        _("Kind"),
        _("More about it"),
        _("Votes"),
        _("Company"),
        _("Wished on"),
        _("Status"),
        _("Answer"),
    )
    rows = (
        (
            wish.text,
            wish.get_kind_display(),
            wish.details,
            wish.vote_count,  # type: ignore[attr-defined]  # annotated
            wish.partner.name if wish.partner else "",
            timezone.localdate(wish.created_at),
            wish.get_state_display(),
            wish.answer,
        )
        for wish in TopicWish.objects.for_office().by_votes()
    )
    return FILES[kind](_("topics"), headers, rows)
