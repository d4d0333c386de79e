from partners.admin import agreement, letter, log, note, offer, pact, partner, people, privacy

__all__ = ["agreement", "letter", "log", "note", "offer", "pact", "partner", "people", "privacy"]
