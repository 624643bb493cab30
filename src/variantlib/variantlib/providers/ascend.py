"""Answer for Huawei's Ascend NPUs, from files and by ``npu-smi``.

The published plugins (``ascend-variant-provider`` 0.0.2, and its successor
``huawei-ascend-variant-provider`` 0.0.2) report ``npu_type``, ``driver_version`` and
``cann_version``. The type is that of the first NPU, in the successor's form of June
2026: "910b", "310p", "a3". Each of the three may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..errors import InvalidField, InvalidVariable
from ..names.grammar import check_value
from ..wire import KeyValues
from .host import Host
from .provider import Device, Facts, Policy, Probe, Provider, Report

__all__ = ["PROVIDER", "npu_type", "report"]

_PREFIX = "ASCEND_VARIANT_PROVIDER_FORCE_"
_KEYS = ("npu_type", "driver_version", "cann_version")
_FORCES = {key: f"{_PREFIX}{key.upper()}" for key in _KEYS}

_DEV = "/dev"
_DRIVER = "/usr/local/Ascend/driver/version.info"
_TOOLKIT = "ASCEND_TOOLKIT_HOME"
# Where CANN's installer puts it: up to 8.3, and from 8.5 on.
_TOOLKITS = ("/usr/local/Ascend/ascend-toolkit/latest", "/usr/local/Ascend/cann")
_INSTALLED = "ascend_toolkit_install.info"

# They change no answer, but which NPU a kept one is about.
_SURROUNDINGS = ("ASCEND_VISIBLE_DEVICES", "ASCEND_RT_VISIBLE_DEVICES")

_is_device = partial(re.fullmatch, r"davinci[0-9]+")
_find_line = partial(
    re.search, r"^[ \t]*version=(.*)$", flags=re.IGNORECASE | re.MULTILINE
)
_match_version = partial(
    re.match, r"([0-9]+)\.([0-9]+)(?:\.([0-9]+))?(?:\.rc([0-9]+))?", flags=re.IGNORECASE
)
_MAX_LENGTH = 40

# How npu-smi ends without a type. "exit" and "signal" have a number.
_ENDS = {
    "ok": "it names none",
    "timeout": "it did not answer in time",
    "failed": "it cannot be started",
    "": "unknown",
}


def report(host: Host, facts: Facts | None, policy: Policy) -> Report:
    """Return the answer for a host.

    :raises InvalidVariable: If a variable that forces a value holds none.
    """
    values = {key: _forced(host, key) for key in _KEYS}
    if host.system != "linux":
        return Report(_config(values))
    npus = list(_npus(facts or {}))
    if values["npu_type"] is None and npus:
        values["npu_type"] = npu_type(npus[0][1])
    if values["driver_version"] is None:
        values["driver_version"] = _driver_version(host, facts or {})
    if values["cann_version"] is None:
        values["cann_version"] = _cann_version(host)
    is_looked_for = _is_needed(host)
    notes = tuple(_notes(host, npus, facts))
    return Report(
        _config(values),
        notes=notes,
        devices=tuple(
            Device(f"Ascend {name} (NPU {number})", npu_type(name))
            for number, name in npus
        ),
        is_partial=is_looked_for and not npus,
        is_blocked=bool(notes) and not npus,
    )


def npu_type(name: str) -> str:
    """Return the type that packages name, for the name that ``npu-smi`` shows."""
    name = name.lower().replace("ascend", "")
    if name == "910":
        return "a3"
    for family in ("910b", "310p"):
        if name.startswith(family):
            return family
    return name


def _config(values: dict[str, str | None]) -> tuple[KeyValues, ...]:
    return tuple((key, (value,)) for key, value in values.items() if value)


def _forced(host: Host, key: str) -> str | None:
    """Return the value that the user has set, as it is."""
    text = host.variable(_FORCES[key])
    if text is not None:
        try:
            check_value(text)
        except InvalidField:
            rule = f"one {key.replace('_', ' ')}, as packages write it"
            raise InvalidVariable(_FORCES[key], text, rule) from None
    return text


def _npus(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the number and the name of each NPU that the probe has found."""
    for line in facts.get("npu", ()):
        number, _, name = line.partition(".")
        yield number, name


def _driver_version(host: Host, facts: Facts) -> str | None:
    """Return the version of the driver, as its file has it, or else ``npu-smi``."""
    found = _find_line(host.read(_DRIVER, 64 * 1024) or "")
    text = found[1] if found else ".".join(facts.get("version", ()))
    return _version(text)


def _cann_version(host: Host) -> str | None:
    """Return the version of CANN, where its scripts say that it is, or by default."""
    named = host.variable(_TOOLKIT)
    for folder in (named.rstrip("/"),) if named else _TOOLKITS:
        path = f"{folder}/{host.machine}-linux/{_INSTALLED}"
        found = _find_line(host.read(path, 64 * 1024) or "")
        if found:
            return _version(found[1])
    return None


def _version(text: str) -> str | None:
    """Return a version as packages write it: "8.0.RC3" is 8.0.rc3."""
    found = _match_version(text.strip())
    if found is None or len(found[0]) > _MAX_LENGTH:
        return None
    numbers = ".".join(str(int(part)) for part in found.group(1, 2, 3) if part)
    return f"{numbers}.rc{int(found[4])}" if found[4] else numbers


def _notes(
    host: Host, npus: list[tuple[str, str]], facts: Facts | None
) -> Iterator[str]:
    if host.variable(_FORCES["npu_type"]) is not None:
        return
    if not _has_device(host):
        if host.exists(_DRIVER):
            yield "Ascend's driver is here, but no NPU for programs (/dev/davinci0)"
    elif npus:
        first = npu_type(npus[0][1])
        others = [npu for npu in npus if npu_type(npu[1]) != first]
        for number, name in others[:1]:
            yield f"NPU {number} is another ({name}): only the first one counts"
    elif facts is not None and facts.get("npu_smi") == ("missing",):
        yield "an Ascend NPU is here, but not npu-smi, which tells its type"
    elif facts is not None:
        end, _, code = "".join(facts.get("npu_smi", ())).partition("_")
        result = _ENDS.get(end, f"{end} {code}")
        yield f"an Ascend NPU is here, but npu-smi does not tell its type ({result})"


def _is_needed(host: Host) -> bool:
    """Return whether there is an NPU whose type is to be found."""
    if host.system != "linux" or host.variable(_FORCES["npu_type"]) is not None:
        return False
    return _has_device(host)


def _has_device(host: Host) -> bool:
    return any(map(_is_device, host.names(_DEV)))


PROVIDER = Provider(
    name="ascend",
    keys=_KEYS,
    report=report,
    stands_for={
        "ascend-variant-provider": ("0.0.2",),
        "huawei-ascend-variant-provider": ("0.0.2",),
    },
    files=("/dev/davinci0", "/dev/davinci_manager", _DRIVER),
    variables=(*_FORCES.values(), _TOOLKIT, *_SURROUNDINGS),
    probe=Probe("_ascend_probe", _is_needed, ("_children",)),
)
