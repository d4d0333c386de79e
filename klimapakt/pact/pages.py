"""The pages that the office writes: address, title, how the text is laid out, and what is asked of it."""

from typing import Final, Literal, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PageKind(NamedTuple):
    title: str | Promise
    layout: Literal["text", "questions", "terms"] = "text"
    shows_contact: bool = False
    is_due_yearly: bool = False  # the law wants it looked at once a year


PAGES: Final = {
    "klimapakt": PageKind(_("The climate pact")),
    "klimapakt/faq": PageKind(_("Frequent questions"), layout="questions"),
    "klimapakt/glossar": PageKind(_("Glossary"), layout="terms"),
    "hilfe": PageKind(_("Help"), shows_contact=True),
    "kontakt": PageKind(_("Contact"), shows_contact=True),
    "impressum": PageKind(_("Imprint"), shows_contact=True),
    "datenschutz": PageKind(_("Privacy"), shows_contact=True),
    "barrierefreiheit": PageKind(_("Accessibility"), shows_contact=True, is_due_yearly=True),
    "nutzungsbedingungen": PageKind(_("Terms of use")),
    "leichte-sprache": PageKind(_("Easy language")),
    "gebaerdensprache": PageKind(_("Sign language")),
}


class PageName:
    """A path converter: the address of one of the pages."""

    regex = "|".join(PAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
