import pytest
from django.urls import reverse

from partners.models import Recipient
from tests.factories import PASSWORD, UserFactory


@pytest.mark.django_db
def test_a_notice_about_the_account_is_in_the_outbox(client, mailoutbox):
    user = UserFactory()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    new = "ein anderer Satz mit Punkt."

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    recipient = Recipient.objects.get()
    assert (recipient.email, recipient.letter.purpose) == (user.email, "account-notice")
    assert "Passwort wurde geändert" in recipient.letter.text
    assert mailoutbox == []


@pytest.mark.django_db
def test_a_login_code_is_sent_at_once_and_kept_nowhere(client, mailoutbox):
    user = UserFactory()

    client.post(reverse("account_request_login_code"), {"email": user.email})

    assert [mail.to for mail in mailoutbox] == [[user.email]]
    assert Recipient.objects.count() == 0
