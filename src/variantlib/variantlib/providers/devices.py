"""Tell which GPUs a build has no code for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..plugins import ProviderAnswer
from ..plugins.answers import Device
from .registry import BY_NAME

__all__ = ["unserved"]


def unserved(
    properties: Mapping[str, Mapping[str, Iterable[str]]],
    answers: Iterable[ProviderAnswer],
) -> list[tuple[str, Device]]:
    """Return the devices that a build for some of them has no code for.

    Each stands behind the name of its provider.

    :param properties: Those of the build, in the JSON form, and valid.
    :param answers: The answers about the machine. Of plugins, no devices are known.
    """
    found: list[tuple[str, Device]] = []
    for answer in answers:
        keys = properties.get(answer.provider)
        if answer.builtin is None or not keys:
            continue
        serves = BY_NAME[answer.provider].serves
        if serves is not None:
            devices = answer.builtin.devices
            unfit = (device for device in devices if not serves(keys, device.target))
            found += [(answer.provider, device) for device in unfit]
    return found
