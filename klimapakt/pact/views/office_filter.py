"""Filters of the list of partners under a name: one set for the whole office."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from klimapakt.pact import actions
from klimapakt.pact.errors import FilterNameTaken
from klimapakt.pact.forms.office import PartnerFilterForm, SavedFilterForm
from klimapakt.pact.models import SavedFilter
from klimapakt.pact.views.office_partner import show_list
from partners.access import MemberRequest, office_required


@require_POST
@office_required
def filter_save(request: MemberRequest) -> HttpResponse:
    """Only what the filter's form understands is kept."""
    form, query = SavedFilterForm(request.POST), urlencode(PartnerFilterForm(request.POST).wanted())
    if form.is_valid() and not query:
        form.add_error(None, _("Choose a condition first: there is nothing to save."))
    if form.is_valid():
        try:
            saved = actions.save_filter(name=form.cleaned_data["name"], query=query, by=request.user)
        except FilterNameTaken:
            form.add_error("name", _("There is a filter of this name already. Choose another name."))
        else:
            messages.success(request, _("The filter “%(name)s” is saved.") % {"name": saved})
            return redirect(f"{reverse('pact:office_partner_list')}?{query}")
    return show_list(request, request.POST, form)


@require_POST
@office_required
def filter_remove(request: MemberRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, pk=pk)
    saved.delete()
    messages.success(request, _("The filter “%(name)s” is removed.") % {"name": saved})
    return redirect("pact:office_partner_list")
