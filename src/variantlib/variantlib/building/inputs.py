"""Tell whether a plain wheel would come out as before, by all that it depends on."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..documents.whole_files import file_digest
from ..folders import open_regular
from .interpreters import Interpreter
from .plain_wheels import Builder
from .rows import Row
from .stamps import digest_of

__all__ = ["PlainInputs"]

_FORMAT = 1

# Variables that compilers, back ends and tools of repair heed.
_heeded = re.compile(
    r"(AR|AS|CC|CPP|CXX|FC|F77|F90|LD|NM|RANLIB|STRIP|OBJC|OBJCXX|ISPC|NVCC|RUSTC"
    r"|(LD|LDCXX|BLD)SHARED|ARCHFLAGS|SDKROOT|MKLROOT|DISTUTILS_USE_SDK"
    r"|CUDACXX|CUDAHOSTCXX|CUDAARCHS|HIPCC|HIPCXX|HIPHOSTCXX|RUSTUP_TOOLCHAIN"
    r"|INCLUDE|LIB|CPATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|LIBRARY_PATH"
    r"|LD_LIBRARY_PATH|PKG_CONFIG(_PATH|_LIBDIR|_SYSROOT_DIR)?"
    r"|PIP_(.*CONSTRAINT|CONFIG_SETTINGS|NO_BUILD_ISOLATION|PRE)"
    r"|MACOSX_DEPLOYMENT_TARGET|SOURCE_DATE_EPOCH|_PYTHON_HOST_PLATFORM|\w+FLAGS"
    r"|(CUDA|CUDNN|NVCC|ROCM|HIP|TORCH|PYTORCH|CMAKE|SKBUILD|MESON|CARGO|MATURIN"
    r"|PYO3|SETUPTOOLS|AUDITWHEEL|FORCE|USE|WITH)_\w+"
    r")"
).fullmatch
_is_constraint = re.compile(r"PIP_.*CONSTRAINT").fullmatch
_ONLY_SPEED = {"CMAKE_BUILD_PARALLEL_LEVEL", "MAKEFLAGS", "NINJAFLAGS"}


@dataclass(frozen=True)
class PlainInputs:
    """The inputs of the plain wheels of a run.

    :param pip: The version of pip.
    """

    builder: Builder
    pip: str
    digests: dict[str, str | None] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def digest(self, row: Row, python: Interpreter) -> str:
        """Return the digest of all that a plain wheel depends on."""
        environment = _heeded_variables(self.builder.environment)
        parts: list[object] = [_FORMAT, row.build, self.builder.sources.digest]
        parts += [python.identity, self.pip, environment]
        return digest_of([*parts, self._named_files(row)])

    def _named_files(self, row: Row) -> list[str | None]:
        """Return the digests of files outside of the sources that a build may read.

        These are scripts of commands, and constraints.
        """
        settings = row.settings
        words = [*(settings.repair or ()), *(settings.test or ())]
        variables = [*self.builder.environment.items(), *settings.environment]
        for name, text in variables:
            if _is_constraint(name):
                words += text.split()
        return [self._digest_of(word) for word in words if os.path.isabs(word)]

    def _digest_of(self, path: str) -> str | None:
        with self.guard:
            if path not in self.digests:
                self.digests[path] = _file_digest(path)
            return self.digests[path]


def _heeded_variables(environment: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(
        (name, text)
        for name, text in environment.items()
        if _heeded(name) and name not in _ONLY_SPEED
    )


def _file_digest(path: str) -> str | None:
    try:
        with open_regular(path, follow=True) as file:
            return file_digest(file)
    except OSError:
        # It is no file, or the command will tell.
        return None
