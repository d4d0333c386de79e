from partners.admin import letter, log, pact, partner, people, privacy

__all__ = ["letter", "log", "pact", "partner", "people", "privacy"]
