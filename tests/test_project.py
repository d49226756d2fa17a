"""The project's own files agree with each other and name no machine."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")

# Built from parts, so that this file does not name what it forbids.
FOLDERS = "|".join(["wo" + "rk", "ho" + "me", "tm" + "p", "op" + "t", "ro" + "ot", "Us" + "ers"])
MACHINE_PATH = re.compile(rf"(?<![\w.~%:/*-])/(?:{FOLDERS})/|file:/{{2}}")
HOSTS = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb" + "ian.org", "ana" + "conda.org"]
REGISTRY_HOST = re.compile("|".join(re.escape(host) for host in HOSTS))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def lock_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def lock_faults(text: str) -> list[str]:
    """Say what is wrong with a lock: a pin that is not exact or has no hash, a second version, an address or a path."""
    faults, versions = [], {}
    for line in lock_lines(text.replace("\\\n", "")):
        line, *hashes = re.split(r" +--hash=", line)
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][\w.!+]*)( ; [^/@#]+)?", line)
        if match is None or not hashes or not all(re.fullmatch("sha256:[0-9a-f]{64}", h) for h in hashes):
            faults.append(f"not one exact pin with its hashes: {line}")
        else:
            versions.setdefault(canonicalize_name(match[1]), []).append(match[2])
    faults += [f"{name} is pinned more than once: {pins}" for name, pins in versions.items() if len(pins) > 1]
    faults += [f"an address or a path: {line}" for line in text.splitlines() if "://" in line]
    return faults + [f"an option: {line}" for line in lock_lines(text) if line.startswith("-")]


def locked() -> dict[str, str]:
    pins = (Requirement(line) for line in lock_lines(read("constraints.txt")))
    return {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in pins}


def project() -> dict:
    return tomllib.loads(read("pyproject.toml"))["project"]


def own_files() -> list[Path]:
    """List the files that are, or are about to be, committed."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs git and its folder: only they know which files are the project's own")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode("utf-8")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def machine_names(text: str) -> list[str]:
    """List the lines that name a machine's path or a package registry's host."""
    return [line for line in text.splitlines() if MACHINE_PATH.search(line) or REGISTRY_HOST.search(line)]


def test_lock_pins_every_package_once_and_exactly():
    assert lock_faults(read("requirements.lock")) == []
    assert len(locked()) > 100
    pins = [line.removesuffix(" \\") for line in lock_lines(read("requirements.lock")) if line[0] != " "]
    assert lock_lines(read("constraints.txt")) == pins, "constraints.txt is stale: run make lock"


@pytest.mark.parametrize(
    "bad",
    [
        "numpy==2.1.0",
        "numpy==2.1.0 --hash=md5:" + "0" * 32,
        "numpy>=2.0",
        "numpy",
        "numpy==2.*",
        "numpy==2.0.0\nNumPy==2.1.0",
        "numpy==2.0.0 ; python_version < '3.12'\nnumpy==2.1.0 ; python_version >= '3.12'",
        "-e .",
        "--index-url https:" + "//example.invalid/simple",
        "numpy @ https:" + "//example.invalid/numpy.whl",
        "numpy @ ../wheels/numpy.whl",
    ],
)
def test_lock_check_bites(bad):
    sha = " \\\n    --hash=sha256:" + "0" * 64
    assert not lock_faults("numpy==2.1.0" + sha)
    assert lock_faults(bad)
    if "--hash" not in bad and bad != "numpy==2.1.0":
        assert lock_faults("\n".join(line + sha for line in bad.splitlines()))


def test_every_dependency_is_locked_at_a_version_it_allows():
    pins = locked()
    groups = {"core": project()["dependencies"], **project()["optional-dependencies"]}
    assert set(groups) == {"core", "studies", "lessons", "dev"}
    for group, names in groups.items():
        for requirement in map(Requirement, names):
            name = canonicalize_name(requirement.name)
            if name == "simkit":  # an extra inside another
                assert requirement.extras <= set(groups)
                continue
            assert name in pins, f"{name} ({group}) is not in requirements.lock: run make lock"
            assert requirement.specifier.contains(pins[name]), f"{name} ({group}) is locked at {pins[name]}"


def stale(tool: str) -> int:
    return subprocess.run([sys.executable, str(ROOT / "tools" / tool), "--check"], check=False).returncode


def test_the_generated_documents_are_current():
    assert stale("documents.py") == 0, "run make docs"


@pytest.mark.golden
@pytest.mark.skipif(sys.platform != "linux", reason="packages for Linux alone are listed")
def test_the_licences_of_all_locked_packages_are_listed():
    assert stale("licences.py") == 0, "docs/licences.md is stale: run make docs"
    assert all(f"| {name} |" in read("docs/licences.md").lower() for name in locked())


def test_build_backend_is_locked():
    build = tomllib.loads(read("pyproject.toml"))["build-system"]
    assert {canonicalize_name(Requirement(name).name) for name in build["requires"]} <= set(locked())


def test_supported_pythons_agree():
    allowed = SpecifierSet(project()["requires-python"])
    assert all(allowed.contains(f"{python}.0") for python in PYTHONS)
    assert not allowed.contains("3.10.19")
    named = [line.rsplit(" ", 1)[1] for line in project()["classifiers"] if ":: Python :: 3." in line]
    assert named == list(PYTHONS)


def test_conda_environment_agrees_with_lock_and_python_range():
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["name"] == "telco-fraud-lab"
    assert environment["channels"] == ["conda-forge"]
    *plain, nested = environment["dependencies"]
    python, pip = plain
    assert pip == "pip"
    assert re.fullmatch(r"python=3\.\d+", python)
    assert python.removeprefix("python=") in PYTHONS
    # Conda pins nothing itself: a student's packages, each as the lock has it.
    assert nested == {"pip": ["-c constraints.txt", "-e .[lessons]", "nbval"]}


def test_console_script_and_licences():
    assert project()["scripts"] == {"simkit": "simkit.cli:main"}
    assert project()["license-files"] == ["LICENSE", "LICENSE-CONTENT"]
    assert read("LICENSE").startswith("MIT License")
    assert "The telco-fraud lab" in read("LICENSE")
    content = read("LICENSE-CONTENT")
    assert "Creative Commons Attribution 4.0 International Public License" in content
    assert "Section 8" in content


def test_no_file_names_a_machine_or_a_registry():
    faults = []
    for path in own_files():
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        text = data.decode("utf-8", errors="replace")
        faults += [f"{path.relative_to(ROOT).as_posix()}: {line[:160]}" for line in machine_names(text)]
    assert faults == []


@pytest.mark.parametrize("folder", FOLDERS.split("|"))
def test_machine_path_check_bites(folder):
    assert machine_names(f'open("/{folder}/data.csv")')
    assert machine_names(f"see /{folder}/a")
    assert not machine_names("https:" + f"//example.invalid/{folder}/a, out/{folder}/a")


@pytest.mark.parametrize("host", HOSTS)
def test_registry_check_bites(host):
    assert machine_names("https:" + f"//{host}/simple")


def test_makefile_documents_its_targets():
    documented = set(re.findall(r"^([a-z-]+):.*?## \S", read("Makefile"), flags=re.MULTILINE))
    assert documented == {
        "help", "demo", "test", "golden", "golden-update",
        "test-thorough", "test-slow", "test-browser", "notebooks", "lock", "bench", "docs", "setup", "clean",
        "wheel-test", "versions", "findings", "sensitivity", "calibration", "detection", "joins", "worlds", "clerk",
        "faults", "mutants", "peers", "coverage",
    }  # fmt: skip
    assert ".DEFAULT_GOAL := help" in read("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile").replace("\\\n", ""), flags=re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == documented


def test_readme_gives_the_two_commands():
    assert "make demo" in read("README.md")
    assert "make test" in read("README.md")


def test_ci_runs_make_test():
    script = read(".ci/run")
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert script.rstrip().endswith("\nmake test\nmake test-thorough\nmake test-browser")
    assert os.name == "nt" or os.access(ROOT / ".ci" / "run", os.X_OK)
