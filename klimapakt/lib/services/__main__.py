"""`python -m klimapakt.lib.services run|test|manage`, called by ./portal once .venv stands."""

import sys

from klimapakt.lib.services.commands import manage, run, test

if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    sys.exit({"run": run, "test": test, "manage": manage}[command](arguments))
