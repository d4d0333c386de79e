"""The office writes the public pages: draft, preview, publish, restore."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from klimapakt.lib import richtext
from klimapakt.pact import actions, changes
from klimapakt.pact.errors import PageOvertaken
from klimapakt.pact.forms import PageForm
from klimapakt.pact.models import PageVersion
from klimapakt.pact.pages import PAGES, PageKind
from partners.access import MemberRequest, office_required


class Row(NamedTuple):
    """One page in the office's list."""

    name: str
    kind: PageKind
    live: PageVersion | None
    draft: PageVersion | None  # newer than what is live
    wants_attention: bool


def page_rows() -> list[Row]:
    now = timezone.now()
    live = {version.name: version for version in PageVersion.objects.live().select_related("published_by")}
    latest = {version.name: version for version in PageVersion.objects.latest_of_each()}
    return [
        Row(
            name=name,
            kind=kind,
            live=(shown := live.get(name)),
            draft=newest if (newest := latest.get(name)) and newest.published_at is None else None,
            wants_attention=shown is None or shown.wants_attention(now),
        )
        for name, kind in PAGES.items()
    ]


@require_safe
@office_required
def page_list(request: MemberRequest) -> HttpResponse:
    return render(request, "pact/page_list.html", {"rows": page_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
@office_required
def page_edit(request: MemberRequest, name: str) -> HttpResponse:
    """Edits the newest version, or the one of `?fassung=`; saving makes a new one."""
    versions = PageVersion.objects.of(name).select_related("created_by", "published_by")
    latest = versions.first()
    wanted = request.GET.get("fassung", "")
    source = get_object_or_404(versions, number=wanted) if wanted.isdecimal() and len(wanted) < 9 else latest
    form = PageForm(
        request.POST or None,
        instance=None if request.method == "POST" else source,
        initial=None if source else {"title_de": PAGES[name].title},
        edition=str(latest.number if latest else 0),
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("seen")
        try:
            version = actions.save_page(
                name=name, seen=int(seen) if seen.isdecimal() else -1, by=request.user, **values
            )
        except PageOvertaken as error:
            text = _("Somebody has saved version %(number)s meanwhile. Look at it, or save yours all the same.")
            form.overtaken(str(error.number), text % {"number": error.number})
        else:
            return redirect(version)
    context = {"form": form, "name": name, "kind": PAGES[name], "versions": versions}
    return render(request, "pact/page_edit.html", context)


@require_safe
@office_required
def page_version(request: MemberRequest, name: str, number: int) -> HttpResponse:
    """How the version looks, and what it changes."""
    versions = PageVersion.objects.of(name).select_related("created_by", "published_by")
    version = get_object_or_404(versions, number=number)
    live = versions.live().first()
    other = versions.filter(number__lt=number).first() if version.is_live else live
    context = {
        "version": version,
        "live": live,
        "other": other,
        "changes": changes.between(other.text, version.text) if other else [],
        "sections": richtext.sections(version.text),
    }
    return render(request, "pact/page_version.html", context)


@require_POST
@office_required
def page_publish(request: MemberRequest, name: str, number: int) -> HttpResponse:
    version = get_object_or_404(PageVersion, name=name, number=number)
    actions.publish_page(version=version, by=request.user)
    messages.success(request, _("The page is published."))
    return redirect("pact:page", name)
