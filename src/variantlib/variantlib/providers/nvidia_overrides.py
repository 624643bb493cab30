"""Read the variables by which users state the CUDA version and the GPU themselves."""

from __future__ import annotations

import re

from ..errors import InvalidVariable
from ..named_tuples import NamedTuple
from .host import Host
from .nvidia_driver import Guess, cuda_of_driver
from .nvidia_values import Number, parse_capability

__all__ = ["VARIABLES", "Overrides", "read_overrides"]

# nvidia-variant-provider and uv; conda, pixi and rattler; uv for its torch indexes.
_CUDA = "NV_VARIANT_PROVIDER_FORCE_CUDA_DRIVER_VERSION"
_SM_ARCH = "NV_VARIANT_PROVIDER_FORCE_SM_ARCH"
_CONDA_CUDA = "CONDA_OVERRIDE_CUDA"
_CONDA_ARCH = "CONDA_OVERRIDE_CUDA_ARCH"
_UV_DRIVER = "UV_CUDA_DRIVER_VERSION"

VARIABLES = (_CUDA, _SM_ARCH, _CONDA_CUDA, _CONDA_ARCH, _UV_DRIVER)

_VERSION = r"([0-9]{1,2})(?:\.([0-9]{1,2}))?(?:\.[0-9]+)*"
_DRIVER = r"[0-9]{3}(?:\.[0-9]+)*"


class Overrides(NamedTuple):
    """The facts that the user stated.

    :param cuda: The CUDA version of the driver.
    :param capability: The compute capability of the GPU.
    :param is_free: Whether the CUDA version may be one that no package can ask for.
    :param is_none: Whether there is no CUDA, by the user's word.
    :param notes: Sentences about what pip had to guess from them.
    """

    cuda: Number | None = None
    capability: Number | None = None
    is_free: bool = False
    is_none: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to be found."""
        return self.is_none or (self.cuda is not None and self.capability is not None)


def read_overrides(host: Host) -> Overrides:
    """Return the facts that variables state; those of the plugin count first.

    :raises InvalidVariable: If one of them cannot be understood, needed or not.
    """
    forced = _version(host, _CUDA)
    capability = _capability(host, _SM_ARCH)
    conda = _version(host, _CONDA_CUDA)
    # The variable that is set and empty is conda's way to say "no CUDA".
    is_none = conda is None and host.environment.get(_CONDA_CUDA) is not None
    conda_capability = _capability(host, _CONDA_ARCH)
    by_driver = _version_by_driver(host)
    stated = forced or conda
    notes: tuple[str, ...] = ()
    if by_driver and by_driver.is_near and not stated:
        driver = f"the driver of {_UV_DRIVER}, which is not in the table"
        major, minor = by_driver.cuda
        notes = (f"CUDA {major}.{minor} is a guess by {driver}",)
    return Overrides(
        stated or (by_driver.cuda if by_driver else None),
        capability or conda_capability,
        is_free=forced is not None,
        is_none=is_none and forced is None,
        notes=notes,
    )


def _version(host: Host, name: str) -> Number | None:
    value = host.variable(name)
    if value is None:
        return None
    match = re.fullmatch(_VERSION, value)
    if match is None:
        raise InvalidVariable(name, value, "a version such as 12.8")
    return int(match[1]), int(match[2] or 0)


def _capability(host: Host, name: str) -> Number | None:
    value = host.variable(name)
    if value is None:
        return None
    capability = parse_capability(value)
    if capability is None:
        raise InvalidVariable(name, value, "a compute capability such as 9.0")
    return capability


def _version_by_driver(host: Host) -> Guess | None:
    value = host.variable(_UV_DRIVER)
    if value is None:
        return None
    guess = cuda_of_driver(value) if re.fullmatch(_DRIVER, value) else None
    if guess is None:
        rule = "the version of a driver of 418 or newer, such as 570.86"
        raise InvalidVariable(_UV_DRIVER, value, rule)
    return guess
