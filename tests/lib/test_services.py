"""The launcher: parts that need no second portal."""

import ast
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from klimapakt.lib.services import commands, valkey
from klimapakt.lib.services.processes import CannotStart, Stack

ROOT = Path(settings.BASE_DIR)


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_launcher_parses_on_old_pythons():
    ast.parse((ROOT / "portal").read_text(), feature_version=(3, 6))


def test_a_dead_child_is_started_again_and_said(tmp_path, capsys):
    stack = Stack(tmp_path)
    child = stack.start("probe", [sys.executable, "-c", "import time; time.sleep(60)"], {})
    first = child.process.pid
    child.process.kill()
    child.process.wait()

    wait_for(lambda: stack.revive() or (child.is_running and child.process.pid != first))

    assert "probe ended" in capsys.readouterr().out
    stack.stop()
    assert not child.is_running


def test_a_long_log_is_rotated(tmp_path):
    (tmp_path / "probe.log").write_bytes(b"x" * 6_000_000)
    stack = Stack(tmp_path)

    stack.start("probe", [sys.executable, "-c", "pass"], {})
    stack.stop()

    assert (tmp_path / "probe.log.1").stat().st_size == 6_000_000


def test_a_taken_port_is_said_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} is taken.*PORT={port + 1}"):
            commands.claim("127.0.0.1", port)


def test_a_socket_left_by_a_dead_server_does_not_answer(tmp_path):
    path = tmp_path / "valkey.sock"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))

    assert not valkey.answers(path)


def test_long_paths_of_sockets_move_to_the_temporary_folder(tmp_path):
    deep = tmp_path / ("x" * 60) / ("y" * 60)

    assert len(str(commands.socket_folder(deep))) <= 80


def test_given_services_are_used_and_none_is_started(tmp_path):
    given = {"DATABASE_URL": "postgres://x/y", "REDIS_URL": "redis://x", "EMAIL_URL": "smtp://x", "SECRET_KEY": "s"}
    stack = Stack(tmp_path)

    commands.start_services(stack, environment := dict(given), tmp_path, is_throw_away=True)

    assert stack.children == []
    assert given.items() <= environment.items()


def test_the_catcher_keeps_each_mail_whole(tmp_path):
    port = commands.free_port()
    command = [sys.executable, "-m", "klimapakt.lib.services.mailbox", str(tmp_path), str(port)]
    catcher = subprocess.Popen(command, cwd=ROOT)
    try:
        commands.wait_for_port(port)
        with smtplib.SMTP("127.0.0.1", port) as server:
            server.sendmail("a@x.example", ["b@x.example"], b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\nText\r\n")
    finally:
        catcher.terminate()
        catcher.wait()

    (file,) = tmp_path.glob("*.eml")
    assert file.read_bytes().endswith(b"Text\r\n")


def test_the_environment_file_adds_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    monkeypatch.setenv("PORT", "9000")
    (tmp_path / ".env").write_text("# Kommentar\nPORT=1\nBASE_URL='https://a.example'\n")

    environment = commands.read_environment()

    assert (environment["PORT"], environment["BASE_URL"]) == ("9000", "https://a.example")


def test_every_setting_is_named_in_the_example():
    source = (ROOT / "klimapakt" / "settings.py").read_text()
    read = {node.args[0].value for node in ast.walk(ast.parse(source)) if is_env_call(node)}
    named = {line.lstrip("# ").partition("=")[0] for line in (ROOT / ".env.example").read_text().splitlines()}

    assert read - named == set()


def is_env_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "env"
