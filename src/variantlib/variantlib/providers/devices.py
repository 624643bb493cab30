"""Tell which GPUs a build has no code for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..named_tuples import NamedTuple
from ..plugins import ProviderAnswer
from ..plugins.answers import Device
from .registry import BY_NAME

__all__ = ["Gap", "unserved"]


class Gap(NamedTuple):
    """A device that a build has no code for.

    :param provider: The provider that tells of the device.
    :param key: Its key by which the build says for which devices it has code.
    """

    provider: str
    key: str
    device: Device


def unserved(
    properties: Mapping[str, Mapping[str, Iterable[str]]],
    answers: Iterable[ProviderAnswer],
) -> list[Gap]:
    """Return the devices that a build for some of them has no code for.

    :param properties: Those of the build, in the JSON form, and valid.
    :param answers: The answers about the machine. Of plugins, no devices are known.
    """
    found: list[Gap] = []
    for answer in answers:
        keys = properties.get(answer.provider)
        if answer.builtin is None or not keys:
            continue
        code = BY_NAME[answer.provider].code
        if code is not None and code.key in keys:
            found += [
                Gap(answer.provider, code.key, device)
                for device in answer.builtin.devices
                if not code.serves(keys[code.key], device.target)
            ]
    return found
