from partners.admin import agreement, letter, log, offer, pact, partner, people

__all__ = ["agreement", "letter", "log", "offer", "pact", "partner", "people"]
