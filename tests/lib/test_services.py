"""The launcher: parts that need no second portal."""

import ast
import fcntl
import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from ruamel.yaml import YAML

from klimapakt.lib.services import commands, embedded, environment, locks, postgres, valkey
from klimapakt.lib.services.environment import read_environment
from klimapakt.lib.services.postgres import Postgres
from klimapakt.lib.services.processes import LOG_BYTES, CannotStart, Stack

ROOT = Path(settings.BASE_DIR)
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


# -- The first file ----------------------------------------------------------------------------------------------------


def test_launcher_parses_on_old_pythons():
    ast.parse((ROOT / "portal").read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("arguments", ([], ["start"]))
def test_a_wrong_command_is_answered_with_the_right_ones(arguments):
    result = subprocess.run(
        [sys.executable, "portal", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert result.stderr == "Say what to do: ./portal run | test | manage | install (./portal --help explains).\n"


def test_manage_py_alone_says_what_to_use_instead():
    result = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env={"PATH": ""}, capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert re.fullmatch(r'.*"SECRET_KEY" not set.*`\./portal manage .*\.env\.example names\.\n', result.stderr)


# -- Children ----------------------------------------------------------------------------------------------------------


def test_a_dead_child_is_started_again_and_said(tmp_path, capsys):
    stack = Stack(tmp_path)
    child = stack.start("probe", SLEEP, {})
    first = child.process.pid
    child.process.kill()
    child.process.wait()

    wait_for(lambda: stack.revive() or (child.is_running and child.process.pid != first))

    assert re.search(r"probe ended \(-9\); starting it again in 1 s\..*probe runs again", capsys.readouterr().out, re.S)
    stack.stop()
    assert not child.is_running


def test_a_child_that_dies_again_waits_longer(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("klimapakt.lib.services.processes.BACK_OFF_SECONDS", (0, 30))
    stack = Stack(tmp_path)
    child = stack.start("probe", [sys.executable, "-c", "raise SystemExit(3)"], {})

    wait_for(lambda: stack.revive() or child.deaths == 2)
    stack.stop()

    assert "probe ended (3); starting it again in 30 s" in capsys.readouterr().out


def test_what_a_dead_child_had_started_ends_before_it_starts_again(tmp_path):
    marker = tmp_path / "grandchild"
    stack = Stack(tmp_path)
    child = stack.start("probe", ["sh", "-c", f"sleep 60 & echo $! > {marker}; wait"], {"PATH": os.environ["PATH"]})
    wait_for(lambda: marker.exists() and marker.read_text())
    child.process.kill()
    child.process.wait()

    stack.revive()

    wait_for(lambda: is_gone(int(marker.read_text())))
    stack.stop()


def test_a_program_that_is_missing_is_said_in_one_sentence(tmp_path):
    with pytest.raises(CannotStart, match=r"probe cannot be started: .*No such file"):
        Stack(tmp_path).start("probe", ["/nowhere/probe"], {})


def test_a_long_log_is_rotated_while_its_child_writes_on(tmp_path):
    (tmp_path / "probe.log").write_bytes(b"x" * (LOG_BYTES - 1))
    stack = Stack(tmp_path)
    code = "import sys, time; print('first', flush=True); sys.stdin.read(); time.sleep(60)"
    stack.start("probe", [sys.executable, "-c", code], {})
    log = tmp_path / "probe.log"
    wait_for(lambda: log.stat().st_size > LOG_BYTES)

    stack.revive()
    stack.stop()

    assert (tmp_path / "probe.log.1").read_bytes().endswith(b"xfirst\n")
    assert log.stat().st_size == 0


# -- One launcher at a time --------------------------------------------------------------------------------------------


def test_what_a_killed_launcher_left_is_ended(tmp_path, capsys):
    file = tmp_path / "children.lock"
    with file.open("w") as theirs:
        fcntl.flock(theirs, fcntl.LOCK_EX)
        left = subprocess.Popen(SLEEP, pass_fds=(theirs.fileno(),))

    with file.open("w") as lock:
        locks.end_leftovers(lock, patience=0)

    assert left.wait(5) == -signal.SIGKILL
    assert "the last start was killed" in capsys.readouterr().out


def test_a_second_launcher_in_the_same_folder_is_refused(tmp_path):
    folder = tmp_path / "run"
    folder.mkdir()
    code = f"import pathlib, klimapakt.lib.services.locks as l\nwith l.own_stack(pathlib.Path({str(folder)!r})): pass"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

        assert locks.is_locked(folder / "lock")

    assert (result.returncode, result.stderr) == (1, "`./portal run` runs here already: stop it first.\n")
    assert not locks.is_locked(folder / "lock")


def test_manage_is_refused_while_no_portal_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "STATE", tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "environment.json").write_text("{}")  # left by a kill -9

    with pytest.raises(SystemExit, match=r"does not run: start it with \./portal run"):
        commands.manage(["check"])


# -- Settings ----------------------------------------------------------------------------------------------------------


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} is taken.*PORT={port + 1}"):
            environment.claim("127.0.0.1", port)


def test_an_address_of_another_machine_is_said_in_one_sentence():
    with pytest.raises(CannotStart, match=r"Nothing can listen on 192\.0\.2\.1, port 8000 .*HOST and PORT"):
        environment.claim("192.0.2.1", 8000)


@pytest.mark.parametrize("port", ("http", "0", "65536", "-1", "80 80"))
def test_an_impossible_port_is_said_in_one_sentence(port):
    with pytest.raises(CannotStart, match=f"PORT is '{port}': it must be a number from 1 to 65535"):
        environment.address_to_listen_on({"PORT": port})


def test_the_environment_file_adds_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HOST", "")
    monkeypatch.delenv("BASE_URL")
    monkeypatch.delenv("DATA_DIR")
    (tmp_path / ".env").write_text("# Kommentar\nPORT=1\nHOST=::1\nDATA_DIR=\nBASE_URL='https://a.example'\n")

    read = read_environment(tmp_path / ".env")

    assert (read["PORT"], read["HOST"], read["BASE_URL"]) == ("9000", "::1", "https://a.example")
    assert "DATA_DIR" not in read


def test_a_portal_at_localhost_is_a_demo_and_no_other(tmp_path):
    local, public = {}, {"BASE_URL": "https://klimapakt.example"}

    for settings_ in (local, public):
        environment.set_defaults(settings_, tmp_path, tmp_path / "run", 8000)

    assert (local["BASE_URL"], local["DEMO"], local["STAFF_SECOND_FACTOR"]) == ("http://localhost:8000", "1", "0")
    assert (public["DEMO"], "STAFF_SECOND_FACTOR" in public) == ("0", False)


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    file = tmp_path / "secret"

    first, second = environment.own_secret(file), environment.own_secret(file)

    assert first == second
    assert len(first) >= 50
    assert file.stat().st_mode & 0o777 == 0o600


# -- Services ----------------------------------------------------------------------------------------------------------


def test_given_services_are_used_and_none_is_started(tmp_path):
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")}
    stack = Stack(tmp_path)

    embedded.start_services(stack, used := dict(given), is_throw_away=True)

    assert stack.children == []
    assert used == given


@pytest.mark.parametrize(
    "url", ("postgres://x:secret@127.0.0.1:1/y", "postgres://x:secret@%2Fnowhere/y", "sqlserver://x:secret@y/z")
)
def test_a_given_database_out_of_reach_is_said_in_one_sentence(url):
    with pytest.raises(CannotStart, match=r"^The database of DATABASE_URL cannot be reached \(.+\): start") as said:
        environment.reach_database(url)

    assert "\n" not in str(said.value)
    assert "secret" not in str(said.value)


@pytest.mark.parametrize("url", ("redis://:secret@127.0.0.1:1/0", "unix:///nowhere?db=0", "http://x"))
def test_a_given_redis_out_of_reach_is_said_in_one_sentence(url):
    with pytest.raises(CannotStart, match=r"^The Redis of REDIS_URL cannot be reached \(.+\): start it, ") as said:
        environment.reach_redis(url)

    assert "secret" not in str(said.value)


def test_a_socket_left_by_a_dead_server_does_not_answer(tmp_path):
    path = tmp_path / "valkey.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))

    assert not valkey.answers(path)


def test_long_paths_of_sockets_move_to_the_temporary_folder(tmp_path):
    deep = tmp_path / ("x" * 60) / ("y" * 60)

    assert len(str(embedded.socket_folder(deep))) <= 80


def test_data_of_another_postgresql_are_left_alone(tmp_path):
    cluster = Postgres(Stack(tmp_path), tmp_path / "postgres", tmp_path)
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(CannotStart, match=r"made by PostgreSQL 17, this is 18: move the folder away"):
        cluster._check_version()


def test_an_interrupted_first_start_leaves_nothing_that_looks_like_data(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "LOCALE", ("--no-such-option",))
    cluster = Postgres(Stack(tmp_path), tmp_path / "postgres", tmp_path)

    with pytest.raises(CannotStart, match=r"could not make its folder"):
        cluster._initdb()

    assert cluster._version() == ""


def test_the_copy_of_the_binaries_is_made_anew_for_another_version(tmp_path, monkeypatch):
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(postgres, "package_folder", lambda: package)
    base = tmp_path / "copy"
    base.mkdir()
    for version in ("1", "1", "2"):
        monkeypatch.setattr(postgres.importlib.metadata, "version", lambda _name, version=version: version)
        (package / f"made-{len(list(package.iterdir()))}").touch()

        postgres.copy_binaries(base)

        copied = len(list((base / "postgres").iterdir()))
        assert ((base / "version").read_text(), copied) == (version, {"1": 1, "2": 3}[version])


def test_the_embedded_database_answers_at_its_address():
    psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()


def test_the_catcher_keeps_each_mail_whole_and_ends_when_told(tmp_path):
    port = embedded.free_port()
    command = [sys.executable, "-m", "klimapakt.lib.services.mailbox", str(tmp_path), str(port)]
    catcher = subprocess.Popen(command, cwd=ROOT)
    try:
        embedded.wait_for_port(port)
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.sendmail("a@x.example", ["b@x.example"], b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nText\r\n")
    finally:
        catcher.terminate()
        code = catcher.wait(10)

    (file,) = tmp_path.glob("*.eml")
    assert file.read_bytes().endswith(b"Text\r\n")
    assert code == 0


# -- The files that describe the same parts ----------------------------------------------------------------------------


def settings_read() -> set[str]:
    """Names that settings, launcher, Celery and compose file read from the environment."""
    sources = [ROOT / "klimapakt" / "settings.py", ROOT / "klimapakt" / "celery.py"]
    sources += (ROOT / "klimapakt" / "lib" / "services").glob("*.py")
    names = {name for source in sources for node in ast.walk(ast.parse(source.read_text())) for name in named_by(node)}
    names |= set(re.findall(r"(?<!\$)\$\{?([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    return names - {"PATH", "DJANGO_SETTINGS_MODULE"}


def named_by(node: ast.AST) -> list[str]:
    """env.str("X"), os.environ.get("X"), environment["X"], environment.setdefault("X", …)."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        holder, name = node.func.value, node.args[0]
    elif isinstance(node, ast.Subscript):
        holder, name = node.value, node.slice
    else:
        return []
    is_read = ast.unparse(holder) in {"env", "environment", "os.environ"}
    return [name.value] if is_read and isinstance(name, ast.Constant) and isinstance(name.value, str) else []


def settings_named() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))


def test_the_example_names_every_setting_and_no_other():
    assert settings_read() == settings_named()


def test_the_compose_file_runs_the_same_parts_without_a_secret():
    text = (ROOT / "docker-compose.yml").read_text()
    services = YAML(typ="safe").load(text)["services"]

    assert set(services) == {"migrate", "web", "worker", "bulk", "documents", "beat", "mail", "database", "redis"}
    assert [name for name, service in services.items() if "PASSWORD" in str(service.get("environment", ""))] == [
        name for name in services if "${POSTGRES_PASSWORD" in str(services[name].get("environment", ""))
    ]
    assert "SECRET_KEY" not in text


def is_gone(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"
