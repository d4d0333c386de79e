from partners.admin import letter, log, offer, pact, partner, people

__all__ = ["letter", "log", "offer", "pact", "partner", "people"]
