"""Dockerfile, compose.yaml and deploy/ hold together, and docs/operations.md names every variable."""

import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tests.processes import environment

from . import compose, proxy
from .compose import ROOT

FILLED = {**compose.env_file(), "SECRET_KEY": "k" * 50, "POSTGRES_PASSWORD": "p"}
SERVICE_KEYS = {"build", "cap_drop", "command", "depends_on", "deploy", "env_file", "environment", "healthcheck"}
SERVICE_KEYS |= {"image", "init", "logging", "ports", "restart", "security_opt", "shm_size", "stop_grace_period"}
SERVICE_KEYS |= {"volumes"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def services():
    return compose.read(FILLED)["services"]


def test_hadolint_finds_nothing():
    found = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([found, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_image_copies_is_there_and_not_ignored():
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert sources
    assert all((ROOT / source).exists() for source in sources)
    assert set(sources) == allowed
    assert {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} - {"tests"} <= set(sources)


def test_the_image_collects_the_static_files_by_its_own_command(tmp_path):
    [step] = re.findall(r"^RUN (HEAT_DATA=.+)$", DOCKERFILE, re.MULTILINE)
    words = shlex.split(step.replace("/tmp/build", str(tmp_path / "build")))
    settings = dict(word.split("=", 1) for word in words[:2])
    static = tmp_path / "static"
    command = [sys.executable if word == "python" else word for word in words[2:]]
    subprocess.run(command, cwd=ROOT, env=environment(**settings, HEAT_STATIC=str(static)), check=True)
    assert (static / "js" / "work.js").read_bytes() == (ROOT / "static" / "js" / "work.js").read_bytes()
    assert (static / "admin").is_dir()


def test_the_services_are_written_as_compose_has_them(services):
    file = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert set(file) == {"name", "x-heat", "services", "volumes"}
    assert set(services) == {"migrate", "web", "worker", "proxy", "postgres", "redis"}
    for name, service in services.items():
        assert set(service) <= SERVICE_KEYS, name
        assert all(isinstance(word, str) for word in service["command"]), name
        assert all(isinstance(value, str) for value in service.get("environment", {}).values()), name
        assert all(isinstance(value, str) for value in service["logging"]["options"].values()), name
        assert service["restart"] in ("unless-stopped", "on-failure:5"), name


def test_each_service_waits_for_what_it_needs_by_a_check_that_is_there(services):
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert services[needed]["healthcheck"]["test"][0] == "CMD"
            else:
                assert how == {"condition": "service_completed_successfully"}
                assert "unless-stopped" not in services[needed]["restart"]
    assert {"migrate", "redis"} <= set(services["web"]["depends_on"]) & set(services["worker"]["depends_on"])


def test_volumes_are_declared_and_files_that_are_mounted_are_there(services):
    declared = compose.read(FILLED)["volumes"]
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith("./") else source in declared


def test_the_stages_that_are_built_are_those_of_the_dockerfile(services):
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", DOCKERFILE, re.MULTILINE))
    assert {service["build"]["target"] for service in services.values() if "build" in service} == stages


def test_every_command_of_ours_is_a_module_of_the_image(services):
    for service in (services["migrate"], services["web"], services["worker"], {"command": None}):
        command = service["command"] or services["web"]["healthcheck"]["test"][1:]
        assert command[:2] == ["python", "-m"]
        assert find_spec(command[2])
        assert fnmatch(command[2], "heatsite.*")


def test_what_must_be_set_is_in_the_example_and_nothing_is_guessed_for_it():
    needed = {name for name, default in compose.variables().items() if default is None}
    assert needed == {"SECRET_KEY", "POSTGRES_PASSWORD", "HEAT_PUBLIC_URL", "HEAT_HOSTS"}
    example = compose.env_file()
    assert needed <= set(example)
    assert example["SECRET_KEY"] == example["POSTGRES_PASSWORD"] == ""
    with pytest.raises(KeyError):
        compose.read({name: value for name, value in FILLED.items() if name != "SECRET_KEY"})


def test_only_the_proxy_is_reached_from_outside(services):
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_operations_name_every_variable_and_no_other():
    source = "".join(path.read_text() for path in ROOT.glob("heatsite/**/*.py"))
    read = set(re.findall(r"""(?:env\.\w+|environ\.get|_networks)\(\s*["']([A-Z_]+)["']""", source))
    read |= set(compose.variables()) | {"FORWARDED_ALLOW_IPS"}
    read -= {"DJANGO_SETTINGS_MODULE"}
    page = (ROOT / "docs" / "operations.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))
    assert documented == read


@pytest.mark.parametrize("name", ["plain.conf", "tls.conf"])
def test_nginx_finds_its_configuration_good(name, tmp_path):
    assert proxy.check(proxy.render(tmp_path), name) == ""


def test_nginx_finds_a_bad_configuration_bad(tmp_path):
    folder = proxy.render(tmp_path, client_max_body_size="client_most_body_size")
    assert "client_most_body_size" in proxy.check(folder, "plain.conf")
