from __future__ import annotations

from variantlib.machine.subject import THIS_MACHINE


def test_nothing_found_and_why() -> None:
    said = THIS_MACHINE.nothing_found("nvidia")
    assert said == "provider nvidia found nothing here"
    said = THIS_MACHINE.nothing_found("nvidia", ["the driver is old", "a is b"])
    assert said == "provider nvidia has no answer here: the driver is old; a is b"
