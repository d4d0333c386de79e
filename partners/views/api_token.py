"""Access keys for programs: one's own, made and revoked here. A new one is shown once."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from partners import actions
from partners.access import MemberRequest, has_second_factor
from partners.errors import TooManyTokens
from partners.forms.api_token import ApiTokenForm
from partners.models import ApiToken


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def api_token_list(request: MemberRequest) -> HttpResponse:
    user = request.user
    if user.needs_second_factor and not has_second_factor(user):
        return redirect("mfa_index")  # a key opens without the factor what the pages open only with it
    form, secret = ApiTokenForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = actions.make_api_token(user=user, **form.cleaned_data)
        except TooManyTokens as most:
            form.add_error(None, _("You have %(count)s valid keys. Revoke one first.") % {"count": most.args[0]})
        else:
            form = ApiTokenForm()
    now = timezone.now()
    tokens = [(token, token.is_valid_at(now)) for token in ApiToken.objects.of(user)]
    return render(request, "partners/api_token_list.html", {"form": form, "secret": secret, "tokens": tokens})


@require_POST
def api_token_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    actions.revoke_api_token(token=get_object_or_404(ApiToken.objects.of(request.user), pk=pk), by=request.user)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("partners:api_token_list")
