"""The public pages: save a draft, publish a version. Restoring is publishing an older one."""

from django.db import connection, transaction
from django.utils import timezone

from klimapakt.pact.errors import PageOvertaken
from klimapakt.pact.models import PageVersion
from partners import actions as partner_actions
from partners.models import User

WRITING = 7303  # our advisory lock while a page gets a version


def lock_pages() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITING])


@transaction.atomic
def save_page(
    *,
    name: str,
    seen: int,
    title_de: str,
    title_en: str,
    text_de: str,
    text_en: str,
    is_placeholder: bool,
    by: User | None,
) -> PageVersion:
    """A new version, as a draft. `seen` is the number of the version that was edited, 0 for none.

    Raises PageOvertaken if a newer one was saved meanwhile; nothing new gives no new version.
    """
    lock_pages()
    latest = PageVersion.objects.of(name).first()
    number = latest.number if latest else 0
    if seen != number:
        raise PageOvertaken(number)
    values = {
        "title_de": title_de,
        "title_en": title_en,
        "text_de": text_de,
        "text_en": text_en,
        "is_placeholder": is_placeholder,
    }
    if latest and all(getattr(latest, field) == value for field, value in values.items()):
        return latest
    return PageVersion.objects.create(name=name, number=number + 1, created_by=by, **values)


@transaction.atomic
def publish_page(*, version: PageVersion, by: User | None) -> PageVersion:
    """Make this version the one that people read, be it a draft or an old one."""
    lock_pages()
    before = PageVersion.objects.live().filter(name=version.name).first()
    version.refresh_from_db()
    if version.is_live:
        return version
    if before:
        before.is_live = False
        before.save(update_fields=["is_live"])
    version.publish(by, timezone.now())
    version.save(update_fields=["is_live", "published_at", "published_by"])
    partner_actions.log(
        by=by,
        verb="page-published",
        subject=version,
        state_from=str(before.number) if before else "",
        state_to=str(version.number),
        reason=version.name,
    )
    return version
