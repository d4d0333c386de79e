from partners.admin import agreement, letter, log, pact, partner, people

__all__ = ["agreement", "letter", "log", "pact", "partner", "people"]
