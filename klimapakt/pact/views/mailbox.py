"""The mailbox of the demo: what the portal sent, as it arrived, with all parts and headers."""

from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from klimapakt.pact import mailbox

RAW_MAIL = {
    "sandbox": [""],
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
}


@login_not_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(mailbox.files(), 50).get_page(request.GET.get("seite"))
    return render(request, "pact/mail_list.html", {"page": page, "mails": [mailbox.read(file) for file in page]})


@login_not_required
@require_safe
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    mail = find_or_404(key)
    parts = [
        {
            "number": number,
            "type": part.get_content_type(),
            "filename": part.get_filename(),
            "text": part.get_content() if part.get_content_maintype() == "text" and not is_html(part) else "",
            "is_html": is_html(part),
        }
        for number, part in enumerate(mail.parts())
    ]
    return render(request, "pact/mail_detail.html", {"mail": mail, "parts": parts})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp(RAW_MAIL)  # type: ignore[arg-type]  # stubs are narrower here
def mail_part(_request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One part as it is: HTML in a frame of its own, everything else as a download."""
    parts = find_or_404(key).parts()
    if number >= len(parts):
        raise Http404
    part = parts[number]
    content = part.get_content()
    response = HttpResponse(content, content_type=f"{part.get_content_type()}; charset=utf-8")
    if not is_html(part):
        response["Content-Disposition"] = content_disposition_header(True, part.get_filename() or f"teil-{number}")
    return response


def is_html(part: object) -> bool:
    return getattr(part, "get_content_type", str)() == "text/html"


def find_or_404(key: str) -> mailbox.CaughtMail:
    mail = mailbox.find(key)
    if mail is None:
        raise Http404
    return mail
