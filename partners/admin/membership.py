"""Where memberships are edited: the last lead of a partner stays, and every change is logged."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from partners import actions
from partners.errors import LastLead
from partners.models import Membership, Partner


class MembershipFormSet(BaseInlineFormSet[Membership, Any, Any]):  # Any: the parent is a partner or a person
    """Says at the form what the database would refuse; another person or partner is another membership."""

    def add_fields(self, form: Any, index: int | None) -> None:  # Any: a form of memberships
        super().add_fields(form, index)
        if form.instance.pk:
            (name,) = {"user", "partner"} - {self.fk.name}
            one = getattr(form.instance, name)
            form.fields[name].disabled = True
            form.fields[name].widget = forms.Select(choices=[(one.pk, str(one))])

    def clean(self) -> None:
        super().clean()
        change = Counter[int]()
        for form in self.forms:
            was_lead = bool(form.instance.pk) and form.initial.get("role") == Membership.Role.LEAD
            values = getattr(form, "cleaned_data", {})
            is_lead = values.get("role") == Membership.Role.LEAD and not values.get("DELETE")
            if form.instance.partner_id:
                change[form.instance.partner_id] += is_lead - was_lead
        for key, difference in change.items():
            leads = Membership.objects.leads().filter(partner=key)
            is_there = Partner.objects.filter(pk=key).exclude(status=Partner.Status.LEFT).exists()
            if difference < 0 and is_there and leads.count() + difference < 1:
                raise ValidationError(_("A partner keeps at least one lead: name a new one first."))


class LogsMemberships:
    """For the admin of partners and of people: memberships go through the actions."""

    def save_formset(self, request: Any, form: Any, formset: Any, change: bool) -> None:  # Any: as in Django
        if formset.model is not Membership:
            super().save_formset(request, form, formset, change)  # type: ignore[misc]  # a mixin
            return
        formset.save(commit=False)
        for membership in formset.new_objects:
            actions.add_member(membership=membership, by=request.user)
        changed = [one for one, _fields in formset.changed_objects]
        for membership in sorted(changed, key=lambda one: one.role != Membership.Role.LEAD):  # new leads first
            role = membership.role
            membership.role = Membership.objects.values_list("role", flat=True).get(pk=membership.pk)
            membership.save()
            if role != membership.role:
                actions.change_role(membership=membership, role=role, by=request.user)
        for membership in formset.deleted_objects:
            actions.remove_member(membership=membership, by=request.user)

    def changeform_view(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:  # Any: as the admin says
        """Somebody else may have removed the other lead a moment ago."""
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        except LastLead:
            messages.error(request, _("A partner keeps at least one lead: name a new one first. Nothing was saved."))
            return redirect(request.path)
        return response
