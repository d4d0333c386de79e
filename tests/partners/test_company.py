"""Company data, sites, reference values, profile and logo of a partner."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse
from django.utils import translation
from PIL import Image

from emissions.models import Consumption
from partners import actions, profile, sectors
from partners.models import District, LogEntry, Pact, Partner, PartnerYear, ProfileVisibility, Site
from tests.factories import BalanceFactory, FactorFactory, MembershipFactory, PartnerFactory, SiteFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def lead():
    return MembershipFactory(lead=True, partner__name="Muster GmbH", partner__slug="muster").user


@pytest.fixture
def partner(lead):
    return Partner.objects.get(memberships__user=lead)


@pytest.fixture
def at_work(client, lead):
    client.force_login(lead)
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"partners:{name}", args=["muster", *args])


def picture(kind: str = "PNG", size: tuple[int, int] = (1600, 400)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, format=kind)
    return out.getvalue()


def use(site: Site, year: int = 2024) -> None:
    balance = BalanceFactory(partner=site.partner, year=year)
    factor = FactorFactory()
    Consumption.objects.create(
        balance=balance,
        site=site,
        factor=factor,
        amount=Decimal(1),
        kg_co2e_per_unit=factor.kg_co2e_per_unit,
        kg=factor.kg_co2e_per_unit,
    )


# -- Sectors


def test_the_classification_is_whole():
    sections = [line for line in sectors.lines() if not line.division]

    assert "".join(line.section for line in sections) == "ABCDEFGHIJKLMNOPQRSTU"
    assert len(sectors.divisions()) == 88
    assert {line.section for line in sections} == set(Partner.Sector.values)


def test_divisions_are_offered_by_section_in_the_language_of_the_page():
    with translation.override("en"):
        heading, first = sectors.choices()[5]

    assert (heading, first[0]) == ("F Construction", ("41", "41 Construction of buildings"))
    assert sectors.choices()[5][1][0] == ("41", "41 Hochbau")
    assert (sectors.section_of("41"), sectors.section_of("")) == ("F", "")


# -- Company data


def test_company_data_are_changed_and_consent_is_logged(at_work, partner, lead):
    chamber = PartnerFactory(founding=True)
    given = {
        "division": "62",
        "size": "medium",
        "employees": "1.200",
        "chamber": chamber.pk,
        "chamber_sees_status": "on",
        "website": "www.muster.example",
        "description": "Wir bauen Programme.",
    }

    page = at_work.post(address("company_change"), given, follow=True).content.decode()

    partner.refresh_from_db()
    assert (partner.sector, partner.division, partner.employees) == ("J", "62", 1200)
    assert partner.website == "https://www.muster.example"
    assert "Erbringung von Dienstleistungen der Informationstechnologie" in page
    consent = LogEntry.objects.get(verb="chamber-consent")
    assert (consent.by, consent.state_from, consent.state_to) == (lead, "no", "yes")
    at_work.post(address("company_change"), given | {"chamber_sees_status": ""})
    assert LogEntry.objects.filter(verb="chamber-consent").first().state_to == "no"


def test_who_saves_second_reads_the_stored_values_beside_the_own_and_loses_nothing(at_work, partner):
    page = at_work.get(address("company_change"))
    typed = {"seen": page.context["form"]["seen"].value(), "size": "medium"}
    district = District.objects.create(number=3, name="Bilk")

    at_work.post(address("company_change"), {**typed, "employees": "120", "district": district.pk, "website": ""})
    second = at_work.post(address("company_change"), {**typed, "employees": "95", "programmes": "ÖKOPROFIT"})

    partner.refresh_from_db()
    assert (partner.employees, partner.programmes) == (120, "")
    form = second.context["form"]
    assert form.errors["employees"] == ["Beschäftigte heute, derzeit gespeichert: „120“."]
    assert form.errors["district"] == ["Stadtbezirk, derzeit gespeichert: „Bilk“."]
    assert form.errors["programmes"] == ["Programme, derzeit gespeichert: „keine Angabe“."]
    assert set(form.errors) == {"__all__", "employees", "district", "programmes"}
    assert 'value="95"' in second.text
    again = {name: form[name].value() or "" for name in ("seen", "size", "employees", "programmes")}
    at_work.post(address("company_change"), again)
    partner.refresh_from_db()
    assert (partner.employees, partner.programmes, partner.district) == (95, "ÖKOPROFIT", None)


def test_what_the_office_changes_elsewhere_does_not_stand_in_the_way(at_work, partner):
    seen = at_work.get(address("company_change")).context["form"]["seen"].value()
    Partner.objects.update(name="Muster AG", is_public=False)

    response = at_work.post(address("company_change"), {"seen": seen, "size": "large"})

    assert response.url == address("company")
    partner.refresh_from_db()
    assert (partner.name, partner.size) == ("Muster AG", "large")


def test_nothing_changed_is_nothing_logged(at_work):
    at_work.post(address("company_change"), {"size": "medium"})

    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    (
        ("website", "kein Netz"),
        ("programmes", "x" * 300),
        ("description", "x" * 1501),
        ("employees", "-3"),
        ("employees", "2,5"),
        ("division", "00"),
        ("size", "gigantic"),
    ),
)
def test_company_data_that_cannot_be_are_refused(at_work, field, value):
    response = at_work.post(address("company_change"), {field: value})

    assert field in response.context["form"].errors


def test_consent_names_the_chamber(at_work):
    response = at_work.post(address("company_change"), {"chamber_sees_status": "on"})

    assert "chamber" in response.context["form"].errors


@pytest.mark.parametrize("count", (1, 3))
def test_company_is_a_constant_number_of_queries(at_work, partner, count, django_assert_num_queries):
    SiteFactory.create_batch(count, partner=partner)
    SiteFactory.create_batch(count, partner=partner, closed_on=TODAY, closed_reason="Umzug")
    for year in range(2020, 2020 + count):
        PartnerYear.objects.create(partner=partner, year=year)

    with django_assert_num_queries(12):
        response = at_work.get(address("company"))

    assert len(response.context["sites"]) == count


# -- Sites


@pytest.mark.parametrize(("postcode", "is_in_city"), (("40213", True), ("41460", False)))
def test_postcodes_of_the_pact_say_whether_a_site_lies_in_the_city(at_work, partner, postcode, is_in_city):
    Pact.objects.update_or_create(pk=1, defaults={"postcodes": "40210, 40213\n40215"})
    given = {"name": "Werk", "postcode": postcode, "town": "Ort", "is_in_city": "on" if not is_in_city else ""}

    assert "is_in_city" not in at_work.get(address("site_add")).context["form"].fields
    at_work.post(address("site_add"), given)

    assert partner.sites.get().is_in_city == is_in_city


def test_without_postcodes_partners_are_asked(at_work, partner):
    given = {"name": "Werk", "postcode": "40213", "town": "Ort", "floor_area_m2": "1.500"}

    at_work.post(address("site_add"), given)
    site = partner.sites.get()
    at_work.post(address("site_change", site.pk), given | {"is_in_city": "on", "town": "Düsseldorf"})

    assert (site.is_in_city, site.floor_area_m2) == (False, 1500)
    site.refresh_from_db()
    assert (site.is_in_city, site.town) == (True, "Düsseldorf")
    assert [entry.verb for entry in LogEntry.objects.order_by("pk")] == ["site-added", "site-changed"]


@pytest.mark.parametrize(
    ("field", "value"), (("name", "x" * 300), ("name", "Werk 1"), ("postcode", "4021"), ("floor_area_m2", "viel"))
)
def test_sites_that_cannot_be_are_refused(at_work, partner, field, value):
    SiteFactory(partner=partner, name="Werk 1")
    given = {"name": "Werk 2", "postcode": "40213", "town": "Ort"}

    response = at_work.post(address("site_add"), given | {field: value})

    assert field in response.context["form"].errors
    assert partner.sites.count() == 1


def test_a_site_without_figures_vanishes(at_work, partner):
    site = SiteFactory(partner=partner)

    assert site.name in at_work.get(address("site_remove", site.pk)).content.decode()
    at_work.post(address("site_remove", site.pk), {"day": "2026-01-31"})

    assert not partner.sites.exists()


def test_a_site_with_figures_is_given_up_with_a_reason(at_work, partner):
    site = SiteFactory(partner=partner)
    use(site)

    refused = at_work.post(address("site_remove", site.pk), {"day": "2025-01-31"})
    future = at_work.post(address("site_remove", site.pk), {"day": "2099-01-31", "reason": "Umzug"})
    at_work.post(address("site_remove", site.pk), {"day": "2025-01-31", "reason": "Umzug"})

    assert "reason" in refused.context["form"].errors
    assert "day" in future.context["form"].errors
    site.refresh_from_db()
    assert (site.closed_on, site.closed_reason) == (dt.date(2025, 1, 31), "Umzug")
    assert at_work.get(address("site_change", site.pk)).status_code == 404
    assert "Umzug" in at_work.get(address("company")).content.decode()


def test_balances_offer_sites_in_use_in_their_year_and_those_of_their_lines(partner):
    site = SiteFactory(partner=partner)
    use(site, year=2026)
    Site.objects.update(closed_on=dt.date(2025, 1, 31), closed_reason="Umzug")
    used = partner.balances.get(year=2026)

    assert list(BalanceFactory(partner=partner, year=2025).places()) == [site]
    assert list(BalanceFactory(partner=partner, year=2027).places()) == []
    assert list(used.places()) == [site]


def test_a_site_given_up_has_a_reason(partner):
    with pytest.raises(IntegrityError, match="site_given_up_has_a_reason"):
        SiteFactory(partner=partner, closed_on=TODAY)


# -- Reference values


def test_reference_values_are_kept_by_year(at_work, partner):
    at_work.post(address("reference_values", 2024), {"employees": "120", "turnover_eur": "1.500.000,50"})
    at_work.post(address("reference_values", 2024), {"employees": "130", "floor_area_m2": "2.000"})

    row = PartnerYear.objects.get()
    assert (row.employees, row.floor_area_m2, row.turnover_eur) == (130, 2000, None)
    assert at_work.get(address("reference_values", 1989)).status_code == 404
    assert at_work.get(address("reference_values", 2099)).status_code == 404


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("one_row_of_reference_values_per_year", {"year": 2024}),
        ("reference_year_is_plausible", {"year": 1800}),
        ("turnover_is_not_negative", {"year": 2023, "turnover_eur": -1}),
    ),
)
def test_reference_values_that_cannot_be(partner, name, fields):
    PartnerYear.objects.create(partner=partner, year=2024)

    with pytest.raises(IntegrityError, match=name):
        PartnerYear.objects.create(partner=partner, **fields)


# -- Profile


def test_at_first_only_name_sector_district_and_date_are_public(partner):
    partner.description, partner.website = "Text", "https://muster.example"

    assert set(profile.visible(partner, profile.PUBLIC)) == {"name", "sector", "since"}
    assert set(profile.visible(partner, profile.NETWORK)) == {"name", "sector", "since"}
    everything = {"name", "sector", "since", "size", "description", "website", "contact"}
    assert set(profile.visible(partner, profile.OFFICE)) == everything


def test_who_is_not_listed_shows_nothing_to_the_public(partner):
    partner.is_public = False

    assert profile.visible(partner, profile.PUBLIC) == {}
    assert "name" in profile.visible(partner, profile.NETWORK)


def test_visibility_is_chosen_logged_and_previewed(at_work, partner, lead):
    given = dict.fromkeys(ProfileVisibility.Field.values, "office") | {
        "is_public": "on",
        "size": "public",
        "contact": "network",
    }

    response = at_work.post(address("company_visibility"), given, follow=True)

    public, network = response.context["public"], response.context["network"]
    assert [label for label, _value in public["rows"]] == ["Größe"]
    assert [value for _label, value in network["rows"]] == ["50 bis 249 Beschäftigte", f"{lead}, {lead.email}"]
    logged = {(entry.reason, entry.state_from, entry.state_to) for entry in LogEntry.objects.all()}
    assert ("size", "office", "public") in logged
    assert ("sector", "public", "office") in logged
    at_work.post(address("company_visibility"), given | {"is_public": ""})
    assert LogEntry.objects.filter(verb="listing-changed", state_to="no").exists()
    assert "steht nicht im Verzeichnis" in at_work.get(address("company_preview")).content.decode()


def test_filters_by_hidden_fields_find_nobody(partner):
    ProfileVisibility.objects.create(partner=partner, field="sector", audience="network")
    other = PartnerFactory()
    ProfileVisibility.objects.create(partner=other, field="size", audience="public")
    PartnerFactory(is_public=False)

    assert list(Partner.objects.filter(profile.shows("sector"))) == [other]
    assert list(Partner.objects.filter(profile.shows("size"))) == [other]


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("one_visibility_per_partner_and_field", {"audience": "public"}),
        ("visibility_names_an_audience", {"field": "logo", "audience": "nobody"}),
    ),
)
def test_visibility_that_cannot_be(partner, name, fields):
    ProfileVisibility.objects.create(partner=partner, field="size", audience="network")

    with pytest.raises(IntegrityError, match=name):
        ProfileVisibility.objects.create(**{"partner": partner, "field": "size", **fields})


# -- Logo


@pytest.mark.parametrize("kind", ("PNG", "JPEG"))
def test_a_logo_is_drawn_anew_and_no_larger_than_it_is_shown(at_work, partner, kind):
    name = "../../böse.php"

    at_work.post(address("company_logo"), {"logo": SimpleUploadedFile(name, picture(kind))})

    partner.refresh_from_db()
    assert partner.logo.name.startswith("partner-logos/muster-")
    with partner.logo.open() as file, Image.open(file) as stored:
        assert (stored.format, stored.size) == ("PNG", (800, 200))


@pytest.mark.parametrize(
    "content",
    (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"x" * 5_000_001,
    ),
    ids=("empty", "svg", "pdf", "cut off", "too large"),
)
def test_what_is_no_picture_is_refused(at_work, partner, content):
    response = at_work.post(address("company_logo"), {"logo": SimpleUploadedFile("logo.png", content, "image/png")})

    assert "logo" in response.context["form"].errors
    partner.refresh_from_db()
    assert not partner.logo


def test_the_old_logo_goes_with_the_new_one(partner, lead, django_capture_on_commit_callbacks):
    actions.save_logo(partner=partner, picture=io.BytesIO(picture()), by=lead)
    partner.refresh_from_db()
    storage, old = partner.logo.storage, partner.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_logo(partner=partner, by=lead)

    partner.refresh_from_db()
    assert not partner.logo
    assert not storage.exists(old)
    assert [entry.verb for entry in LogEntry.objects.order_by("pk")] == ["logo-changed", "logo-removed"]


@pytest.mark.parametrize(
    ("audience", "open_to"),
    (
        ("office", {"own", "office"}),
        ("network", {"own", "office", "partner"}),
        ("public", {"own", "office", "partner", "city", "nobody"}),
    ),
)
def test_a_logo_is_shown_to_whom_it_is_released(client, partner, lead, roles, audience, open_to):
    actions.save_logo(partner=partner, picture=io.BytesIO(picture()), by=lead)
    ProfileVisibility.objects.create(partner=partner, field="logo", audience=audience)
    people = {
        "own": lead,
        "office": UserFactory(office=True),
        "partner": MembershipFactory().user,
        "city": UserFactory(city=True),
        "nobody": None,
    }

    found = set()
    for name, user in people.items():
        client.logout()
        if user:
            client.force_login(user)
        response = client.get(address("partner_logo"))
        if response.status_code == 200:
            found.add(name)
            assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/png", "nosniff")

    assert found == open_to


def test_a_public_logo_touches_no_session(client, partner, lead):
    actions.save_logo(partner=partner, picture=io.BytesIO(picture()), by=lead)
    ProfileVisibility.objects.create(partner=partner, field="logo", audience="public")

    response = client.get(address("partner_logo"))

    assert "Cookie" not in response.headers.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=300"


def test_logo_is_removed_on_the_page(at_work, partner, lead):
    actions.save_logo(partner=partner, picture=io.BytesIO(picture()), by=lead)

    assert "Logo entfernen" in at_work.get(address("company_logo")).content.decode()
    at_work.post(address("company_logo_remove"))

    assert at_work.get(address("partner_logo")).status_code == 404
