"""What this app prints, as PDF/UA."""

import io
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from klimapakt.lib import mail, pdf
from partners.models import Agreement, Certificate, Interest, Pact

GERMAN = "de"  # the language in which the pact is signed


def interest_receipt(interest: Interest) -> bytes:
    return _draw(
        "interest_receipt",
        interest.language,
        title=lambda: _("Expression of interest %(number)s") % {"number": interest.number},
        interest=interest,
    )


def agreement_copy(agreement: Agreement) -> bytes:
    assert agreement.text is not None  # noqa: S101 -- the task asks for those with a text
    pact = Pact.objects.current()
    names = {"partner": agreement.partner.name, "pact": pact.name, "city": pact.city}
    title = agreement.text.title
    return _draw(
        "agreement",
        GERMAN,
        title=lambda: title,
        agreement=agreement,
        site=agreement.partner.sites.first(),
        text=mail.fill(agreement.text.text, names, html=False),
    )


def certificate(certificate: Certificate) -> bytes:
    address = settings.BASE_URL + certificate.get_absolute_url()
    code = io.BytesIO()
    segno.make(address, error="m").save(code, kind="png", scale=8, border=0)
    return _draw(
        "certificate",
        GERMAN,
        title=lambda: _("Certificate %(year)s") % {"year": certificate.year},
        pictures={"code": code.getvalue()},
        certificate=certificate,
        address=address,
    )


def _draw(name: str, language: str, *, title: Any, pictures: dict[str, bytes] | None = None, **context: Any) -> bytes:
    """Any: what the template shows; the title is asked for in the language of the document."""
    pact = Pact.objects.current()
    with translation.override(language):
        context |= {"pact": pact, "title": title(), "head_left": pact.name, "author": pact.office_name}
    return pdf.render(f"partners/pdf/{name}.html", context, language=language, pictures=pictures)
