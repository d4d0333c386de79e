"""Where memberships are edited: the last lead of a partner stays."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class KeepsLead:
    """For the admin of partners and of people: a message instead of an error page."""

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:  # Any: as the admin says
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        except IntegrityError as error:
            if "partner_keeps_a_lead" not in str(error) and "last lead" not in str(error):
                raise
            messages.error(request, _("A partner keeps at least one lead: name a new one first. Nothing was saved."))
            return redirect(request.path)
        return response
