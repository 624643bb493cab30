"""Run by each Python of an environment: lets it pass for one on another platform.

What is asked of the operating system is replaced, nothing of pip's.
"""

import json
import pathlib
import platform
import sysconfig

_facts = json.loads(pathlib.Path(__file__).with_suffix(".json").read_text())


def _mac_version() -> tuple[str, tuple[str, str, str], str]:
    return "15.1", ("", "", ""), _facts["machine"]


platform.system = lambda: _facts["system"]
platform.machine = lambda: _facts["machine"]
platform.mac_ver = _mac_version  # type: ignore[assignment]
sysconfig.get_platform = lambda: _facts["platform"]
