"""What a partner says about itself: company data, sites, reference values, profile, logo."""

import datetime as dt
import io
from collections.abc import Collection, Mapping
from functools import partial

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.crypto import get_random_string
from PIL import Image

from partners import sectors
from partners.actions.log import log
from partners.errors import EditedMeanwhile, SiteExists, SiteInUse
from partners.models import Pact, Partner, PartnerYear, ProfileVisibility, Site, User

LARGEST_LOGO = (800, 400)


@transaction.atomic
def save_company(*, partner: Partner, fields: Collection[str], by: User, seen: str = "") -> Partner:
    """The division brings its section along. A consent that was given or taken back is logged by itself.

    `seen`: the edition that the page showed. Raises EditedMeanwhile if there is a newer one.
    """
    stored = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if seen and seen != stored.edition:
        raise EditedMeanwhile(stored)
    agreed = stored.chamber_sees_status
    if "division" in fields:
        partner.sector = sectors.section_of(partner.division) or partner.sector
    partner.save(update_fields=[*fields, "sector"])
    log(by=by, verb="company-changed", subject=partner, partner=partner)
    if agreed != partner.chamber_sees_status:
        log(
            by=by,
            verb="chamber-consent",
            subject=partner,
            partner=partner,
            state_from=_yes_or_no(agreed),
            state_to=_yes_or_no(partner.chamber_sees_status),
        )
    return partner


@transaction.atomic
def save_site(*, site: Site, by: User) -> Site:
    """Where the pact knows the city's postcodes, they decide. Raises SiteExists."""
    in_city = Pact.objects.current().lies_in_city(site.postcode)
    if in_city is not None:
        site.is_in_city = in_city
    verb = "site-changed" if site.pk else "site-added"
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as error:
        raise SiteExists(site) from error
    log(by=by, verb=verb, subject=site, partner=site.partner)
    return site


@transaction.atomic
def remove_site(*, site: Site, day: dt.date, reason: str, by: User) -> bool:
    """True if it is gone. Where figures refer to it, it is given up on the day. Raises SiteInUse without a reason."""
    log(by=by, verb="site-removed", subject=site, partner=site.partner, reason=reason)
    key = site.pk
    try:
        with transaction.atomic():
            site.delete()
    except ProtectedError as error:
        if not reason:
            raise SiteInUse(site) from error
        Site.objects.filter(pk=key).update(closed_on=day, closed_reason=reason)
        return False
    return True


@transaction.atomic
def save_reference_values(*, partner: Partner, year: int, values: Mapping[str, object], by: User) -> PartnerYear:
    row, _created = PartnerYear.objects.update_or_create(partner=partner, year=year, defaults=values)
    log(by=by, verb="reference-values-saved", subject=row, partner=partner, state_to=str(year))
    return row


@transaction.atomic
def save_visibility(*, partner: Partner, is_public: bool, audiences: Mapping[str, str], by: User) -> None:
    """Every release and its end is logged: from whom to whom, and the field as reason."""
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    if partner.is_public != is_public:
        partner.is_public = is_public
        partner.save(update_fields=["is_public"])
        log(by=by, verb="listing-changed", subject=partner, partner=partner, state_to=_yes_or_no(is_public))
    before = partner.audiences()
    for field, audience in audiences.items():
        if before[field] != audience:
            ProfileVisibility.objects.update_or_create(partner=partner, field=field, defaults={"audience": audience})
            log(
                by=by,
                verb="visibility-changed",
                subject=partner,
                partner=partner,
                state_from=before[field],
                state_to=audience,
                reason=field,
            )


@transaction.atomic
def save_logo(*, partner: Partner, picture: File, by: User) -> Partner:
    """Drawn anew as PNG, no larger than it is ever shown."""
    content = ContentFile(fitted(picture.read()))
    return _replace_logo(partner, content, by)


@transaction.atomic
def remove_logo(*, partner: Partner, by: User) -> Partner:
    return _replace_logo(partner, None, by)


def fitted(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        picture.thumbnail(LARGEST_LOGO)
        out = io.BytesIO()
        picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _replace_logo(partner: Partner, content: ContentFile | None, by: User) -> Partner:
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=partner.pk)
    storage, old = partner.logo.storage, partner.logo.name
    partner.logo = None
    if content:
        partner.logo.save(f"{partner.slug}-{get_random_string(8)}.png", content, save=False)
    partner.save(update_fields=["logo"])
    if old:
        transaction.on_commit(partial(storage.delete, old))
    log(by=by, verb="logo-changed" if content else "logo-removed", subject=partner, partner=partner)
    return partner


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
