"""What the pip that fetches a plugin learns of the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pip._internal.commands import create_command
from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_line
from pip._internal.variants.trusted.fetching import Handover, NotInstalled
from pip._internal.variants.trusted.handover import hand_over

INDEX = "https://a.example/simple"


def handed(*args: str, constraints: tuple[str, ...] = ()) -> Handover:
    command: Any = create_command("install", isolated=True)
    options, _ = command.parse_args(["--index-url", INDEX, *args, "pkg"])
    session: PipSession = command._build_session(options)
    # Some systems say where certificates are.
    session.verify = True
    session.auth.passwords["a.example"] = ("user", "secret")
    finder = command._build_package_finder(options, session)
    reqs = [install_req_from_line(line) for line in constraints]
    return hand_over(options, session, finder, reqs)


def test_indexes_keep_their_order() -> None:
    other = "https://b.example/simple"
    found = handed("--extra-index-url", other)
    assert list(found.places) == ["--index-url", INDEX, "--extra-index-url", other]


def test_without_an_index() -> None:
    found = handed("--no-index")
    assert list(found.places) == ["--no-index"]


def test_a_folder_holds_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wheels").mkdir()
    monkeypatch.chdir(tmp_path)
    found = handed("--find-links", "wheels")
    assert list(found.places)[-2:] == ["--find-links", str(tmp_path / "wheels")]


@pytest.mark.parametrize(
    ("args", "places"),
    [
        (["--prefer-binary"], ["--prefer-binary"]),
        (["--trusted-host", "a.example"], ["--trusted-host", "a.example"]),
        (["--proxy", "http://p.example"], ["--proxy", "http://p.example"]),
        (
            ["--only-final", ":all:", "--all-releases", "a"],
            ["--only-final", ":all:", "--all-releases", "a"],
        ),
    ],
)
def test_options_that_decide_on_files(args: list[str], places: list[str]) -> None:
    assert list(handed(*args).places)[2:] == places


def test_how_patient_to_be() -> None:
    found = handed("--timeout", "3", "--retries", "1", "--keyring-provider", "import")
    manner = " ".join(found.manner)
    assert "--timeout 3" in manner
    assert "--retries 1" in manner
    assert manner.endswith("--keyring-provider import")


def test_nobody_is_asked_for_a_password_without_input() -> None:
    assert list(handed("--no-input").manner)[-1] == "disabled"


def test_passwords_stand_in_no_argument() -> None:
    found = handed()
    assert found.passwords == {"a.example": ("user", "secret")}
    assert not any("secret" in text for text in (*found.places, *found.manner))


def test_constraints_that_hold_here(tmp_path: Path) -> None:
    builds = tmp_path / "builds.txt"
    builds.write_text("c==3\n")
    lines = (
        "a<2",
        "b==1; python_version < '3'",
        "d @ https://a.example/d-1.0-py3-none-any.whl",
    )
    found = handed("--build-constraint", str(builds), constraints=lines)
    assert list(found.constraints) == ["a<2", f"d @ {lines[2][4:]}", "c==3"]


def test_constraints_that_cannot_be_read() -> None:
    with pytest.raises(NotInstalled, match=r"missing\.txt"):
        handed("--build-constraint", "missing.txt")
