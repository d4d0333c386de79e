"""Access keys for programs: made at /konto/, shown once, good until revoked, run out, or the person goes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from emissions.models import Measure
from klimapakt.lib import history
from partners import actions, retention
from partners.errors import TooManyTokens
from partners.models import ApiToken, LogEntry, Recipient
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "partners:api_token_list"
NEW = {"name": "Energiemanagement", "days": "90"}


@pytest.fixture
def lead(client):
    member = factories.MembershipFactory(lead=True)
    client.force_login(member.user)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    return member


def ask(client, secret, url=None):
    return client.get(url or reverse("api:my_partner"), headers={"Authorization": f"Token {secret}"})


def made(user, days=90):
    return actions.make_api_token(user=user, name="Programm", days=days)


def test_key_is_shown_once_and_only_its_hash_is_kept(client, lead):
    response = client.post(reverse(LIST), NEW)

    secret = response.context["secret"]
    token = ApiToken.objects.get()
    assert token.sha256 == ApiToken.hashed(secret)
    assert secret in response.text
    assert secret not in client.get(reverse(LIST)).text
    assert secret not in "".join(str(value) for value in ApiToken.objects.values().get().values())
    assert "no-store" in response["Cache-Control"]


def test_making_a_key_asks_for_the_password_once_more(client):
    client.force_login(factories.MembershipFactory(lead=True).user)

    response = client.post(reverse(LIST), NEW)

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not ApiToken.objects.exists()


def test_key_without_a_name_is_asked_for_it(client, lead):
    response = client.post(reverse(LIST), {"name": "", "days": "90"})

    assert "Sagen Sie, wofür" in response.text
    assert not ApiToken.objects.exists()


def test_making_and_revoking_is_logged_and_the_owner_hears_of_it(client, lead):
    client.post(reverse(LIST), NEW)

    client.post(reverse("partners:api_token_revoke", args=[ApiToken.objects.get().pk]))

    assert list(LogEntry.objects.order_by("pk").values_list("verb", "by")) == [
        ("api-token-made", lead.user.pk),
        ("api-token-revoked", lead.user.pk),
    ]
    assert Recipient.objects.get().user == lead.user


def test_key_opens_what_its_owner_may_see(client):
    member = factories.MembershipFactory()
    _token, secret = made(member.user)

    assert ask(client, secret).json()["slug"] == member.partner.slug
    assert (
        ask(client, secret, f"{reverse('api:my_partner')}?partner={factories.PartnerFactory().slug}").status_code == 404
    )


@pytest.mark.parametrize(
    "case", ("revoked", "run out", "inactive", "unknown", "empty", "half", "not ascii", "two words")
)
def test_key_that_is_none_opens_nothing(client, case):
    user = factories.MembershipFactory().user
    token, secret = made(user)
    if case == "revoked":
        actions.revoke_api_token(token=token, by=user)
    if case == "run out":
        past = timezone.now() - dt.timedelta(days=9)
        ApiToken.objects.update(created_at=past, expires_at=past + dt.timedelta(days=1))
    if case == "inactive":
        user.is_active = False
        user.save()
    secret = {"unknown": "kpk_x", "empty": "", "half": secret[:-1], "not ascii": "ü€", "two words": f"{secret} x"}.get(
        case, secret
    )

    response = client.get(
        reverse("api:my_partner"), headers={"Authorization": f"Token {secret}".encode().decode("latin-1")}
    )

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_key_needs_no_csrf_token_and_the_history_names_its_owner(roles):
    from django.test import Client

    member = factories.MembershipFactory(editor=True)
    _token, secret = made(member.user)
    data = {"title": "LED", "field": "electricity", "starts_on": "2024-01-01"}

    response = Client(enforce_csrf_checks=True).post(
        reverse("api:my_measure_list"),
        data,
        content_type="application/json",
        headers={"Authorization": f"Token {secret}"},
    )

    assert response.status_code == 201
    assert history.of_model(Measure).objects.get().pgh_context["user"] == member.user.pk


def test_session_needs_a_csrf_token():
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(factories.MembershipFactory(editor=True).user)

    assert browser.post(reverse("api:my_measure_list"), {}, content_type="application/json").status_code == 403


def test_staff_without_second_factor_calls_nothing(client, settings, roles):
    settings.STAFF_SECOND_FACTOR = True
    user = factories.UserFactory(office_lead=True)
    factories.MembershipFactory(user=user)
    _token, secret = made(user)
    assert ask(client, secret).status_code == 401

    client.force_login(user)

    assert client.get(reverse("api:my_partner")).status_code == 401
    assert client.get(reverse(LIST)).url == reverse("mfa_index")


def test_use_is_noted_once_an_hour(client, django_assert_num_queries):
    member = factories.MembershipFactory()
    token, secret = made(member.user)
    ask(client, secret)
    token.refresh_from_db()
    first = token.last_used_at

    ask(client, secret)

    token.refresh_from_db()
    assert first is not None
    assert token.last_used_at == first


def test_nobody_keeps_more_than_ten_valid_keys(client, lead):
    for _number in range(10):
        made(lead.user)
    with pytest.raises(TooManyTokens):
        made(lead.user)

    response = client.post(reverse(LIST), NEW)

    assert "10 gültige Schlüssel" in response.text
    assert ApiToken.objects.count() == 10


def test_key_of_somebody_else_is_not_there(client, lead):
    token, _secret = made(factories.UserFactory())

    assert client.post(reverse("partners:api_token_revoke", args=[token.pk])).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_revoking_twice_is_once(lead):
    token, _secret = made(lead.user)
    first = actions.revoke_api_token(token=token, by=lead.user).revoked_at

    assert actions.revoke_api_token(token=token, by=lead.user).revoked_at == first


def test_keys_go_with_the_person_and_some_months_after_their_end(roles):
    user = factories.UserFactory()
    made(user)
    actions.erase_person(user=user, reason="wish", by=user)
    assert not ApiToken.objects.exists()

    made(factories.UserFactory())
    long_ago = timezone.now() - dt.timedelta(days=200)
    ApiToken.objects.update(created_at=long_ago, expires_at=long_ago + dt.timedelta(days=30))

    assert retention.apply(retention.RULES["access-keys"], timezone.now()) == 1


@pytest.mark.parametrize("count", (1, 3))
def test_list_of_keys_asks_as_often_whatever_its_length(client, lead, count, django_assert_num_queries):
    for _number in range(count):
        made(lead.user)
    client.get(reverse(LIST))

    with django_assert_num_queries(4):
        response = client.get(reverse(LIST))

    assert len(response.context["tokens"]) == count


@pytest.mark.parametrize(
    "row",
    (
        {"sha256": "not a hash"},
        {"expires_at": timezone.now() - dt.timedelta(days=1)},
    ),
)
def test_database_refuses_what_is_no_key(row):
    good = {"sha256": "0" * 64, "expires_at": timezone.now() + dt.timedelta(days=1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(user=factories.UserFactory(), name="x", hint="abcd", **good | row)


def test_two_keys_never_have_one_hash():
    _token, _secret = made(factories.UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.create(
            user=factories.UserFactory(), name="x", hint="abcd", sha256=ApiToken.objects.get().sha256,
            expires_at=timezone.now() + dt.timedelta(days=1),
        )  # fmt: skip
