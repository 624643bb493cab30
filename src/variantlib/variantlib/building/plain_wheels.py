"""Build one plain wheel: build, repair, test, in this order.

Tools that repair wheels change them, and know nothing of labels. So the label comes
last, and each step sees a plain wheel.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..documents.wheel_zip import check_wheel
from ..names.filename import split_variant
from ..text import printable
from .interpreters import Interpreter
from .own_variants import Built, take_plain
from .processes import Processes, StepFailed
from .settings import Command, Settings, in_folder
from .sources import Sources
from .wrapping import wrap_project

EPOCH = "315619200"
"""The time that files in wheels get, unless SOURCE_DATE_EPOCH is set: 2 January 1980,
which every time zone can write in a zip."""

_WORD = re.compile(r"\{(wheel|dest_dir|project)\}")


@dataclass(frozen=True)
class Builder:
    """All that builds have in common.

    :param pip: The start of the command line that runs pip.
    :param at_once: Builds at a time.
    :param environment: The environment of the user.
    """

    sources: Sources
    pip: tuple[str, ...]
    at_once: int
    environment: Mapping[str, str]
    processes: Processes

    def build(
        self,
        settings: Settings,
        python: Interpreter,
        folder: Path,
        log: IO[bytes],
        handle: int,
        on_step: Callable[[str], None],
    ) -> Built:
        """Build a wheel in an empty folder and return it.

        :param handle: One that all programs inherit.
        :param on_step: Called with the name of each step.
        :raises VariantError: If a step fails.
        :raises OSError: If a file cannot be read or written.
        """
        project = folder / "src"
        settings = in_folder(settings, project)
        steps = _Steps(self, settings, python, folder, project, log, handle)
        on_step("building")
        wheel, statement = steps.build()
        if settings.repair:
            on_step("repairing")
            wheel = steps.repair(wheel, settings.repair)
        if settings.test:
            on_step("testing")
            steps.test(wheel, settings.test)
        return Built(wheel, statement)


@dataclass(frozen=True)
class _Steps:
    """The steps of one build, in its folder."""

    builder: Builder
    settings: Settings
    python: Interpreter
    folder: Path
    project: Path
    log: IO[bytes]
    handle: int

    def build(self) -> Built:
        self.builder.sources.copy_to(self.project)
        self.builder.sources.check_unchanged()
        source, target = self.project, self.folder / "built"
        if self.settings.build_requires:
            source = self.folder / "wrapped"
            wrap_project(self.project, self.settings.build_requires, source)
        command = [*self._pip(self.python.path), "wheel", "--no-deps"]
        command += ["--wheel-dir", str(target)]
        for name, texts in self.settings.config_settings:
            command += [f"--config-settings={name}={text}" for text in texts]
        self._run("building", [*command, str(source)], self.folder, self._environment())
        return take_plain(_only_wheel(target, "the back end"))

    def repair(self, wheel: Path, command: Command) -> Path:
        target = self.folder / "repaired"
        target.mkdir()
        words = _filled(command, wheel=wheel, dest_dir=target, project=self.project)
        self._run("repairing", words, self.project, self._environment())
        repaired = _only_wheel(target, printable(words[0]))
        if split_variant(repaired.name)[1] is not None:
            raise StepFailed(
                f"{printable(words[0])} made a variant, {printable(repaired.name)}: it"
                " must make the plain wheel, which gets its label here"
            )
        # Nothing else opens it, if it is the plain wheel that is published.
        check_wheel(repaired)
        return repaired

    def test(self, wheel: Path, command: Command) -> None:
        """Test a wheel in an environment that has it, away from its sources."""
        venv, place = self.folder / "venv", self.folder / "test"
        place.mkdir()
        environment = self._environment()
        create = [self.python.path, "-m", "venv", "--without-pip", str(venv)]
        self._run("testing", create, place, environment)
        scripts = venv / ("Scripts" if os.name == "nt" else "bin")
        python = scripts / ("python.exe" if os.name == "nt" else "python")
        install = [*self._pip(str(python)), "install", str(wheel)]
        install += self.settings.test_requires
        self._run("testing", install, place, environment)
        path = os.pathsep.join([str(scripts), environment.get("PATH", os.defpath)])
        environment |= {"VIRTUAL_ENV": str(venv), "PATH": path}
        words = _filled(command, wheel=wheel, dest_dir=place, project=self.project)
        # Windows looks for programs along our own path.
        words[0] = shutil.which(words[0], path=path) or words[0]
        self._run("testing", words, place, environment)

    def _pip(self, python: str) -> list[str]:
        options = ["--disable-pip-version-check", "--no-input"]
        if python != sys.executable:
            options = ["--python", python, *options]
        return [*self.builder.pip, *options]

    def _environment(self) -> dict[str, str]:
        return build_environment(
            self.builder.environment, self.settings, self.builder.at_once
        )

    def _run(
        self,
        step: str,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
    ) -> None:
        shown = [f"{name}={text}" for name, text in self.settings.environment]
        text = shlex.join([*shown, *command])
        self.log.write(f"$ {text}\n".encode(errors="backslashreplace"))
        self.log.flush()
        try:
            code = self.builder.processes.run(
                command, folder, environment, self.log, self.handle
            )
        except StepFailed as error:
            raise StepFailed(f"{step}: {error}") from None
        if code != 0:
            raise StepFailed(f"{step} ended with exit code {code}")


def build_environment(
    outer: Mapping[str, str], settings: Settings, at_once: int
) -> dict[str, str]:
    """Return the environment of a build.

    The processors are shared out among the builds that run at a time, unless the user
    or the file says how many programs each may start.
    """
    share = str(max(1, (os.cpu_count() or 1) // at_once))
    defaults = {
        "SOURCE_DATE_EPOCH": EPOCH,
        "MAX_JOBS": share,
        "CMAKE_BUILD_PARALLEL_LEVEL": share,
        # Builds only read the checkout that they share.
        "GIT_OPTIONAL_LOCKS": "0",
    }
    environment = {**defaults, **outer, **dict(settings.environment)}
    for name, text in settings.flags:
        before = environment.get(name)
        environment[name] = f"{before} {text}" if before else text
    return environment


def _only_wheel(folder: Path, maker: str) -> Path:
    found = sorted(folder.glob("*.whl"))
    if len(found) != 1:
        raise StepFailed(f"{maker} made {len(found)} wheels, not one")
    return found[0]


def _filled(command: Command, **paths: Path) -> list[str]:
    return [_WORD.sub(lambda match: str(paths[match[1]]), word) for word in command]
