"""What the calls about one's own figures share: whose they are, and forms that speak JSON."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request

from klimapakt.lib import numbers
from partners.api.partner import own_partner
from partners.models import Partner


def climate_partner(request: Request, *, writes: bool = False, leads: bool = False) -> Partner:
    """Founding partners deliver no figures."""
    partner = own_partner(request, writes=writes, leads=leads)
    if partner.kind != Partner.Kind.CLIMATE:
        raise Http404
    return partner


def typed(values: Mapping[str, Any]) -> dict[str, Any]:  # Any: checked values, and what a person would have typed
    """The forms hold the rules and read German: a decimal comma, ISO days, a ticked box or none."""
    return {name: as_typed(value) for name, value in values.items() if value is not None and value is not False}


def as_typed(value: Any) -> Any:  # Any: as above
    if isinstance(value, Decimal):
        return numbers.plain(value).replace(".", ",")
    return value.isoformat() if isinstance(value, dt.date) else value


def must_be_valid(form: forms.BaseForm) -> None:
    """400 with the form's own words, field by field."""
    if form.is_valid():
        return
    raise exceptions.ValidationError(
        {
            "non_field_errors" if name == "__all__" else name: [str(message) for message in messages]
            for name, messages in form.errors.items()
        }
    )
