import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners import clock, document_tasks
from partners.actions import agreement as actions
from partners.actions import choose_mails
from partners.errors import AgreementMoved
from partners.first_tasks import first_tasks, months_later
from partners.models import Agreement, AgreementText, Certificate, LogEntry, Pact, Partner, Recipient
from tests.factories import AgreementFactory, AgreementTextFactory, CertificateFactory, MembershipFactory, UserFactory
from tests.lib import pdf_ua

pytestmark = pytest.mark.django_db
State = Agreement.State
DAY = dt.date(2026, 9, 15)


@pytest.fixture
def agreement():
    """To be signed, by a partner with one person who leads it."""
    made = AgreementFactory()
    MembershipFactory(partner=made.partner, lead=True, user__email="lead@firma.example")
    return made


@pytest.fixture
def office():
    return UserFactory(office=True)


def sent() -> list[tuple[str, str]]:
    return list(Recipient.objects.order_by("pk").values_list("letter__purpose", "email"))


def hand_in(agreement, by, content=b"%PDF-1.7 one"):
    return actions.hand_in_agreement(
        agreement=agreement,
        signatory="Alex Chef",
        signed_on=dt.date(2026, 9, 1),
        file=ContentFile(content, name="upload.pdf"),
        by=by,
    )


def test_the_valid_text_is_the_latest_published_one():
    AgreementTextFactory(valid_from=dt.date(2021, 1, 1), published=True)
    latest = AgreementTextFactory(valid_from=dt.date(2024, 1, 1), published=True)
    AgreementTextFactory(valid_from=dt.date(2025, 1, 1))
    AgreementTextFactory(valid_from=dt.date(2030, 1, 1), published=True)

    assert AgreementText.objects.valid_on(DAY) == latest


def test_a_published_text_never_changes(office):
    text = actions.publish_text(text=AgreementTextFactory(), by=office)
    assert actions.publish_text(text=text, by=office).published_at == text.published_at

    for change in (lambda: AgreementText.objects.update(text="Anders"), lambda: AgreementText.objects.all().delete()):
        with pytest.raises(Exception, match="Cannot (update|delete)"), transaction.atomic():
            change()


def test_another_person_may_sign_and_the_copy_is_written_anew(agreement, django_capture_on_commit_callbacks):
    document_tasks.render_agreement(agreement.pk)
    agreement.refresh_from_db()
    old = agreement.letter.name
    lead = agreement.partner.memberships.get().user

    with django_capture_on_commit_callbacks(execute=True):
        actions.name_signatory(agreement=agreement, signatory="Alex Chef", by=lead)

    agreement.refresh_from_db()
    assert (agreement.signatory, agreement.letter.name) == ("Alex Chef", "")
    assert not agreement.letter.storage.exists(old)


def test_the_signed_file_goes_to_the_office_and_may_be_replaced(agreement, django_capture_on_commit_callbacks):
    lead = agreement.partner.memberships.get().user

    with django_capture_on_commit_callbacks(execute=True):
        first = hand_in(agreement, lead).file.name
    with django_capture_on_commit_callbacks(execute=True):
        agreement = hand_in(agreement, lead, b"%PDF-1.7 two")

    assert (agreement.state, agreement.signatory, agreement.uploaded_by) == (State.UPLOADED, "Alex Chef", lead)
    with agreement.file.open() as file:
        assert file.read() == b"%PDF-1.7 two"
    assert first == agreement.file.name or not agreement.file.storage.exists(first)
    assert sent() == [("office-agreement-signed", Pact.objects.current().office_email)] * 2


def test_the_office_confirms_and_the_company_is_in_the_pact(agreement, office):
    Pact.objects.update_or_create(pk=1, defaults={"months_until_first_delivery": 24})
    hand_in(agreement, office)

    agreement = actions.confirm_agreement(agreement=agreement, by=office, day=DAY)

    partner = Partner.objects.get(pk=agreement.partner_id)
    assert (partner.status, partner.joined_on) == (Partner.Status.ACTIVE, DAY)
    assert (agreement.state, agreement.first_delivery_due_on) == (State.VALID, dt.date(2028, 9, 15))
    assert (partner.certificates.get().year, partner.certificates.get().issued_on) == (2026, DAY)
    welcome = Recipient.objects.get(letter__purpose="partner-welcome")
    assert welcome.email == "lead@firma.example"
    assert "15. September 2028" in welcome.letter.text
    assert [e.verb for e in LogEntry.objects.about(agreement)] == ["agreement-handed-in", "agreement-confirmed"]


def test_the_office_records_what_came_on_paper(agreement, office):
    agreement = actions.record_agreement(
        agreement=agreement,
        signatory="Alex Chef",
        signed_on=dt.date(2026, 9, 1),
        file=ContentFile(b"%PDF-1.7", name="upload.pdf"),
        by=office,
        day=DAY,
    )

    assert agreement.state == State.VALID
    assert [purpose for purpose, _email in sent()] == ["partner-welcome"]


def test_the_office_gives_back_what_it_cannot_use(agreement, office, django_capture_on_commit_callbacks):
    agreement = hand_in(agreement, office)
    name = agreement.file.name

    with django_capture_on_commit_callbacks(execute=True):
        agreement = actions.return_agreement(agreement=agreement, reason="Seite 2 fehlt.", by=office)

    assert (agreement.state, agreement.file.name, agreement.returned_reason) == (State.TO_SIGN, "", "Seite 2 fehlt.")
    assert not agreement.file.storage.exists(name)
    assert Recipient.objects.get(letter__purpose="agreement-returned").values["words"] == "Seite 2 fehlt."


def test_nothing_moves_twice(agreement, office):
    with pytest.raises(AgreementMoved):
        actions.confirm_agreement(agreement=agreement, by=office, day=DAY)
    with pytest.raises(AgreementMoved):
        actions.return_agreement(agreement=agreement, reason="x", by=office)
    hand_in(agreement, office)
    with pytest.raises(AgreementMoved):
        actions.name_signatory(agreement=agreement, signatory="Alex", by=office)
    actions.confirm_agreement(agreement=agreement, by=office, day=DAY)
    with pytest.raises(AgreementMoved):
        hand_in(agreement, office)


def test_a_certificate_is_issued_once_a_year(agreement, office):
    first = actions.issue_certificate(partner=agreement.partner, day=DAY, by=office)
    again = actions.issue_certificate(partner=agreement.partner, day=DAY + dt.timedelta(30), by=office)
    next_year = actions.issue_certificate(partner=agreement.partner, day=dt.date(2027, 1, 2), by=office)

    assert first == again
    assert first.code != next_year.code
    assert Certificate.objects.count() == 2


def test_reminders_come_twice_and_then_no_more(agreement):
    sent_at = agreement.sent_at
    days = [13, 14, 15, 28, 29, 60]

    reminded = [
        actions.remind_of_agreement(agreement=agreement, now=sent_at + dt.timedelta(days=day, minutes=1))
        for day in days
    ]

    assert reminded == [False, True, False, True, False, False]
    assert (
        sent()
        == [
            ("agreement-reminder", "lead@firma.example"),
            ("account-invitation", "lead@firma.example"),
        ]
        * 2
    )


def test_who_wants_no_reminders_of_deadlines_gets_none(agreement):
    first = agreement.partner.memberships.get().user
    second = MembershipFactory(partner=agreement.partner, lead=True, user__last_login=timezone.now()).user
    later = agreement.sent_at + dt.timedelta(days=15)

    choose_mails(user=first, wanted={"deadlines": False})
    assert actions.remind_of_agreement(agreement=agreement, now=later)
    assert sent() == [("agreement-reminder", second.email)]

    choose_mails(user=second, wanted={"deadlines": False})
    assert not actions.remind_of_agreement(agreement=agreement, now=later + dt.timedelta(days=15))
    agreement.refresh_from_db()
    assert agreement.reminders == 1


def test_the_clock_reminds_of_what_is_due(agreement):
    Agreement.objects.update(sent_at=timezone.now() - dt.timedelta(days=15))
    AgreementFactory(uploaded=True, sent_at=timezone.now() - dt.timedelta(days=15))

    clock.remind_of_agreements()
    clock.remind_of_agreements()

    assert [purpose for purpose, _email in sent()] == ["agreement-reminder", "account-invitation"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    (
        (dt.date(2026, 9, 15), 12, dt.date(2027, 9, 15)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
    ),
)
def test_months_later(day, months, later):
    assert months_later(day, months) == later


def test_the_first_tasks_lead_to_the_first_delivery():
    days = [task.due_on for task in first_tasks(dt.date(2026, 1, 1), dt.date(2027, 1, 1))]

    assert days == [dt.date(2026, 2, 15), dt.date(2026, 7, 2), dt.date(2027, 1, 1)]


def test_documents_are_accessible_and_say_what_they_should(agreement):
    from pypdf import PdfReader

    certificate = CertificateFactory(partner__name="Muster & Söhne GmbH")
    document_tasks.render_agreement(agreement.pk)
    document_tasks.render_certificate(certificate.pk)
    document_tasks.render_certificate(certificate.pk)
    agreement.refresh_from_db()
    certificate.refresh_from_db()

    for field, words in (
        (agreement.letter, (agreement.partner.name, "Kim Muster, Geschäftsführung")),
        (certificate.file, ("Muster & Söhne GmbH", certificate.written_code)),
    ):
        with field.open() as file:
            content = file.read()
            text = " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())
        assert [word for word in words if word not in text] == []
        assert pdf_ua.check(content) == {}


@pytest.mark.parametrize(
    ("name", "fields"),
    (
        ("delivery_is_due_after_signing", {"valid": True, "first_delivery_due_on": dt.date(2020, 1, 1)}),
        ("valid_agreement_is_signed", {"valid": True, "signed_on": None}),
        ("valid_agreement_is_signed", {"valid": True, "signatory": ""}),
    ),
)
def test_the_database_refuses(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AgreementFactory(**fields)


def test_the_database_refuses_two_open_agreements_and_two_certificates(agreement):
    with pytest.raises(IntegrityError, match="one_open_agreement_per_partner"), transaction.atomic():
        AgreementFactory(partner=agreement.partner, uploaded=True)
    CertificateFactory(partner=agreement.partner, year=2026)
    with pytest.raises(IntegrityError, match="one_certificate_per_partner_and_year"), transaction.atomic():
        CertificateFactory(partner=agreement.partner, year=2026)
