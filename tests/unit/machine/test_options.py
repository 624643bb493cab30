"""The machine that the options of a command describe."""

from __future__ import annotations

import pytest

from pip._internal.variants.exceptions import VariantMachineError, VariantOptionError
from pip._internal.variants.machine.options import check_machines, read_given


def test_errors_of_the_engine_become_errors_of_pip() -> None:
    for read in (
        lambda: read_given(["no"], [], "lock"),
        lambda: check_machines(["no"]),
    ):
        with pytest.raises(VariantMachineError) as machine:
            read()
        assert str(machine.value.message) == "pip cannot use the machine no."
        assert "It cannot be read: No such file" in str(machine.value.context)
        assert "x86_64_v3" in str(machine.value.hint_stmt)
    with pytest.raises(VariantOptionError) as option:
        read_given([], ["a"], "lock")
    assert str(option.value.message).startswith("--machine-set='a': this is not")
    assert "Write 'provider :: key :: value'" in str(option.value.hint_stmt)


def test_one_machine_is_read_and_facts_beside_it() -> None:
    given = read_given(["x86_64_v3\n"], ["a :: b :: c"], "lock")
    assert given.machine is not None
    assert given.machine.name == "x86_64_v3"
    assert [override.provider for override in given.overrides] == ["a"]


def test_two_machines_are_too_many() -> None:
    with pytest.raises(VariantOptionError, match="invalid-variant-option") as caught:
        read_given(["x86_64_v3", "x86_64_v2"], [], "lock")
    assert "'pip lock' takes one" in str(caught.value.message)
