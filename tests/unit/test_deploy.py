"""What ships for operators fits the program. Nothing here runs a container."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]

from bot import health
from bot.__main__ import make_parser
from bot.config import HEALTH_FILE, Settings
from bot.health import DEAF_SECONDS
from bot.last_report import STALE_SECONDS
from bot.migrate import PROJECT

DEPLOY = PROJECT / "deploy"
UNIT = DEPLOY / "gorizont.service"
SETTINGS = {name.upper() for name in Settings.model_fields}
# What the program itself does not read: of Python, of matplotlib, of compose.yaml.
OTHERS = {"PYTHONUNBUFFERED", "MPLCONFIGDIR", "DATABASE_PASSWORD"}


# systemd


def test_unit_of_systemd_waits_longer_than_a_deaf_bot_needs_to_say_so() -> None:
    unit = configparser.ConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(UNIT)
    service = unit["Service"]
    assert service["Type"] == "notify" and service["ExecStart"].endswith("-m bot run")
    assert int(service["WatchdogSec"]) > DEAF_SECONDS + health.TICK_SECONDS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_finds_no_fault_with_its_unit(tmp_path: Path) -> None:
    here = tmp_path / UNIT.name  # the program is not installed here, so Python stands for it
    here.write_text(re.sub("ExecStart=[^ ]+", f"ExecStart={sys.executable}", UNIT.read_text()))
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")


# The image


@pytest.fixture(scope="module")
def image() -> dict[str, list[str]]:
    """The instructions of the Containerfile, by their names."""
    with (DEPLOY / "Containerfile").open("rb") as file:
        parsed = DockerfileParser(fileobj=file).structure
    found: dict[str, list[str]] = {}
    for one in parsed:
        found.setdefault(one["instruction"], []).append(one["value"])
    return found


def test_image_holds_the_program_with_pinned_packages_and_nothing_else(image: dict[str, list[str]]) -> None:
    (base,) = image["FROM"]
    assert re.fullmatch(r"docker\.io/library/python:3\.(1[1-9])-slim", base)
    copied = {source for line in image["COPY"] for source in line.split()[:-1]}
    assert all((PROJECT / source).exists() for source in copied)
    program = {"bot", "handlers", "services", "locales", "migrations", "pyproject.toml", "requirements.lock"}
    assert copied == program
    assert any("--require-hashes --requirement requirements.lock" in line for line in image["RUN"])

    said = (PROJECT / ".dockerignore").read_text().splitlines()
    rules = [line for line in said if not line.startswith("#")]
    assert rules[0] == "*", "what is not named stays outside"
    assert {rule.removeprefix("!") for rule in rules if rule.startswith("!")} == copied


def test_image_runs_the_bot_without_rights_and_hears_its_end(image: dict[str, list[str]]) -> None:
    (entry,), (command,), (user,) = image["ENTRYPOINT"], image["CMD"], image["USER"]
    assert json.loads(entry) == ["python", "-m", "bot"], "by itself, not through a shell: it gets SIGTERM"
    make_parser().parse_args(json.loads(command))
    assert re.search(rf"useradd --uid [1-9]\d* .* {user} ", " ".join(image["RUN"]))
    assert image["STOPSIGNAL"] == ["SIGTERM"]


def test_image_asks_the_bot_how_it_is_before_its_word_is_stale(image: dict[str, list[str]]) -> None:
    (check,) = image["HEALTHCHECK"]
    options, _, command = check.partition(" CMD ")
    start, *arguments = json.loads(command)
    assert start == "python" and arguments[:2] == ["-m", "bot"]
    make_parser().parse_args(arguments[2:])
    assert int(re.findall(r"--interval=(\d+)s", options)[0]) <= STALE_SECONDS


def test_image_keeps_nothing_outside_its_volume(image: dict[str, list[str]]) -> None:
    (home,), (volume,) = image["WORKDIR"], image["VOLUME"]
    for address in (Settings.model_fields["database_url"].default, "postgresql+asyncpg://a@b/c"):
        written = Settings(_env_file=None, database_url=address).health_file
        assert f"{home}/{written}" == f"{volume}/{HEALTH_FILE}"
    assert any(line.endswith("--mode 0700 data") for line in image["RUN"])


# Compose


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def test_compose_migrates_a_database_that_answers_before_the_bot_starts(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services.keys() == {"database", "migrate", "bot"}
    for name in ("migrate", "bot"):
        make_parser().parse_args(services[name]["command"])
        assert services[name]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert services["bot"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert (services["migrate"]["command"], services["migrate"]["restart"]) == (["migrate"], "no")
    assert (services["bot"]["command"], services["bot"]["restart"]) == (["run"], "unless-stopped")
    assert services["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_compose_takes_secrets_from_the_env_file_alone_and_opens_no_port(compose: dict[str, Any]) -> None:
    written = yaml.safe_dump(compose)
    assert "ports" not in written and "BOT_TOKEN" not in written
    secrets = re.findall(r"\$\{(\w+)", written)
    assert set(secrets) == {"DATABASE_PASSWORD"}
    assert written.count("${DATABASE_PASSWORD:?") == len(secrets), "without it nothing starts"
    bot = compose["services"]["bot"]
    assert (DEPLOY / bot["env_file"]).resolve() == PROJECT / ".env"
    user = compose["services"]["database"]["environment"]["POSTGRES_USER"]
    address = re.sub(r"\$\{.*\}", "password", bot["environment"]["DATABASE_URL"])
    assert address == f"postgresql+asyncpg://{user}:password@database/gorizont"


def test_compose_builds_the_image_and_lets_it_write_its_data_only(
    compose: dict[str, Any], image: dict[str, list[str]]
) -> None:
    for name in ("migrate", "bot"):
        service = compose["services"][name]
        context = (DEPLOY / service["build"]["context"]).resolve()
        assert context == PROJECT and (context / service["build"]["dockerfile"]).exists()
        assert service["init"] and service["read_only"] and service["tmpfs"] == "/tmp"  # noqa: S108
        assert service["volumes"] == [f"data:{image['VOLUME'][0]}"]
    assert compose["volumes"].keys() == {"data", "database"}


def test_every_variable_is_known(compose: dict[str, Any], image: dict[str, list[str]]) -> None:
    named = {pair.partition("=")[0] for line in image["ENV"] for pair in line.split()}
    named |= compose["x-bot"]["environment"].keys() | set(re.findall(r"\$\{(\w+)", yaml.safe_dump(compose)))
    assert named <= SETTINGS | OTHERS
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert "DATABASE_PASSWORD=" in example
