"""Taking an import and undoing it: all or nothing, once, and never over what somebody else has done meanwhile."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from klimapakt.lib import history
from partners import actions, import_jobs, retention, team_invitations
from partners.errors import ImportMoved, InvitationOver
from partners.models import (
    ImportRow,
    Job,
    LogEntry,
    Membership,
    Note,
    Partner,
    PartnerImport,
    RetentionRule,
    Site,
    TeamInvitation,
    User,
)
from tests import factories
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)
HEAD = "Name;Beitritt;Beschäftigte;Straße;PLZ;Ort;Vorname;Nachname;E-Mail"
NEW = "Neu GmbH;05.12.2022;12;Allee 5;40213;Düsseldorf;Kim;Muster;kim@neu.example"
NAMES = ("", "Zirkus Rad", "", "Ofenbau Meise", "Lesesaal", "Hufschmiede")  # unlike each other
OLD = "Alt AG;;20;Neue Str. 2;41460;Neuss;Alex;Beispiel;alex@alt.example"


@pytest.fixture
def office():
    return factories.UserFactory(office=True)


@pytest.fixture
def old():
    partner = factories.PartnerFactory(name="Alt AG", employees=10)
    factories.SiteFactory(partner=partner, street="Alte Str. 1", postcode="40213", town="Düsseldorf")
    return partner


@pytest.fixture
def read(office):
    def run(*lines: str) -> PartnerImport:
        content = "\n".join((HEAD, *lines)).encode()
        return actions.read_import(
            partner_import=actions.begin_import(content=content, file_name="liste.csv", by=office)
        )

    return run


@pytest.fixture
def take(office):
    return lambda found: actions.take_import(partner_import=found, by=office, today=TODAY)


@pytest.fixture
def undo(office):
    return lambda found: actions.undo_import(partner_import=found, by=office, now=timezone.now())


def outcomes(found: PartnerImport) -> list[str]:
    return [row.outcome for row in found.rows.in_order()]


# -- Taking ----------------------------------------------------------------------------------------------------------


def test_new_partner_comes_with_site_and_prepared_invitation(read, take):
    found = take(read(NEW))

    partner = Partner.objects.get()
    assert (partner.name, partner.slug, partner.status, partner.employees) == ("Neu GmbH", "neu-gmbh", "active", 12)
    assert (partner.joined_on, partner.kind) == (dt.date(2022, 12, 5), "climate")
    assert partner.search_name == "neu"
    site = Site.objects.get()
    assert (site.partner, site.name, site.street, site.postcode, site.town) == (
        partner, "Allee 5", "Allee 5", "40213", "Düsseldorf",
    )  # fmt: skip
    invitation = TeamInvitation.objects.get()
    assert (invitation.partner, invitation.email, invitation.role) == (partner, "kim@neu.example", "lead")
    assert (invitation.first_name, invitation.last_name, invitation.state) == ("Kim", "Muster", "prepared")
    assert (found.state, outcomes(found)) == ("taken", ["taken"])


def test_nobody_gets_a_mail_or_an_account(read, take, django_capture_on_commit_callbacks):
    found = read(NEW)
    before = User.objects.count()

    with django_capture_on_commit_callbacks(execute=True):
        take(found)

    assert (mail.outbox, User.objects.count(), Membership.objects.count()) == ([], before, 0)


def test_changed_partner_keeps_its_name_and_what_the_row_leaves_open(old, read, take, office):
    take(read(OLD))

    old.refresh_from_db()
    assert (old.name, old.employees, old.joined_on) == ("Alt AG", 20, dt.date(2022, 5, 1))
    site = old.sites.get()
    assert (site.street, site.postcode, site.town, site.is_in_city) == ("Neue Str. 2", "41460", "Neuss", True)
    assert list(LogEntry.objects.filter(partner=old).values_list("verb", "by")) == [("partner-imported", office.pk)]
    assert history.of_model(Partner).objects.filter(pgh_obj=old).count() == 2


def test_where_somebody_leads_the_new_contact_may_read(old, read, take):
    factories.MembershipFactory(partner=old, lead=True)

    take(read(OLD))

    assert TeamInvitation.objects.get().role == Membership.Role.VIEWER


def test_change_of_status_is_logged(office):
    factories.PartnerFactory(name="Alt AG", status="interested", joined_on=None)
    content = b"Name;Status;Beitritt\nAlt AG;aktiv;01.02.2026\n"
    found = actions.read_import(partner_import=actions.begin_import(content=content, file_name="x.csv", by=office))

    actions.take_import(partner_import=found, by=office, today=TODAY)

    step = LogEntry.objects.get(verb="status-changed")
    assert (step.state_from, step.state_to) == ("interested", "active")


def test_second_site_at_the_same_street_gets_another_name(old, read, take):
    factories.SiteFactory(partner=old, name="Neue Str. 2", street="Anderswo 1")

    take(read(OLD))

    assert set(old.sites.values_list("name", flat=True)) >= {"Neue Str. 2", "Neue Str. 2, 41460"}


def test_addresses_in_the_portal_stay_unique(read, take):
    factories.PartnerFactory(name="Ganz anders", slug="neu-gmbh")

    take(read(NEW, "Import;;;;;;;;", "Neu Gmbh 2;;;;;;;;"))

    assert set(Partner.objects.values_list("slug", flat=True)) == {"neu-gmbh", "neu-gmbh-2", "import-2", "neu-gmbh-2-2"}


def test_errors_and_open_questions_are_left_out(read, take):
    factories.PartnerFactory(name="Beispiel Druckhaus GmbH")

    found = take(read(NEW, "Beispiel Druckhäuser GmbH;;;;;;;;", "Falsch;;viele;;;;;;"))

    assert outcomes(found) == ["taken", "", ""]
    assert Partner.objects.count() == 2


def test_import_is_taken_once(read, take):
    found = read(NEW)
    take(found)

    with pytest.raises(ImportMoved):
        take(found)
    assert Partner.objects.count() == 1


def test_what_somebody_has_changed_since_the_preview_is_not_overwritten(old, read, take):
    found = read(OLD, NEW)
    Partner.objects.filter(pk=old.pk).update(employees=11)

    take(found)

    old.refresh_from_db()
    assert (old.employees, outcomes(found)) == (11, ["overtaken", "taken"])


def test_other_fields_may_have_changed_meanwhile(old, read, take):
    found = read(OLD)
    Partner.objects.filter(pk=old.pk).update(programmes="EMAS")

    take(found)

    old.refresh_from_db()
    assert (old.employees, old.programmes) == (20, "EMAS")


def test_partner_that_was_recorded_meanwhile_is_not_recorded_twice(read, take):
    found = read(NEW)
    factories.PartnerFactory(name="NEU GmbH")

    take(found)

    assert (Partner.objects.count(), outcomes(found)) == (1, ["overtaken"])


def test_taking_needs_as_many_queries_for_many_rows_as_for_one(read, take, django_assert_num_queries):
    def lines(count: int) -> list[str]:
        for number in range(count):
            factories.SiteFactory(partner__name=f"Bestand {count} {number}")
        return [
            *(
                f"Bestand {count} {number};;77;Weg {number};40213;Neuss;;;a{count}{number}@a.example"
                for number in range(count)
            ),
            *(f"{NAMES[count + number]};;5;Weg 1;40213;Neuss;;;b@b{count}{number}.example" for number in range(count)),
        ]

    for count in (1, 3):
        found = read(*lines(count))
        assert found.counts == {"new": count, "changed": count}
        with django_assert_num_queries(25):
            take(found)


# -- Undoing ---------------------------------------------------------------------------------------------------------


def test_undoing_puts_everything_back(old, read, take, undo):
    def state():
        return list(Partner.objects.values()), list(Site.objects.values()), list(TeamInvitation.objects.values())

    before = state()
    found = take(read(OLD, NEW))
    assert state() != before

    undo(found)

    assert state() == before
    found.refresh_from_db()
    assert (found.state, outcomes(found)) == ("undone", ["undone", "undone"])
    assert LogEntry.objects.filter(verb="partner-import-undone", partner=old).count() == 1


def test_changed_partner_that_was_changed_since_stays(old, read, take, undo):
    found = take(read(OLD, NEW))
    Partner.objects.filter(pk=old.pk).update(employees=99)

    undo(found)

    old.refresh_from_db()
    assert (old.employees, old.sites.get().street) == (99, "Neue Str. 2")
    assert outcomes(found) == ["kept", "undone"]


def touch_partner(partner, office):
    Partner.objects.filter(pk=partner.pk).update(programmes="EMAS")


def touch_site(partner, office):
    partner.sites.update(floor_area_m2=5)


def write_note(partner, office):
    Note.objects.create(partner=partner, text="Rückruf", created_by=office)


def send_invitation(partner, office):
    actions.send_prepared_invitation(invitation=partner.team_invitations.get(), by=office, today=TODAY)


def deliver(partner, office):
    factories.DeliveryFactory(partner=partner)


def discard_invitation(partner, office):
    actions.discard_prepared_invitation(invitation=partner.team_invitations.get())


@pytest.mark.parametrize("work", (touch_partner, touch_site, write_note, send_invitation, deliver, discard_invitation))
def test_new_partner_on_which_somebody_has_worked_stays(read, take, undo, office, work):
    found = take(read(NEW))
    work(Partner.objects.get(), office)

    undo(found)

    assert Partner.objects.count() == 1
    assert outcomes(found) == ["kept"]


def test_changed_partner_whose_site_is_gone_stays(old, read, take, undo):
    found = take(read(OLD))
    old.sites.all().delete()

    undo(found)

    assert outcomes(found) == ["kept"]


def test_site_that_was_added_goes_unless_it_is_used(read, take, undo):
    partner = factories.PartnerFactory(name="Alt AG", employees=10)
    found = take(read(OLD))
    assert partner.sites.count() == 1

    undo(found)

    partner.refresh_from_db()
    assert (partner.sites.count(), partner.employees) == (0, 10)


def test_after_a_day_nothing_is_undone(read, take, office):
    found = take(read(NEW))

    with pytest.raises(ImportMoved):
        actions.undo_import(partner_import=found, by=office, now=found.taken_at + dt.timedelta(hours=24))
    assert found.can_be_undone(found.taken_at + dt.timedelta(hours=23, minutes=59))


def test_undoing_comes_once(read, take, undo):
    found = take(read(NEW))
    undo(found)

    with pytest.raises(ImportMoved):
        undo(found)


def test_undoing_needs_as_many_queries_for_many_rows_as_for_one(read, take, undo, django_assert_num_queries):
    for count in (1, 3):
        for number in range(count):
            factories.SiteFactory(partner__name=f"Bestand {count} {number}")
        old = [f"Bestand {count} {number};;7;Weg;40213;Neuss;;;a{count}{number}@a.example" for number in range(count)]
        new = [f"Anders {count} {number};;5;Weg;40213;Neuss;;;b@b{count}{number}.example" for number in range(count)]
        found = take(read(*old, *new))
        with django_assert_num_queries(91):
            undo(found)


# -- Two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_people_take_it_at_once_and_one_is_told(read, office):
    found = read(NEW)

    raised = at_once(
        [lambda: actions.take_import(partner_import=found, by=office, today=TODAY) for _person in range(2)]
    )

    assert [type(error) for error in raised] == [ImportMoved]
    assert Partner.objects.count() == 1


# -- Long lists: jobs ------------------------------------------------------------------------------------------------


def test_short_list_is_done_at_once(read, office):
    found = read(NEW)

    assert import_jobs.go(import_jobs.TAKE, partner_import=found, rows=1, by=office) is None
    assert import_jobs.go(import_jobs.UNDO, partner_import=found, rows=1, by=office) is None
    assert Partner.objects.count() == 0


def test_long_list_goes_through_jobs(office):
    found = actions.begin_import(content=f"{HEAD}\n{NEW}\n".encode(), file_name="liste.csv", by=office)
    for step in (import_jobs.READ, import_jobs.TAKE, import_jobs.UNDO):
        job = import_jobs.go(step, partner_import=found, rows=501, by=office)
        assert import_jobs.go(step, partner_import=found, rows=501, by=office) == job

        import_jobs.run_step(job.pk)

        job.refresh_from_db()
        assert (job.state, job.percent, job.result_url) == ("done", 100, found.get_absolute_url())
    found.refresh_from_db()
    assert (found.state, found.job, Job.objects.count()) == ("undone", job, 3)


def test_job_that_comes_too_late_changes_nothing(read, office):
    found = read(NEW)
    job = import_jobs.go(import_jobs.TAKE, partner_import=found, rows=501, by=office)
    actions.cancel_import(partner_import=found)

    import_jobs.run_step(job.pk)
    import_jobs.run_step(job.pk)

    job.refresh_from_db()
    assert (job.state, Partner.objects.count()) == ("done", 0)


def test_job_for_what_has_moved_is_not_started(read, take, office):
    found = take(read(NEW))

    with pytest.raises(ImportMoved):
        import_jobs.go(import_jobs.TAKE, partner_import=found, rows=501, by=office)


# -- Prepared invitations --------------------------------------------------------------------------------------------


def test_prepared_invitation_is_sent_by_the_office(read, take, office):
    take(read(NEW))
    invitation = TeamInvitation.objects.get()

    actions.send_prepared_invitation(invitation=invitation, by=office, today=TODAY)

    invitation.refresh_from_db()
    assert (invitation.state, invitation.expires_on) == ("open", TODAY + dt.timedelta(days=14))
    assert invitation.partner.log.get().verb == "colleague-invited"
    with pytest.raises(InvitationOver):
        actions.send_prepared_invitation(invitation=invitation, by=office, today=TODAY)
    with pytest.raises(InvitationOver):
        actions.discard_prepared_invitation(invitation=invitation)


def test_all_prepared_invitations_are_sent_by_one_job(read, take, office):
    take(read(NEW, "Zwei AG;;;;;;;;alex@zwei.example"))
    gone = factories.TeamInvitationFactory(state="prepared", partner__left=True)

    job = import_jobs.start_sending(by=office)
    import_jobs.send_prepared_invitations(job.pk)
    import_jobs.send_prepared_invitations(job.pk)

    assert set(TeamInvitation.objects.pending().values_list("email", flat=True)) == {
        "kim@neu.example", "alex@zwei.example",
    }  # fmt: skip
    assert TeamInvitation.objects.unsent().get() == gone
    assert not import_jobs.send(999_999, office)


def test_who_accepts_finds_the_name_in_the_form(client, office):
    invitation = factories.TeamInvitationFactory(first_name="Kim", last_name="Muster")

    page = client.get(reverse("partners:team_invitation", args=[team_invitations.make(invitation)]))

    assert 'value="Kim"' in page.content.decode()


def test_invitation_by_a_lead_takes_the_place_of_a_prepared_one(office):
    prepared = factories.TeamInvitationFactory(state="prepared", email="kim@neu.example")

    actions.invite_colleague(partner=prepared.partner, email="KIM@neu.example", role="editor", by=office, today=TODAY)

    assert [(one.state, one.role) for one in TeamInvitation.objects.all()] == [("open", "editor")]


def test_partner_that_leaves_loses_what_was_prepared(office):
    prepared = factories.TeamInvitationFactory(state="prepared")

    actions.change_status(partner=prepared.partner, status="left", by=office, day=TODAY)

    assert not TeamInvitation.objects.exists()


# -- What is kept, and how long --------------------------------------------------------------------------------------


def forget(days: int = 0) -> None:
    RetentionRule.objects.get_or_create(key="partner-imports", defaults={"days": 1})
    RetentionRule.objects.get_or_create(key="unsent-invitations", defaults={"days": 90})
    for key in ("partner-imports", "unsent-invitations"):
        retention.apply(retention.RULES[key], timezone.now() + dt.timedelta(days=days))


def test_rows_and_file_go_after_a_day_and_the_partners_stay(read, take, django_capture_on_commit_callbacks):
    found = take(read(NEW))
    storage, name = found.file.storage, found.file.name
    forget()
    assert ImportRow.objects.count() == 1

    with django_capture_on_commit_callbacks(execute=True):
        forget(days=1)

    found.refresh_from_db()
    assert (found.file.name, found.rows.count(), found.counts, Partner.objects.count()) == ("", 0, {"new": 1}, 1)
    assert not storage.exists(name)
    assert not found.can_be_undone(timezone.now())


def test_preview_that_was_left_lying_goes_too(read):
    found = read(NEW)
    PartnerImport.objects.update(created_at=timezone.now() - dt.timedelta(days=2))

    assert [one.count for one in retention.preview(timezone.now()) if one.rule.key == "partner-imports"] == [1]
    forget()

    assert found.rows.count() == 0


def test_invitations_that_nobody_sends_go(office):
    factories.TeamInvitationFactory(state="prepared", sent_at=timezone.now() - dt.timedelta(days=91))
    factories.TeamInvitationFactory(state="prepared")

    forget()

    assert TeamInvitation.objects.count() == 1
