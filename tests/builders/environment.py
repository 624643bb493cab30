"""Environments with a pip of one's choice, copied from a template in no time."""

from __future__ import annotations

import os
import py_compile
import runpy
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import virtualenv
from scripttest import FoundDir, FoundFile, ProcResult, TestFileEnvironment

from .forks import Output, forks_of
from .packages import Packages, link

_WINDOWS = os.name == "nt"
_SCRIPTS = "Scripts" if _WINDOWS else "bin"
_PIPS = Packages()
# By these pip knows that nobody looks on.
_SIGNS_OF_CI = {"BUILD_BUILDID", "BUILD_ID", "CI"}


@dataclass(frozen=True)
class Result:
    """What a command printed and did; the files are relative to the environment's
    folder, with forward slashes.

    :param waited: What pip says of a plugin that does not answer soon. That depends on
        how busy the machine is, so it is not in `stderr`.
    """

    args: tuple[str, ...]
    returncode: int
    stdout: str
    stderr: str
    created: frozenset[str]
    updated: frozenset[str]
    deleted: frozenset[str]
    waited: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All that was printed, in one line, wherever it was wrapped."""
        return " ".join((self.stdout + self.stderr).split())


def split_waiting(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without the lines about plugins that keep us waiting, and these."""
    lines = text.splitlines(keepends=True)
    waited = tuple(line for line in lines if line.endswith("still waiting ...\n"))
    return "".join(line for line in lines if line not in waited), waited


class Template:
    """A virtual environment to make copies of, which share its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make(cls, folder: Path, pip_wheel: Path, python: str | None = None) -> Template:
        """Make the environment, with the pip of that wheel installed.

        `python` is any interpreter or version that virtualenv understands.
        """
        chosen = ["--python", python] if python else []
        bare = ["--quiet", "--no-seed", "--no-periodic-update", "--activators", ""]
        virtualenv.cli_run([*bare, *chosen, str(folder)])
        # From a folder, not by its path: pip would keep that in direct_url.json.
        source = ["--no-index", "--no-deps", "--find-links", str(pip_wheel.parent)]
        pin = f"pip=={pip_wheel.name.split('-')[1]}"
        subprocess.run(
            [_python_of(folder), pip_wheel / "pip", "install", "-q", *source, pin],
            check=True,
            env=clean_variables(folder),
        )
        _shorten_certificates(folder)
        return cls(folder)

    def copy_to(self, folder: Path) -> None:
        """Make the same environment at `folder`: hard links where they are possible."""
        pip = str(_site_packages(self.folder) / "pip")
        shutil.copytree(
            self.folder,
            folder,
            symlinks=True,
            copy_function=link,
            ignore=lambda inside, _: ["pip"] if os.path.dirname(pip) == inside else [],
        )
        _PIPS.copy(Path(pip), _site_packages(folder) / "pip")
        for script in (folder / _SCRIPTS).iterdir():
            if not script.is_symlink() and script.read_bytes()[:2] == b"#!":
                self._readdress(script, folder)

    def _readdress(self, script: Path, folder: Path) -> None:
        text = script.read_text("utf-8")
        # A hard link would change the template's file too.
        script.unlink()
        script.write_text(text.replace(str(self.folder), str(folder)), "utf-8")
        script.chmod(0o755)


class _Runner(TestFileEnvironment):
    """Runs commands, and compares the files before and after."""

    def find_files(self) -> dict[str, FoundDir | FoundFile]:
        return self._find_files()

    def result(
        self,
        command: list[str],
        output: Output,
        before: dict[str, FoundDir | FoundFile],
    ) -> ProcResult:
        """Return the result of a command that was run otherwise."""
        status, stdout, stderr = output
        after = self._find_files()
        return ProcResult(self, command, b"", stdout, stderr, status, before, after)


class PipEnv:
    """An environment of a test's own, with its own home, caches and configuration."""

    def __init__(self, folder: Path, template: Template) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.venv = folder / "venv"
        self.work = folder / "work"
        for path in (self.home, self.work):
            path.mkdir(parents=True)
        template.copy_to(self.venv)
        self.variables = clean_variables(self.home)

    @property
    def executable(self) -> Path:
        return _python_of(self.venv)

    @property
    def scripts(self) -> Path:
        """Where the environment's commands are."""
        return self.venv / _SCRIPTS

    @property
    def site_packages(self) -> Path:
        return _site_packages(self.venv)

    @property
    def cache(self) -> Path:
        """pip's cache folder."""
        return self.home / "cache" / "pip"

    def run(
        self,
        *args: object,
        expect_error: bool = False,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        """Run a command in the folder `work`; with `expect_error` it has to fail."""
        command = [*map(str, args)]
        runner = self._runner(env or {})
        done = runner.run(
            *command,
            cwd=str(cwd or self.work),
            expect_error=True,
            expect_stderr=True,
        )
        return _result(done, expect_error)

    def _runner(self, env: Mapping[str, str]) -> _Runner:
        return _Runner(
            str(self.folder),
            environ={**self.variables, **env},
            start_clear=False,
            ignore_hidden=False,
            # These are pip's own affair, and much to walk through.
            ignore_paths=[
                str(Path("home", "cache")),
                str((self.site_packages / "pip").relative_to(self.folder)),
            ],
        )

    def pip(
        self,
        *args: object,
        expect_error: bool = False,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        """Run `python -m pip` with these arguments."""
        command = [str(self.executable), "-m", "pip", *map(str, args)]
        runner = self._runner(env or {})
        forks = forks_of(self.executable, self.site_packages, runner.environ)
        if forks is None:
            return self.run(*command, expect_error=expect_error, env=env, cwd=cwd)
        before = runner.find_files()
        output = forks.run(command[3:], runner.environ, str(cwd or self.work))
        return _result(runner.result(command, output, before), expect_error)

    def printed(
        self, args: Sequence[str], variables: Mapping[str, str] | None = None
    ) -> str:
        """Run a command of pip, and return all that it prints, as a terminal has it."""
        given = dict(self.variables if variables is None else variables)
        forks = forks_of(self.executable, self.site_packages, given)
        if forks is not None:
            return forks.run(args, given, str(self.work), is_together=True).stdout
        done = subprocess.run(
            [self.executable, "-m", "pip", *args],
            cwd=self.work,
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.stdout.decode()

    def unpack(self, *wheels: Path) -> None:
        """Put wheels where pip would install them: quicker, and without a run of it."""
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(self.site_packages)
                names = archive.namelist()
            (record,) = (n for n in names if n.endswith("/RECORD"))
            self._sign(self.site_packages / record)
            # A run that imports it must create nothing.
            for name in (n for n in names if n.endswith(".py")):
                py_compile.compile(str(self.site_packages / name), doraise=True)

    @staticmethod
    def _sign(record: Path) -> None:
        installer = record.with_name("INSTALLER")
        installer.write_text("pip\n")
        with record.open("a") as file:
            file.write(f"{record.parent.name}/{installer.name},,\n")

    def python(self, code: str, *, env: Mapping[str, str] | None = None) -> str:
        """Run a piece of Python in the environment; what it prints, stripped."""
        return self.run(self.executable, "-I", "-c", code, env=env).stdout.strip()

    def installed(self, name: str) -> str | None:
        """The `VARIANT` of an installed test wheel; None if it is not installed."""
        module = name.replace("-", "_").lower()
        path = self.site_packages / f"{module}.py"
        if not path.exists():
            return None
        # A Python of the environment's own would take longer than many a test.
        return str(runpy.run_path(str(path))["VARIANT"])

    def configure(self, text: str) -> None:
        """Give pip this configuration file, and keep the machine's own away."""
        path = self.home / "test-pip.conf"
        path.write_text(text, "utf-8")
        self.variables["PIP_CONFIG_FILE"] = str(path)
        for option in ("find-links", "extra-index-url"):
            if option not in text:
                # A blank empties the list; an empty value would be passed over.
                name = f"PIP_{option.replace('-', '_').upper()}"
                self.variables[name] = " "


def _result(done: ProcResult, expect_error: bool) -> Result:
    said, waited = split_waiting(done.stderr)
    assert (done.returncode != 0) == expect_error, done
    return Result(
        args=tuple(done.args),
        returncode=done.returncode,
        stdout=done.stdout,
        stderr=said,
        created=_names(done.files_created),
        updated=_names(done.files_updated),
        deleted=_names(done.files_deleted),
        waited=waited,
    )


def clean_variables(home: Path) -> dict[str, str]:
    """Environment variables with nothing of the user's pip, Python or home in them.

    Nor of the terminal, which differs where tests have none, nor of where they run: pip
    shows no bar in CI.
    """
    tools = ("PIP_", "PYTHON", "PYTEST", "UV_", "VIRTUAL_ENV", "COV")
    foreign = (*tools, "XDG_", "TTY_", "FORCE_COLOR")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(foreign) and name not in _SIGNS_OF_CI
    }
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LOCALAPPDATA": str(home / "cache"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CONFIG_DIRS": str(home / "config-dirs"),
        "XDG_DATA_HOME": str(home / "data"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # Tests have one outcome on all machines; those of the providers unset it.
        "PIP_VARIANTLIB_BUILTIN_PROVIDERS": "[]",
        "PYTHONUTF8": "1",
        # Code that knows no columns is read faster: a twentieth of each run of pip.
        "PYTHONNODEBUGRANGES": "1",
        "NO_COLOR": "1",
        "COLUMNS": "500",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _shorten_certificates(venv: Path) -> None:
    """Leave one certificate to pip, which reads all of them before it does anything.

    That is a twentieth of the time of a small installation, and no test needs them:
    its servers are on loopback, without TLS.
    """
    end = "-----END CERTIFICATE-----\n"
    for bundle in venv.rglob("cacert.pem"):
        first, found, _ = bundle.read_text("utf-8").partition(end)
        bundle.write_text(first + found, "utf-8")


def discard(folder: Path) -> None:
    """Remove an environment; the next one gets its pip if that was not changed."""
    _PIPS.take_back(folder, folder.with_name("pips"))
    shutil.rmtree(folder)


def _python_of(venv: Path) -> Path:
    return venv / _SCRIPTS / ("python.exe" if _WINDOWS else "python")


def _site_packages(venv: Path) -> Path:
    if _WINDOWS:
        return venv / "Lib" / "site-packages"
    return next((venv / "lib").glob("python*/site-packages"))


def _names(files: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name.replace(os.sep, "/") for name in files)
