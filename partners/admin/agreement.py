from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klimapakt.lib import mail
from partners.access import MemberRequest
from partners.actions import agreement as actions
from partners.models import AgreementText


class AgreementTextForm(forms.ModelForm[AgreementText]):
    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown := sorted(mail.placeholders(text) - AgreementText.PLACEHOLDERS):
            raise ValidationError(
                gettext_lazy("{%(name)s} stands for nothing here. Possible are {partner}, {pact} and {city}."),
                params={"name": unknown[0]},
            )
        return text


@admin.register(AgreementText)
class AgreementTextAdmin(admin.ModelAdmin[AgreementText]):
    """A new version is a draft until it is published; then it stays as it is."""

    form = AgreementTextForm
    list_display = ("version", "title", "valid_from", "published_at")
    fields = ("version", "title", "text", "valid_from", "published_at")
    actions = ("publish",)
    readonly_fields = ("published_at",)

    def has_change_permission(self, request: HttpRequest, obj: AgreementText | None = None) -> bool:
        return (obj is None or obj.published_at is None) and super().has_change_permission(request, obj)

    def has_delete_permission(self, _request: HttpRequest, _obj: AgreementText | None = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Publish: never changes any more"), permissions=["change"])
    def publish(self, request: MemberRequest, queryset: QuerySet[AgreementText]) -> None:
        for text in queryset:
            actions.publish_text(text=text, by=request.user)
        messages.success(request, _("The chosen versions are published."))
