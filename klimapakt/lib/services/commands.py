"""What ./portal does once .venv stands: run, test, manage."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from klimapakt.lib.services import valkey
from klimapakt.lib.services.postgres import Postgres
from klimapakt.lib.services.processes import CannotStart, Stack, say

ROOT = Path(__file__).resolve().parents[3]
STATE = ROOT / ".portal"
CHROMIUM = Path("/usr/bin/chromium")
LOGINS = ("lead", "pioneer", "editor", "viewer", "office", "office-lead", "city", "chamber", "it")
NAMES = {"lead": "just joined", "pioneer": "lead, delivers for years"}
Environment = dict[str, str]


def run(_arguments: list[str]) -> int:
    """Start everything and stay until Ctrl-C."""
    with services("run") as (stack, environment):
        port = int(environment.get("PORT", "8000"))
        host = environment.get("HOST", "127.0.0.1")
        claim(host, port)
        environment.setdefault("BASE_URL", f"http://localhost:{port}")
        environment.setdefault("DEMO", "1" if environment["BASE_URL"].startswith("http://localhost") else "0")
        if environment["DEMO"] == "1":
            environment.setdefault("STAFF_SECOND_FACTOR", "0")
        django(environment, "migrate", "-v0")
        say("database is up to date")
        if environment["DEMO"] == "1" and not (stack.folder / "demo").exists():
            django(environment, "demo")
            (stack.folder / "demo").touch()
            say("demo is loaded")
        collect_static(environment, stack.folder)
        (stack.folder / "environment.json").write_text(json.dumps(environment))
        (stack.folder / "environment.json").chmod(0o600)
        start_portal(stack, environment, host, port)
        wait_until_ready(stack, host, port)
        tell(environment)
        while True:
            stack.revive()
            time.sleep(0.5)


def test(arguments: list[str]) -> int:
    """Run the tests on services of their own, which keep nothing."""
    install_browser()
    with services("test", is_throw_away=True) as (stack, environment):
        static = stack.folder / "static"
        static.mkdir(exist_ok=True)  # WhiteNoise warns without one
        environment |= {
            "STATIC_ROOT": str(static),
            "DEMO": "1",
            "STAFF_SECOND_FACTOR": "0",
            "STATIC_MANIFEST": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
        }
        workers = [] if any(a.startswith(("-n", "-p")) for a in arguments) else ["-n", str(min(os.cpu_count() or 1, 4))]
        command = [sys.executable, "-m", "pytest", *workers, "--dist", "loadgroup", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def manage(arguments: list[str]) -> int:
    """manage.py with the settings of the running portal."""
    file = STATE / "run" / "environment.json"
    if not file.exists():
        raise SystemExit("The portal does not run: start it with ./portal run.")
    environment = json.loads(file.read_text()) | {"PATH": os.environ.get("PATH", "")}
    return subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=False).returncode


@contextlib.contextmanager
def services(kind: str, *, is_throw_away: bool = False) -> Iterator[tuple[Stack, Environment]]:
    """PostgreSQL, Redis and mail as the environment gives them, or our own; stopped in reverse order."""
    folder = STATE / kind
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise SystemExit(
            f"{folder} cannot be written ({error.strerror}): move the portal to a folder of yours."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"`./portal {kind}` runs here already: stop it first.") from None
        stack, environment = Stack(folder), read_environment()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, leave)
        try:
            start_services(stack, environment, folder, is_throw_away=is_throw_away)
            yield stack, environment
        except CannotStart as problem:
            raise SystemExit(str(problem)) from None
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            stack.stop()
            (folder / "environment.json").unlink(missing_ok=True)


def leave(number: int, _frame: object) -> None:
    raise SystemExit(0 if number == signal.SIGINT else 128 + number)


def start_services(stack: Stack, environment: Environment, folder: Path, *, is_throw_away: bool) -> None:
    sockets = socket_folder(folder)
    environment.setdefault("DATA_DIR", str(folder / "data"))
    environment.setdefault("BEAT_FILE", str(folder / "celerybeat-schedule"))
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY"] = own_secret()
    if not environment.get("DATABASE_URL"):
        postgres = Postgres(stack, folder / "postgres", sockets, is_throw_away)
        environment["DATABASE_URL"] = postgres.start()
    if not environment.get("REDIS_URL"):
        environment["REDIS_URL"] = valkey.start(stack, folder / "valkey", sockets, is_throw_away=is_throw_away)
    if not environment.get("EMAIL_URL"):
        mails, port = folder / "mail", free_port()
        if is_throw_away:
            shutil.rmtree(mails, ignore_errors=True)
        mails.mkdir(exist_ok=True)
        stack.start(
            "mail",
            [sys.executable, "-m", "klimapakt.lib.services.mailbox", mails, str(port)],
            environment,
            grace_seconds=5,
        )
        environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "MAILBOX_DIR": str(mails)}
        wait_for_port(port)


def start_portal(stack: Stack, environment: Environment, host: str, port: int) -> None:
    celery = [sys.executable, "-m", "celery", "-A", "klimapakt"]
    quiet = ["--without-mingle", "--without-gossip", "-l", "INFO"]
    stack.start("worker", [*celery, "worker", "-n", "mail@%h", "-Q", "default,mail", "-c", "2", *quiet], environment)
    stack.start(
        "documents", [*celery, "worker", "-n", "documents@%h", "-Q", "documents", "-c", "1", *quiet], environment
    )
    stack.start("beat", [*celery, "beat", "-l", "INFO", "--pidfile="], environment, grace_seconds=10)
    stack.start(
        "web",
        [
            sys.executable,
            "-m",
            "gunicorn",
            "klimapakt.wsgi",
            "-k",
            "gthread",
            "-w",
            "2",
            "--threads",
            "4",
            "-b",
            f"{host}:{port}",
            "--graceful-timeout",
            "10",
            "--no-control-socket",
        ],
        environment,
    )


def wait_until_ready(stack: Stack, host: str, port: int, seconds: int = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=5) as answer:
            if answer.status == 200:
                return
        web = stack.children[-1]
        if not web.is_running:
            raise CannotStart(f"The web server stopped:\n{web.tail()}")
        time.sleep(0.2)
    raise CannotStart(f"The portal is not ready after {seconds} s. Logs: {stack.folder}")


def tell(environment: Environment) -> None:
    address = environment["BASE_URL"]
    say(f"ready: {address}")
    if environment.get("DEMO") == "1":
        print("\n  Demo logins, password klimapakt-demo:")
        for name in LOGINS:
            print(f"    {name}@demo.example{f'  ({NAMES[name]})' if name in NAMES else ''}")
    if environment.get("MAILBOX_DIR"):
        print(f"\n  Mails that the portal sends: {address}/postfach/")
    print("  Ctrl-C stops everything.\n", flush=True)


def django(environment: Environment, *arguments: str) -> None:
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=False).returncode:
        raise CannotStart(f"manage.py {arguments[0]} failed; its message stands above.")


def collect_static(environment: Environment, folder: Path) -> None:
    """Compressing takes a quarter of a minute: only when a file or a package changed."""
    stamp = folder / "static"
    wanted = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted((ROOT / "static").rglob("*")):
        wanted.update(f"{file}{file.stat().st_mtime_ns}".encode())
    if not stamp.exists() or stamp.read_text() != wanted.hexdigest():
        django(environment, "collectstatic", "--noinput", "-v0")
        stamp.write_text(wanted.hexdigest())
        say("static files are collected")


def read_environment() -> Environment:
    """The environment, with what .env adds to it."""
    environment = dict(os.environ)
    file = ROOT / ".env"
    if file.exists():
        for line in file.read_text().splitlines():
            name, mark, value = line.partition("=")
            if mark and not name.lstrip().startswith("#"):
                environment.setdefault(name.strip(), value.strip().strip("\"'"))
    return environment


def own_secret() -> str:
    """Made once, readable by its owner only."""
    file = STATE / "secret"
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
            output.write(secrets.token_urlsafe(50))
    return file.read_text()


def socket_folder(folder: Path) -> Path:
    """Paths of sockets are limited to 107 bytes: a long one moves to the temporary folder."""
    path = folder / "s"
    if len(str(path)) > 80:
        key = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
        path = Path(tempfile.gettempdir()) / f"klimapakt-{os.getuid()}-{key}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise CannotStart(f"{path} belongs to somebody else: remove it and start again.")
    return path


def claim(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CannotStart(
                f"Port {port} is taken: stop what uses it, or start with PORT={port + 1} ./portal run."
            ) from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: int = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise CannotStart("The mail catcher did not start.")


def install_browser() -> None:
    """Chromium for the journeys: installed where that is possible, else they are skipped, loudly."""
    if CHROMIUM.exists():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Chromium for the journeys")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "libatomic1"]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if not CHROMIUM.exists():
        say("NO BROWSER: the journeys are skipped. Install chromium to run them.")
