"""Own data in the hands of their owners: erasing, preferences, retention."""

import datetime as dt
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db.utils import IntegrityError, InternalError
from django.urls import reverse
from django.utils import timezone

from klimapakt.lib import changes, history
from klimapakt.pact.models import DataExport
from partners import actions, clock, retention
from partners.errors import HouseAccount, LastLead
from partners.models import (
    Consent,
    Erasure,
    InactivityNotice,
    Interest,
    Job,
    LogEntry,
    Membership,
    Note,
    Partner,
    Recipient,
    RetentionRule,
    User,
)
from tests import factories

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


def days_ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


def erase(user: User) -> User:
    return actions.erase_person(user=user, reason=Erasure.Reason.OWN_WISH, by=user)


def show_who_it_is(client, user: User) -> None:
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})


# -- Erasing a person ------------------------------------------------------------------------------------------------


def test_erasing_takes_name_address_and_ways_in():
    user = factories.UserFactory(email="kim@firma.example", phone="0211 1", title="Dr.", last_login=NOW)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    erase(user)

    user = User.objects.get(pk=user.pk)
    assert (user.first_name, user.last_name, user.title, user.phone, user.last_login) == ("", "", "", "", None)
    assert (user.email, user.is_active) == (f"deleted-{user.pk}@deleted.invalid", False)
    assert not user.has_usable_password()
    assert not Authenticator.objects.exists()
    assert str(user) == f"gelöschtes Konto {user.pk}"


def test_erasing_ends_roles_and_is_counted_without_a_name():
    membership = factories.MembershipFactory(editor=True)

    erase(membership.user)

    assert not Membership.objects.exists()
    assert list(Erasure.objects.values_list("kind", "count", "reason")) == [("account", 1, "own_wish")]
    assert set(LogEntry.objects.values_list("verb", flat=True)) == {"member-removed", "account-erased"}


def test_last_lead_is_not_erased():
    membership = factories.MembershipFactory(lead=True)

    with pytest.raises(LastLead) as refused:
        erase(membership.user)

    assert refused.value.args == (membership.partner,)
    assert Membership.objects.get() == membership


def test_lead_beside_another_lead_is_erased():
    membership = factories.MembershipFactory(lead=True)
    other = factories.MembershipFactory(lead=True, partner=membership.partner)

    erase(membership.user)

    assert Membership.objects.get() == other


def test_people_of_the_house_are_not_erased_by_themselves():
    with pytest.raises(HouseAccount):
        erase(factories.UserFactory(office=True))


def test_erasing_twice_counts_once():
    user = factories.UserFactory()

    erase(user)
    erase(user)

    assert Erasure.objects.count() == 1


def test_history_says_that_a_deleted_account_did_it():
    user, partner = factories.UserFactory(last_name="Geheim"), factories.PartnerFactory()
    with history.on_behalf_of(user.pk):
        Partner.objects.update(employees=7)

    erase(user)

    assert changes.of(partner).object_list[0].by == f"gelöschtes Konto {user.pk}"


def test_erasing_empties_the_outbox_but_for_one_last_mail():
    user = factories.UserFactory(email="kim@firma.example")
    sent = factories.RecipientFactory(user=user, email=user.email, name="Kim", state="sent", sent_at=NOW)
    waiting = factories.RecipientFactory(email="KIM@firma.example")
    other = factories.RecipientFactory(name="Alex")

    erase(user)

    sent.refresh_from_db()
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (sent.state, sent.email, sent.name, sent.values) == ("sent", f"deleted-{sent.pk}@deleted.invalid", "", {})
    assert waiting.state == "cancelled"
    assert other.name == "Alex"
    last = Recipient.objects.get(email="kim@firma.example")
    assert (last.letter.purpose, last.name, last.user) == ("account-erased", "", None)


def test_erasing_takes_what_was_written_about_the_person_in_the_log():
    user, lead = factories.UserFactory(), factories.UserFactory(office_lead=True)
    actions.log(by=lead, verb="second-factor-reset", subject=user, reason="Kim rief an")

    erase(user)

    assert not LogEntry.objects.exclude(reason__in=("", "own_wish")).exists()


def test_erasing_takes_the_person_out_of_interests_and_what_waits_goes(django_capture_on_commit_callbacks):
    user = factories.UserFactory(email="noa@neuling.example")
    decided = {"state": "declined", "decided_at": timezone.now()}
    kept = factories.InterestFactory(email="Noa@Neuling.example", receipt=ContentFile(b"%PDF-", "beleg.pdf"), **decided)
    kept.messages.create(kind="refusal", text="Liebe Noa, das geht leider nicht.")
    waiting = factories.InterestFactory(email=user.email, receipt=ContentFile(b"%PDF-", "beleg.pdf"))
    other = factories.InterestFactory(contact="Alex Anders")
    storage, files = kept.receipt.storage, [one.receipt.name for one in (kept, waiting)]

    with django_capture_on_commit_callbacks(execute=True):
        erase(user)

    assert set(Interest.objects.all()) == {kept, other}
    kept.refresh_from_db()
    assert (kept.contact, kept.email, kept.receipt.name) == ("", f"deleted-{kept.pk}@deleted.invalid", "")
    assert kept.company.startswith("Neuling")
    assert kept.messages.count() == 0
    assert [name for name in files if storage.exists(name)] == []
    other.refresh_from_db()
    assert other.contact == "Alex Anders"


def test_erasing_takes_the_person_out_of_what_the_office_noted():
    user = factories.UserFactory(email="kim@firma.example", first_name="Kim", last_name="Klein")
    partner = factories.MembershipFactory(user=user, partner__name="Muster GmbH").partner
    factories.MembershipFactory(partner=partner, lead=True)
    own = factories.NoteFactory(partner=partner, text="Frau Klein (KIM@firma.example) ruft an, kleines Werk.")
    whole = factories.NoteFactory(text="Kim Klein war auch dort.")
    namesake = factories.NoteFactory(text="Herr Klein von nebenan.")

    erase(user)

    for note in (own, whole, namesake):
        note.refresh_from_db()
    assert own.text == "Frau […] ([…]) ruft an, kleines Werk."
    assert whole.text == "[…] war auch dort."
    assert namesake.text == "Herr Klein von nebenan."


def test_erasing_somebody_without_a_name_leaves_notes_alone():
    note = factories.NoteFactory(text="Nichts zu tun.")

    erase(factories.UserFactory(first_name="", last_name=""))

    note.refresh_from_db()
    assert note.text == "Nichts zu tun."


def test_log_refuses_changes_after_an_erasure():
    erase(factories.UserFactory())

    with pytest.raises(InternalError, match="log_is_only_written"):
        LogEntry.objects.update(reason="anders")


@pytest.mark.parametrize("model", (Erasure, Consent))
def test_database_refuses_to_change_what_was_counted_or_agreed(model):
    user = factories.UserFactory()
    actions.choose_mails(user=user, wanted={"news": True})
    Erasure.objects.create(kind="needs", count=3, reason="rule")

    with pytest.raises(InternalError, match="Cannot update or delete|stays_counted|never_changes"):
        model.objects.all().delete()


def test_database_refuses_a_rule_without_a_day():
    with pytest.raises(IntegrityError, match="personal_data_stay_for_a_day"):
        RetentionRule.objects.create(key="nothing", days=0)


def test_person_deletes_the_account_after_showing_who_it_is(client):
    user = factories.UserFactory()
    show_who_it_is(client, user)

    response = client.post(reverse("partners:account_delete"), {"is_sure": "on"}, follow=True)

    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert "Ihr Konto ist gelöscht" in response.content.decode()
    assert User.objects.get().erased_at
    assert not UserSession.objects.exists()
    assert client.get(reverse("partners:account")).status_code == 302


def test_deleting_asks_again_who_it_is(client):
    user = factories.UserFactory()
    client.force_login(user)

    response = client.post(reverse("partners:account_delete"), {"is_sure": "on"})

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not User.objects.get(pk=user.pk).erased_at


def test_deleting_needs_a_word(client):
    user = factories.UserFactory()
    show_who_it_is(client, user)

    response = client.post(reverse("partners:account_delete"), {})

    assert response.status_code == 200
    assert not User.objects.get().erased_at


def test_last_lead_is_told_what_to_hand_over(client):
    membership = factories.MembershipFactory(lead=True)
    user = membership.user
    show_who_it_is(client, user)

    page = client.post(reverse("partners:account_delete"), {"is_sure": "on"}, follow=True).content.decode()

    assert membership.partner.get_absolute_url() in page
    assert "Konto endgültig löschen" not in page


# -- Which mails -----------------------------------------------------------------------------------------------------


def test_choice_is_a_word_with_its_time_and_text():
    user = factories.UserFactory()

    actions.choose_mails(user=user, wanted={"invitations": True, "deadlines": False, "news": True})

    words = Consent.objects.order_by("kind").values_list("kind", "is_given", "way", "text_version")
    assert list(words) == [
        ("deadlines", False, "portal", Consent.TEXT_VERSION),
        ("news", True, "portal", Consent.TEXT_VERSION),
    ]


def test_same_choice_again_is_no_new_word():
    user = factories.UserFactory()
    actions.choose_mails(user=user, wanted={"news": True})

    assert actions.choose_mails(user=user, wanted={"news": True}) == []


@pytest.mark.parametrize(
    ("kind", "words", "wanting"),
    (
        ("invitations", [], True),
        ("invitations", [False], False),
        ("invitations", [False, True], True),
        ("news", [], False),
        ("news", [True], True),
        ("news", [True, False], False),
    ),
)
def test_last_word_holds(kind, words, wanting):
    user = factories.UserFactory()
    for is_wanted in words:
        actions.choose_mails(user=user, wanted={kind: is_wanted})

    assert User.objects.wanting(kind).filter(pk=user.pk).exists() == wanting


def test_page_saves_the_choice_and_shows_it(client):
    membership = factories.MembershipFactory()
    client.force_login(membership.user)

    response = client.post(reverse("partners:mail_choice"), {"news": "on"}, follow=True)

    assert response.redirect_chain == [(reverse("partners:mail_choice"), 302)]
    assert Consent.objects.of(membership.user) == {"invitations": False, "deadlines": False, "news": True}
    assert not Membership.objects.get().is_event_contact


# -- Retention -------------------------------------------------------------------------------------------------------


def apply(key: str, now: dt.datetime = NOW) -> int:
    return retention.apply(retention.RULES[key], now)


def count_of(key: str, now: dt.datetime = NOW) -> int:
    return next(found.count for found in retention.preview(now) if found.rule.key == key)


def test_each_rule_has_a_setting():
    assert set(RetentionRule.objects.values_list("key", flat=True)) == set(retention.RULES)


def test_finished_jobs_go_after_their_days():
    factories.JobFactory(state="done", ended_at=days_ago(31))
    kept = factories.JobFactory(state="done", ended_at=days_ago(29))
    running = factories.JobFactory(created_at=days_ago(40))

    assert (count_of("job-results"), apply("job-results"), apply("job-results")) == (1, 1, 0)
    assert set(Job.objects.all()) == {kept, running}
    assert list(Erasure.objects.values_list("kind", "count", "reason")) == [("job-results", 1, "rule")]


def test_days_are_a_setting():
    factories.JobFactory(state="done", ended_at=days_ago(31))
    RetentionRule.objects.filter(key="job-results").update(days=60)

    assert apply("job-results") == 0


def test_rule_out_of_force_erases_nothing():
    factories.JobFactory(state="done", ended_at=days_ago(31))
    RetentionRule.objects.filter(key="job-results").update(is_active=False)

    assert (count_of("job-results"), apply("job-results")) == (0, 0)
    assert Job.objects.exists()


def test_sign_ins_go_after_90_days():
    user = factories.UserFactory()
    for key, days in (("a", 91), ("b", 89)):
        UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="x")
        UserSession.objects.filter(session_key=key).update(last_seen_at=days_ago(days))

    assert apply("sign-ins") == 1
    assert UserSession.objects.get().session_key == "b"


def test_recipients_go_after_two_years_and_last_mails_after_a_week():
    old = factories.RecipientFactory(letter__ended_at=days_ago(731))
    last = factories.RecipientFactory(letter__ended_at=days_ago(8), letter__purpose="account-erased")
    kept = factories.RecipientFactory(letter__ended_at=days_ago(8))

    assert (apply("mail-recipients"), apply("erasure-notices")) == (1, 1)
    assert list(Recipient.objects.exclude(pk__in=(old.pk, last.pk))) == [kept]


def test_dry_run_names_nobody_and_erases_nothing(client):
    factories.JobFactory(state="done", ended_at=timezone.now() - dt.timedelta(days=31), title="Kim Muster")
    client.force_login(factories.UserFactory(office_lead=True))

    page = client.get(reverse("partners:retention_list")).content.decode()

    assert f"Auftrag {Job.objects.get().pk}" in page
    assert "Kim Muster" not in page


@pytest.mark.parametrize("count", (1, 3))
def test_dry_run_needs_the_same_queries_whatever_was_erased(client, django_assert_num_queries, count):
    Erasure.objects.bulk_create([Erasure(kind="needs", count=1, reason="rule") for _number in range(count)])
    factories.JobFactory.create_batch(count, state="done", ended_at=timezone.now() - dt.timedelta(days=31))
    client.force_login(factories.UserFactory(office_lead=True))

    with django_assert_num_queries(56):  # two for each rule
        client.get(reverse("partners:retention_list"))


def test_command_only_says_unless_told_to_erase():
    factories.JobFactory(state="done", ended_at=timezone.now() - dt.timedelta(days=31))
    said = StringIO()

    call_command("retention", stdout=said)
    still_there = Job.objects.count()
    call_command("retention", "--apply", stdout=said)

    assert still_there == 1
    assert said.getvalue().count("job-results: 30 d, 1") == 2
    assert not Job.objects.exists()


def test_clock_keeps_all_rules():
    factories.JobFactory(state="done", ended_at=timezone.now() - dt.timedelta(days=31))

    clock.keep_retention_rules()
    clock.keep_retention_rules()

    assert list(Erasure.objects.values_list("kind", "count")) == [("job-results", 1)]


def unused(days: int, **fields: object) -> User:
    return factories.UserFactory(date_joined=days_ago(2000), last_login=days_ago(days), **fields)


def warn(now: dt.datetime) -> list[int]:
    told = retention.warn_unused(now)
    return [told, *InactivityNotice.objects.values_list("count", flat=True)]


def test_unused_account_is_warned_twice_and_then_erased():
    user = unused(730 - 59)

    assert warn(NOW) == [1, 1]
    assert warn(NOW) == [0, 1]
    assert apply("unused-accounts", NOW + dt.timedelta(days=30)) == 0
    assert warn(NOW + dt.timedelta(days=46)) == [1, 2]
    InactivityNotice.objects.update(last_at=timezone.now() - dt.timedelta(days=15))
    assert apply("unused-accounts", NOW + dt.timedelta(days=61)) == 1
    assert User.objects.get(pk=user.pk).erased_at
    assert list(Erasure.objects.values_list("kind", "reason")) == [("account", "unused")]
    assert Recipient.objects.filter(letter__purpose="account-unused").count() == 2


def test_warning_names_the_day():
    unused(730 - 59)

    retention.warn_unused(NOW)

    assert "23.01.2027" in Recipient.objects.get().letter.text


def test_signing_in_makes_the_warnings_void():
    user = unused(730 - 59)
    warn(NOW)
    User.objects.filter(pk=user.pk).update(last_login=NOW + dt.timedelta(days=1))

    assert apply("unused-accounts", NOW + dt.timedelta(days=100)) == 0
    assert warn(NOW + dt.timedelta(days=700)) == [1, 1]


def test_accounts_of_the_house_and_last_leads_stay():
    unused(800, office=True)
    lead = unused(800)
    factories.MembershipFactory(user=lead, lead=True)
    InactivityNotice.objects.create(user=lead, count=2, last_at=timezone.now() - dt.timedelta(days=15))

    assert apply("unused-accounts") == 0
    assert not User.objects.filter(erased_at__isnull=False).exists()


def test_office_lead_sees_what_was_erased_and_sets_the_days(client):
    client.force_login(factories.UserFactory(office_lead=True))
    Erasure.objects.create(kind="needs", count=3, reason="rule")
    rule = RetentionRule.objects.get(key="needs")

    page = client.get(reverse("admin:partners_erasure_changelist")).content.decode()
    client.post(reverse("admin:partners_retentionrule_change", args=[rule.pk]), {"days": "5", "is_active": "on"})

    assert "Angaben zu Verpflegung" in page
    assert RetentionRule.objects.get(key="needs").days == 5


# -- Files of own data -----------------------------------------------------------------------------------------------


def test_files_of_own_data_go_after_a_week_and_with_their_owner(django_capture_on_commit_callbacks):
    old, new = factories.DataExportFactory(created_at=days_ago(8)), factories.DataExportFactory(created_at=days_ago(6))

    with django_capture_on_commit_callbacks(execute=True):
        assert apply("data-exports") == 1
        erase(new.user)

    assert not DataExport.objects.exists()
    assert not any(one.file.storage.exists(one.file.name) for one in (old, new))


def test_declined_interests_go_after_a_year_with_their_receipt(django_capture_on_commit_callbacks):
    old, young = (
        factories.InterestFactory(
            state="declined", decided_at=days_ago(days), receipt=ContentFile(b"%PDF-", "beleg.pdf")
        )
        for days in (366, 364)
    )
    waiting = factories.InterestFactory()

    with django_capture_on_commit_callbacks(execute=True):
        count = retention.apply(retention.RULES["rejected-interests"], NOW)

    assert count == 1
    assert set(Interest.objects.all()) == {young, waiting}
    assert not old.receipt.storage.exists(old.receipt.name)
    assert Erasure.objects.get().kind == "rejected-interests"


def test_notes_go_two_years_after_the_partner_left():
    partners = [factories.PartnerFactory(left=True, left_on=days_ago(days).date()) for days in (731, 729)]
    notes = [factories.NoteFactory(partner=partner) for partner in (*partners, factories.PartnerFactory())]

    (preview,) = [one for one in retention.preview(NOW) if one.rule.key == "partner-notes"]
    count = retention.apply(retention.RULES["partner-notes"], NOW)

    assert (preview.count, preview.examples, count) == (1, [f"Notiz {notes[0].pk}"], 1)
    assert set(Note.objects.all()) == set(notes[1:])
