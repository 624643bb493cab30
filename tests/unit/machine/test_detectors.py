"""What is said of the settings where several machines are judged."""

from __future__ import annotations

import pytest
from pip._vendor.variantlib.machine.settings import MachineSettings

from pip._internal.variants.machine.detectors import TrustingDetector


def test_a_misspelt_name_is_told_once_for_all_machines(
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = MachineSettings(disabled_providers=frozenset({"nvdia"}))
    for _machine in range(2):
        TrustingDetector(settings, None).check_names(())
    (said,) = caplog.messages
    assert said.startswith("disabled_providers names nvdia")
