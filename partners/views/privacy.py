"""One's own data: which mails, and the end of the account. And for the office: how long personal data stay."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners import actions, retention
from partners.access import MemberRequest, office_lead_required
from partners.errors import HouseAccount, LastLead
from partners.forms import DeleteAccountForm, MailChoiceForm
from partners.models import Consent, Erasure, Partner


@require_http_methods(["GET", "HEAD", "POST"])
def mail_choice(request: MemberRequest) -> HttpResponse:
    said = {kind: kind in Consent.WITHOUT_A_WORD for kind in Consent.Kind.values} | Consent.objects.of(request.user)
    form = MailChoiceForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        actions.choose_mails(user=request.user, wanted=form.cleaned_data)
        messages.success(request, _("Your choice is saved."))
        return redirect("partners:mail_choice")
    words = Consent.objects.filter(user=request.user)[:20]
    return render(request, "partners/mail_choice.html", {"form": form, "words": words})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def account_delete(request: MemberRequest) -> HttpResponse:
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_person(user=request.user, reason=Erasure.Reason.OWN_WISH, by=request.user)
        except (LastLead, HouseAccount):
            return redirect("partners:account_delete")  # the page says why not
        logout(request)
        messages.success(request, _("Your account is deleted. A last mail confirms it."))
        return redirect("account_login")
    is_of_the_house = request.user.is_superuser or bool(request.user.role_names)
    context = {
        "form": form,
        "is_of_the_house": is_of_the_house,
        "alone": Partner.objects.led_only_by(request.user).in_alphabet(),
    }
    return render(request, "partners/account_delete.html", context)


@require_safe
@office_lead_required
def retention_list(request: MemberRequest) -> HttpResponse:
    """A dry run: what would go tonight. Nothing is erased by looking."""
    previews = list(retention.preview(timezone.now()))
    erasures = [(erasure, retention.title(erasure.kind)) for erasure in Erasure.objects.all()[:20]]
    context = {"previews": previews, "erasures": erasures}
    return render(request, "partners/retention_list.html", context)
