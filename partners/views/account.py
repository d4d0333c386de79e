"""One's own account, and the way into it by invitation."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partners import actions, invitations
from partners.access import MemberRequest
from partners.forms import AccountForm, ChoosePasswordForm


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("partners:account")
    return render(request, "partners/account.html", {"form": form})


@require_safe
def account_email(request: MemberRequest) -> HttpResponse:
    """The address is the login: the office changes it."""
    return render(request, "account/email.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners follow links."""
    user = invitations.find_user(token)
    if user is None:
        return render(request, "partners/account_invitation_expired.html", status=410)
    by_code = "by_code" in request.POST
    form = ChoosePasswordForm(request.POST if request.method == "POST" and not by_code else None, user=user)
    if request.method == "POST" and (by_code or form.is_valid()):
        actions.accept_invitation(user=user, password=None if by_code else form.cleaned_data["password"])
        messages.success(request, _("Welcome. Your account is ready."))
        response: HttpResponse = perform_login(request, user)  # asks for the second factor where there is one
        return response
    return render(request, "partners/account_invitation.html", {"form": form, "person": user})
