"""What the services get from the environment and .env, what is set where they name nothing, and whether it fits."""

import errno
import os
import secrets
import socket
from pathlib import Path

import dj_database_url
import psycopg2
import redis

from klimapakt.lib.services.processes import CannotStart

Environment = dict[str, str]
HIGHEST_PORT = 65535


def read_environment(file: Path | None = None) -> Environment:
    """The environment, with what the file adds to it. Empty values count as missing."""
    environment = {name: value for name, value in os.environ.items() if value}
    if file and file.exists():
        for line in file.read_text().splitlines():
            name, mark, value = line.partition("=")
            if mark and not name.lstrip().startswith("#") and (given := value.strip().strip("\"'")):
                environment.setdefault(name.strip(), given)
    return environment


def set_defaults(environment: Environment, state: Path, folder: Path, port: int) -> None:
    """A portal at localhost is a demo, unless DEMO says otherwise; elsewhere it is none."""
    environment.setdefault("SECRET_KEY", own_secret(state / "secret"))
    environment.setdefault("DATA_DIR", str(folder / "data"))
    environment.setdefault("BEAT_FILE", str(folder / "celerybeat-schedule"))
    environment.setdefault("STATIC_ROOT", str(folder / "staticfiles"))
    environment.setdefault("BASE_URL", f"http://localhost:{port}")
    environment.setdefault("DEMO", "1" if is_local(environment) else "0")
    if is_local(environment):  # compressing takes half a minute of a first start and spares no way here
        environment.setdefault("STATIC_FILES", "named")
    if environment["DEMO"] == "1":
        environment.setdefault("STAFF_SECOND_FACTOR", "0")


def is_local(environment: Environment) -> bool:
    return environment["BASE_URL"].startswith("http://localhost")


def own_secret(file: Path) -> str:
    """Made once, readable by its owner only."""
    if not file.exists():
        write_private(file, secrets.token_urlsafe(50))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        output.write(text)


def address_to_listen_on(environment: Environment) -> tuple[str, int]:
    text = environment.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise CannotStart(f"PORT is {text!r}: it must be a number from 1 to {HIGHEST_PORT}, such as PORT=8000.")
    return environment.get("HOST", "127.0.0.1"), int(text)


def claim(host: str, port: int) -> None:
    """Says it before anything starts if the port cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CannotStart(
                    f"Port {port} is taken: stop what uses it, or start with PORT={port + 1} ./portal run."
                ) from None
            raise CannotStart(
                f"Nothing can listen on {host}, port {port} ({error.strerror}): set HOST and PORT to what is allowed here."
            ) from None


def reach_database(url: str) -> None:
    """A given database is there, or one sentence says what is wrong with it."""
    try:
        given = dj_database_url.parse(url)
        psycopg2.connect(
            host=given["HOST"],
            port=given["PORT"] or None,
            user=given["USER"],
            password=given["PASSWORD"],
            dbname=given["NAME"],
            **{"connect_timeout": 5, **given.get("OPTIONS", {})},
        ).close()
    except (ValueError, psycopg2.Error) as problem:
        raise CannotStart(
            f"The database of DATABASE_URL cannot be reached ({first_line(problem)}): "
            "start it, correct the address, or leave DATABASE_URL out."
        ) from None


def reach_redis(url: str) -> None:
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5)
        client.ping()
        client.close()
    except (ValueError, redis.RedisError) as problem:
        raise CannotStart(
            f"The Redis of REDIS_URL cannot be reached ({first_line(problem)}): "
            "start it, correct the address, or leave REDIS_URL out."
        ) from None


def first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]
