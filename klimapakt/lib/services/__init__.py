"""The services that ./portal starts where none are given: PostgreSQL, Valkey, a mail catcher."""
