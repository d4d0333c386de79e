"""The pages that the law asks for: address, title, and the field of the pact that holds the text."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Page(NamedTuple):
    title: str | Promise
    field: str


PAGES = {
    "impressum": Page(_("Imprint"), "imprint"),
    "datenschutz": Page(_("Privacy"), "privacy"),
    "barrierefreiheit": Page(_("Accessibility"), "accessibility"),
}
