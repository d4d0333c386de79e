from partners.admin import letter, log, pact, partner, people

__all__ = ["letter", "log", "pact", "partner", "people"]
