"""Tell which GPUs a build has no code for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..plugins import ProviderAnswer
from ..plugins.answers import Device
from .registry import PROVIDERS

__all__ = ["unserved"]

_BY_NAME = {provider.name: provider for provider in PROVIDERS}


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
        provider = _BY_NAME.get(answer.provider)
        if answer.builtin is None or provider is None or provider.serves is None:
            continue
        keys = properties.get(answer.provider, {})
        devices = answer.builtin.devices
        found += [
            (provider.name, device)
            for device in devices
            if keys and not provider.serves(keys, device.target)
        ]
    return found
