"""The common answer in one step of the database: events/actions/press.py says why."""

from django.db import migrations

PRESS = """
CREATE PROCEDURE events_press(recipient_key bigint, answer text, zone text, INOUT is_taken boolean DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
    person partners_recipient;
    event events_event;
    company partners_partner;
    invitation events_invitation;
    seat integer;
BEGIN
    -- The lock comes first; each statement after it sees what those before us have taken.
    SELECT e.* INTO event FROM events_event e WHERE e.id = (
        SELECT m.event_id FROM events_mailing m JOIN partners_recipient r ON r.letter_id = m.letter_id
        WHERE r.id = recipient_key
    ) FOR UPDATE;
    IF event.status IS DISTINCT FROM 'published' OR event.ends_at < clock_timestamp()
        OR event.answer_until < ((clock_timestamp() + interval '1 second') AT TIME ZONE zone)::date THEN
        RETURN;
    END IF;
    SELECT r.* INTO person FROM partners_recipient r
        JOIN partners_letter l ON l.id = r.letter_id JOIN events_mailing m ON m.letter_id = l.id
        WHERE r.id = recipient_key AND l.state <> 'draft' AND m.kind <> 'test' FOR SHARE OF r;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF person.partner_id IS NULL THEN
        SELECT i.* INTO invitation FROM events_invitation i
            WHERE i.event_id = event.id AND i.partner_id IS NULL AND lower(i.email) = lower(person.email) FOR UPDATE;
    ELSE
        SELECT i.* INTO invitation FROM events_invitation i
            WHERE i.event_id = event.id AND i.partner_id = person.partner_id FOR UPDATE;
        SELECT p.* INTO company FROM partners_partner p WHERE p.id = person.partner_id;
    END IF;
    IF invitation.id IS NULL OR invitation.state = 'withdrawn' OR company.status = 'left' THEN
        RETURN;
    END IF;
    PERFORM 1 FROM events_registration r WHERE r.event_id = event.id AND lower(r.email) = lower(person.email);
    IF FOUND THEN
        RETURN;
    END IF;
    PERFORM 1 FROM events_registration r WHERE r.invitation_id = invitation.id;
    IF FOUND THEN
        RETURN;
    END IF;
    IF answer = 'accepted' THEN
        PERFORM 1 FROM events_registration r WHERE r.event_id = event.id AND r.state = 'waiting' LIMIT 1;
        IF NOT FOUND THEN
            SELECT min(number) INTO seat FROM generate_series(1, event.capacity) AS number WHERE NOT EXISTS (
                SELECT 1 FROM events_registration r WHERE r.event_id = event.id AND r.seat_no = number
            );
        END IF;
        INSERT INTO events_registration (
            event_id, invitation_id, recipient_id, partner_id, name, email, company, language, state, seat_no, via,
            phone, stands_in_for, certificate, needs, may_be_photographed, created_at, changed_at
        ) VALUES (
            event.id, invitation.id, person.id, invitation.partner_id, coalesce(nullif(person.name, ''), person.email),
            person.email, coalesce(company.name, ''), person.language,
            CASE WHEN seat IS NULL THEN 'waiting' ELSE 'seated' END, seat, 'link',
            '', '', '', '', false, clock_timestamp(), clock_timestamp()
        );
    END IF;
    UPDATE events_invitation SET state = answer, answered_at = clock_timestamp(), answered_by = person.email,
        to_confirm_id = person.id WHERE id = invitation.id;
    INSERT INTO partners_logentry (at, partner_id, verb, subject_type, subject_key, state_from, state_to, reason)
        VALUES (clock_timestamp(), invitation.partner_id, 'invitation-answered', 'events.invitation',
            invitation.id::text, '', answer, '');
    is_taken := true;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("partners", "0001_initial")]

    operations = [migrations.RunSQL(PRESS, "DROP PROCEDURE events_press")]
