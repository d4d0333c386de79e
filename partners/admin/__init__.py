from partners.admin import log, pact, partner, people

__all__ = ["log", "pact", "partner", "people"]
