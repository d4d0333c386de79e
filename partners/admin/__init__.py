from partners.admin import agreement, letter, log, offer, pact, partner, people, privacy

__all__ = ["agreement", "letter", "log", "offer", "pact", "partner", "people", "privacy"]
