"""What the office does for people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partners import actions
from partners.access import MemberRequest, office_lead_required
from partners.forms.account import ResetSecondFactorForm
from partners.models import User


@office_lead_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_reset(request: MemberRequest, pk: int) -> HttpResponse:
    """For others only: who can still sign in needs no help of their own."""
    person = get_object_or_404(User.objects.filter(is_superuser=False).exclude(pk=request.user.pk), pk=pk)
    form = ResetSecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reset_second_factor(user=person, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The second factor is removed. A mail tells the person."))
        return redirect(person)
    return render(request, "partners/second_factor_reset.html", {"form": form, "person": person})
