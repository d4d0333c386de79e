"""One's own account, and the way into it by invitation."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partners import actions, invitations
from partners.access import MemberRequest
from partners.forms import AccountForm, ChoosePasswordForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your details are saved."))
        return redirect("partners:account")
    return render(request, "partners/account.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners follow links."""
    user = invitations.find_user(token)
    if user is None:
        return render(request, "partners/account_invitation_expired.html", status=410)
    form = ChoosePasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.accept_invitation(user=user, password=form.cleaned_data["password"])
        login(request, user, backend=BACKEND)
        messages.success(request, _("Welcome. Your password is set."))
        return redirect("pact:home_for_me")
    return render(request, "partners/account_invitation.html", {"form": form, "person": user})
