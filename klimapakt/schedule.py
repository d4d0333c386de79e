"""The only place that says when something runs by the clock."""

from celery.schedules import crontab

SCHEDULE = {
    "sweep the outbox": {"task": "partners.clock.sweep_outbox", "schedule": 60.0},
    "read the mailbox": {"task": "partners.clock.read_mailbox", "schedule": 120.0},
    "send what was scheduled": {"task": "events.clock.send_scheduled_mailings", "schedule": 60.0},
    "sweep stuck jobs": {"task": "partners.clock.sweep_jobs", "schedule": 300.0},
    "remind of agreements": {"task": "partners.clock.remind_of_agreements", "schedule": crontab(hour=8, minute=30)},
    "clear forgotten interests": {
        "task": "partners.clock.clear_forgotten_interests",
        "schedule": crontab(hour=3, minute=20),
    },
    "clear sessions": {"task": "partners.clock.clear_sessions", "schedule": crontab(hour=3, minute=10)},
    "keep the retention rules": {"task": "partners.clock.keep_retention_rules", "schedule": crontab(hour=3, minute=30)},
    "expire team invitations": {
        "task": "partners.clock.expire_team_invitations",
        "schedule": crontab(hour=0, minute=20),
    },
    "complete leavings": {"task": "partners.clock.complete_leavings", "schedule": crontab(hour=0, minute=15)},
    "complete handovers": {"task": "partners.clock.complete_handovers", "schedule": crontab(hour=0, minute=25)},
    "offer free seats": {"task": "events.clock.offer_free_seats", "schedule": 60.0},
    "confirm answers": {"task": "events.clock.confirm_answers", "schedule": 10.0},
    "open rounds": {"task": "emissions.clock.open_rounds", "schedule": crontab(hour=7, minute=30)},
    "remind of deliveries": {"task": "emissions.clock.remind_of_deliveries", "schedule": crontab(hour=8, minute=0)},
    "tell of questions": {"task": "emissions.clock.tell_of_questions", "schedule": 60.0},
    "draw lost receipts": {"task": "emissions.clock.draw_receipts", "schedule": 300.0},
    "forget imports of lines": {
        "task": "emissions.clock.forget_line_imports",
        "schedule": crontab(hour=3, minute=40),
    },
}
