"""What ./portal does once .venv stands: run, test, manage."""

import contextlib
import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from klimapakt.lib.services.embedded import start_services
from klimapakt.lib.services.environment import (
    Environment,
    address_to_listen_on,
    claim,
    read_environment,
    set_defaults,
    write_private,
)
from klimapakt.lib.services.locks import is_locked, own_stack
from klimapakt.lib.services.processes import CannotStart, Stack, die_with_parent, say

ROOT = Path(__file__).resolve().parents[3]
STATE = ROOT / ".portal"
BROWSERS = ("chromium-headless-shell", "chromium")  # the first has no window and needs a fifth less time
LOGINS = ("lead", "pioneer", "editor", "viewer", "colleague", "office", "office-lead", "city", "chamber", "it")
NAMES = {"lead": "just joined", "pioneer": "lead, delivers for years", "colleague": "is asked to fill in sections"}


def run(arguments: list[str]) -> int:
    """Start everything and stay until Ctrl-C."""
    if arguments:
        raise SystemExit("./portal run takes no arguments: settings come from the environment, as in PORT=9000.")
    with own_stack(STATE / "run") as stack:
        environment = read_environment(ROOT / ".env")
        host, port = address_to_listen_on(environment)
        claim(host, port)
        set_defaults(environment, STATE, stack.folder, port)
        start_services(stack, environment)
        django(environment, "migrate", "-v0")
        say("database is up to date")
        load_demo(environment, stack.folder)
        collect_static(environment, stack.folder)
        write_private(stack.folder / "environment.json", json.dumps(environment))
        start_portal(stack, environment, host, port)
        wait_until_ready(stack, host, port)
        tell(environment)
        while True:
            stack.revive()
            time.sleep(0.5)


def test(arguments: list[str]) -> int:
    """Run the tests on services of their own, which keep nothing. What .env says is for ./portal run."""
    browser = install_browser()
    with own_stack(STATE / "test") as stack:
        environment = read_environment()
        static = stack.folder / "static"
        static.mkdir(exist_ok=True)  # WhiteNoise warns without one
        environment |= {
            "STATIC_ROOT": str(static),
            "BASE_URL": "http://localhost:8000",
            "DEMO": "1",
            "STAFF_SECOND_FACTOR": "0",
            "STATIC_FILES": "as they lie",
            "CHROMIUM": browser,
        }
        set_defaults(environment, STATE, stack.folder, port=8000)
        start_services(stack, environment, is_throw_away=True)
        workers = [] if any(a.startswith(("-n", "-p")) for a in arguments) else ["-n", str(min(os.cpu_count() or 1, 4))]
        return call(environment, "-m", "pytest", *workers, "--dist", "loadgroup", *arguments)


def manage(arguments: list[str]) -> int:
    """manage.py with the settings of the running portal."""
    folder = STATE / "run"
    file = folder / "environment.json"
    if not file.exists() or not is_locked(folder / "lock"):
        raise SystemExit("The portal does not run: start it with ./portal run.")
    return call(os.environ | json.loads(file.read_text()), "manage.py", *arguments)


def start_portal(stack: Stack, environment: Environment, host: str, port: int) -> None:
    celery = [sys.executable, "-m", "celery", "-A", "klimapakt"]
    quiet = ["--without-mingle", "--without-gossip", "-l", "INFO"]
    worker = [*celery, "worker", *quiet]
    start = partial(stack.start, environment=environment, is_client=True)
    start("worker", [*worker, "-n", "mail@%h", "-Q", "default,mail", "-c", "2"])
    start("bulk", [*worker, "-n", "bulk@%h", "-Q", "bulk", "-c", "2"])  # no mailing waits for a document
    start("documents", [*worker, "-n", "documents@%h", "-Q", "documents", "-c", "2"])
    start("beat", [*celery, "beat", "-l", "INFO", "--pidfile="], grace_seconds=10)
    start(
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
    )


def wait_until_ready(stack: Stack, host: str, port: int, seconds: int = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answers_ready(host, port):
            return
        web = stack.children[-1]
        if not web.is_running:
            raise CannotStart(f"The web server stopped:\n{web.tail()}")
        time.sleep(0.2)
    raise CannotStart(f"The portal is not ready after {seconds} s. Logs: {stack.folder}")


def answers_ready(host: str, port: int) -> bool:
    """Asked directly: urllib would ask the proxy of the environment."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/readyz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == 200
    return False


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
    if call(environment, "manage.py", *arguments):
        raise CannotStart(f"manage.py {arguments[0]} failed; its message stands above.")


def call(environment: Environment, *arguments: str) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, preexec_fn=die_with_parent).returncode


def load_demo(environment: Environment, folder: Path) -> None:
    """Once per database: asking it takes two seconds."""
    stamp = folder / "demo"
    if environment["DEMO"] == "1" and not (stamp.exists() and stamp.read_text() == environment["DATABASE_URL"]):
        django(environment, "demo")
        write_private(stamp, environment["DATABASE_URL"])
        say("demo is loaded")


def collect_static(environment: Environment, folder: Path) -> None:
    """Naming and compressing takes its time: only when a file, a package or the way changed."""
    stamp, manifest = folder / "static.stamp", Path(environment["STATIC_ROOT"]) / "staticfiles.json"
    wanted = hashlib.sha256(
        (ROOT / "requirements.txt").read_bytes() + f"{manifest}{environment.get('STATIC_FILES')}".encode()
    )
    for file in sorted((ROOT / "static").rglob("*")):
        wanted.update(f"{file}{file.stat().st_mtime_ns}".encode())
    if not manifest.exists() or not stamp.exists() or stamp.read_text() != wanted.hexdigest():
        django(environment, "collectstatic", "--noinput", "-v0")
        stamp.write_text(wanted.hexdigest())
        say("static files are collected")


def install_browser() -> str:
    """Path of a Chromium for the journeys: installed where that is possible, else they are skipped, loudly."""
    found = find_browser()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        say("installing Chromium for the journeys")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        for name in BROWSERS:  # older Debians have only the second
            command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name, "libatomic1"]
            if not subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
                break
        found = find_browser()
    if not found:
        say("NO BROWSER: the journeys are skipped. Install chromium to run them.")
    return found


def find_browser() -> str:
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")
