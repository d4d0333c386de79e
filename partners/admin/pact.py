from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from klimapakt.lib.admin import Record, RecordForm
from klimapakt.lib.uploads import JPEG, MEGABYTE, PNG, UploadRefused, check_upload
from partners.models import District, Pact


class PactForm(RecordForm):
    def clean_logo(self) -> object:
        """A picture that was drawn anew; what is stored already stays."""
        logo = self.cleaned_data["logo"]
        if not isinstance(logo, UploadedFile):
            return logo
        try:
            checked = check_upload(logo, kinds=(PNG, JPEG), max_bytes=5 * MEGABYTE)
        except UploadRefused as refused:
            raise ValidationError(str(refused)) from refused
        return ContentFile(checked.content, name=f"logo.{checked.kind}")


@admin.register(Pact)
class PactAdmin(Record):
    """The one row: changed, never added or removed."""

    form = PactForm

    fieldsets = (
        (None, {"fields": ("name", "city", "founded_on", "summary_de", "summary_en", "logo")}),
        (
            _("Goals"),
            {
                "fields": (
                    ("target_year", "target_t_per_head", "inhabitants"),
                    ("business_share_percent", "saving_goal_t"),
                )
            },
        ),
        (_("Office"), {"fields": ("office_name", "office_address", ("office_email", "office_phone"))}),
        (
            _("Rules"),
            {
                "fields": (
                    ("months_until_first_delivery", "years_between_rounds"),
                    ("suppression_minimum", "dominance_percent"),
                    "recalculation_percent",
                    ("agreement_reminder_days", "interest_draft_days"),
                    ("team_invitation_days", "months_without_login", "failed_mails_to_lead", "bounces_to_flag"),
                    "needs_two_people",
                    "postcodes",
                )
            },
        ),
    )

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Pact | None = None) -> bool:
        return False


@admin.register(District)
class DistrictAdmin(Record):
    list_display = ("number", "name")
    search_fields = ("name",)
