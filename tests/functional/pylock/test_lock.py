"""`pip lock` says what the variants need; installing asks for nothing but the wheel."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    Index,
    PipEnv,
    all_wheels,
    locked_wheel,
    make_plugin,
    make_wheel,
    read_document,
    read_lock,
)
from tests.functional.conftest import (
    GOOD,
    HUMOR3,
    HUMOR9,
    HW,
    NULL,
    POOR,
    UNFIT,
    Publish,
    variant_of,
)
from tests.functional.pylock.conftest import SCHEMA, STATIC

Release = Callable[..., dict[str, Path]]
Lock = Callable[..., Path]


def machine_of(path: Path) -> Any:
    """What a lock file says of the machine that it was made on."""
    said = read_document(path).get("tool", {}).get("variantlib", {})
    # The command is the user's.
    said.pop("command", None)
    return said if said.keys() - {"format"} else None


def names_of(package: dict[str, Any]) -> list[str]:
    return [wheel["name"] for wheel in all_wheels(package)]


@pytest.fixture
def made(release: Release) -> dict[str, Path]:
    """A release of the hash form."""
    return release("pkg", "1.0", good=GOOD, poor=POOR, unfit=UNFIT, plain=())


@pytest.fixture
def lock(machine: PipEnv, index: Index) -> Lock:
    """`lock("pkg", "--variants=all")` runs `pip lock` on `machine`."""

    def run(*args: object) -> Path:
        machine.pip("lock", "--index-url", index.url, *args)
        return machine.work / "pylock.toml"

    return run


@pytest.fixture
def anywhere(env: PipEnv, wheels: Path) -> PipEnv:
    """A machine that supports, best first, what the variable HUMOR says."""
    plugin = make_plugin(
        wheels / "plugins",
        HW,
        header="import os\nfrom variantlib.config import KeyConfig, ProviderConfig",
        attributes='__provider_variables__ = ["HUMOR"]',
        body="""
            values = os.environ.get("HUMOR", "").split()
            keys = [KeyConfig("humor", values)] if values else []
            return ProviderConfig("fictional_hw", keys) if keys else None
        """,
    )
    env.unpack(plugin)
    return env


class TestWriting:
    def test_the_chosen_file_and_its_properties(
        self, lock: Lock, made: dict[str, Path], labels: dict[str, Path]
    ) -> None:
        locked = read_lock(lock("pkg", "lab"))
        assert names_of(locked["pkg"]) == [made["good"].name]
        assert locked["pkg"]["variants-json"] == {
            "$schema": SCHEMA,
            "default-priorities": {"namespace": [HW]},
            "variants": {variant_of(made["good"]): HUMOR3},
        }
        assert names_of(locked["lab"]) == [labels["good"].name]
        assert locked["lab"]["variants-json"] == {
            "$schema": SCHEMA,
            "default-priorities": {"namespace": [HW]},
            "variants": {"good": HUMOR3},
        }

    def test_all_variants_and_the_plain_wheel(
        self, lock: Lock, publish: Publish, release: Release
    ) -> None:
        """Without a document the properties come out of the wheels."""
        made = publish("lab", "1.0", False, good=HUMOR3, unfit=HUMOR9, null=NULL)
        publish("lab", "0.9", good=HUMOR3)
        release("plain", "1.0", plain=())
        locked = read_lock(lock("lab", "plain", "--variants=all"))
        assert names_of(locked["lab"]) == sorted(path.name for path in made.values())
        variants = {"good": HUMOR3, "null": {}, "unfit": {HW: {"humor": ["8", "9"]}}}
        assert locked["lab"]["variants-json"]["variants"] == variants
        assert all_wheels(locked["lab"]) == [
            locked_wheel(path, wheel["url"])
            for path, wheel in zip(
                sorted(made.values(), key=lambda path: path.name),
                all_wheels(locked["lab"]),
                strict=True,
            )
        ]
        assert set(locked["plain"]) == {"name", "version", "wheels"}

    def test_all_are_locked_where_none_fits(
        self, env: PipEnv, index: Index, made: dict[str, Path]
    ) -> None:
        env.pip("lock", "--index-url", index.url, "pkg", "--variants=all")
        locked = read_lock(env.work / "pylock.toml")["pkg"]
        assert names_of(locked) == sorted(path.name for path in made.values())
        assert len(locked["variants-json"]["variants"]) == 3

    def test_the_request_limits_what_is_listed(
        self, lock: Lock, made: dict[str, Path]
    ) -> None:
        poor = variant_of(made["poor"])
        path = lock("pkg", "--variants=all", f"--variant=pkg={poor},none")
        names = sorted([made["poor"].name, made["plain"].name])
        assert names_of(read_lock(path)["pkg"]) == names

    def test_provider_tables_are_kept(
        self, lock: Lock, publish: Publish, index: Index
    ) -> None:
        table = {HW: {**STATIC, "feature-order": ["humor"]}}
        schema = "https://variants-schema.wheelnext.dev/peps/850/v0.2.0.json"
        document = {
            "$schema": schema,
            "default-priorities": {"namespace": [HW]},
            "providers": table,
            "variants": {"good": HUMOR3},
        }
        publish("lab", "1.0", document=False, good=HUMOR3)
        data = json.dumps(document).encode()
        index.add_bytes("lab-1.0-variants.json", data, "lab")
        stated = read_lock(lock("lab"))["lab"]["variants-json"]
        assert stated["$schema"] == schema
        assert stated["providers"] == table

    def test_digests_that_the_index_does_not_state_are_computed(
        self, lock: Lock, index: Index, made: dict[str, Path]
    ) -> None:
        index.hashes = index.sidecars = False
        locked = read_lock(lock("pkg", "--variants=all"))["pkg"]
        for wheel in all_wheels(locked):
            (path,) = (path for path in made.values() if path.name == wheel["name"])
            assert wheel == locked_wheel(path, wheel["url"])

    def test_wheels_of_another_source_are_not_listed(
        self, machine: PipEnv, lock: Lock, made: dict[str, Path], wheels: Path
    ) -> None:
        folder = wheels / "folder"
        make_wheel(folder, "pkg", "1.0", properties=("fictional_hw :: humor :: 3",))
        locked = read_lock(lock("pkg", "--variants=all", "--find-links", folder))["pkg"]
        assert names_of(locked) == sorted(path.name for path in made.values())

    def test_what_the_choice_rested_on_is_told(
        self, machine: PipEnv, lock: Lock, index: Index, made: dict[str, Path]
    ) -> None:
        """Nothing but the keys that variants have, and nothing of a forced variant."""
        origin = {"distribution": "fictional-hw-plugin", "version": "1.0"}
        expected = {**origin, "keys": {"humor": ["3", "2"]}}
        assert machine_of(lock("pkg")) == {
            "format": 1,
            "providers": {HW: expected},
        }
        matched = machine_of(lock("pkg", "--variant=fictional_hw :: humor < 3"))
        assert matched["providers"] == {HW: expected}
        assert machine_of(lock("pkg", "--variants=all")) is None
        assert machine_of(lock("pkg", f"--variant={variant_of(made['poor'])}")) is None

    def test_all_variants_and_none_is_a_contradiction(
        self, machine: PipEnv, index: Index, made: dict[str, Path]
    ) -> None:
        options = ["--index-url", index.url, "--variants=all", "--no-variant"]
        result = machine.pip("lock", "pkg", *options, expect_error=True)
        assert "error: invalid-variant-option" in result.words
        assert "--variants=all cannot be combined with --no-variant" in result.words
        assert index.requests == []


class TestInstalling:
    def test_one_lock_serves_unlike_machines(
        self,
        anywhere: PipEnv,
        index: Index,
        made: dict[str, Path],
        labels: dict[str, Path],
    ) -> None:
        """Without a request but for the wheels."""
        anywhere.pip("lock", "--index-url", index.url, "pkg", "lab", "--variants=all")
        for humor, digest, label in (
            ("3 2", "good", "good"),
            ("2 3", "poor", "poor"),
            ("9", "unfit", "unfit"),
            ("1", "plain", "plain"),
            ("", "plain", "plain"),
        ):
            index.requests.clear()
            command = ["install", "-r", "pylock.toml", "--force-reinstall"]
            anywhere.pip(*command, "--no-cache-dir", env={"HUMOR": humor})
            assert anywhere.installed("pkg") == (variant_of(made[digest]) or "plain")
            assert anywhere.installed("lab") == label
            chosen = sorted([made[digest].name, labels[label].name])
            assert sorted(index.lines) == [f"GET /files/{name}" for name in chosen]

    def test_a_part_that_is_named_by_hand_is_taken_unasked(
        self,
        env: PipEnv,
        index: Index,
        wheels: Path,
        labels: dict[str, Path],
        tmp_path: Path,
    ) -> None:
        log = tmp_path / "log"
        env.unpack(make_plugin(wheels / "plugins", HW, {"humor": ["3"]}, log=log))
        machines = []
        for name, humor in (("login", "3"), ("node", "9")):
            path = env.work / f"{name}.toml"
            path.write_text(f'format = 1\nproviders.{HW}.keys.humor = ["{humor}"]\n')
            machines += ["--machine", path.name]
        env.pip("lock", "--index-url", index.url, "lab", *machines[2:])
        group = ["install", "--dry-run", "--group"]
        done = env.pip(*group, "pylock.toml:node")
        assert done.stdout.endswith("Would install lab-1.0~unfit\n")
        assert "does not fit" not in done.words
        refused = env.pip(*group, "pylock.toml:login", expect_error=True).words
        assert "no group login for this platform and Python; it has node" in refused
        env.pip("lock", "--index-url", index.url, "lab", *machines)
        report = ["--report", "report.json", "--quiet"]
        done = env.pip("install", "--group", "pylock.toml:node", *report)
        assert env.installed("lab") == "unfit"
        assert "does not fit" not in done.words
        told = json.loads((env.work / "report.json").read_text())["install"][0][
            "variant"
        ]
        assert (told["label"], told["machine"]) == ("unfit", None)
        # As with --machine, only an upgrade replaces it by what another machine got.
        for upgrade, named, label in (
            ([], "login", "unfit"),
            (["-U"], "login", "good"),
            (["-U"], "node", "unfit"),
        ):
            env.pip("install", *upgrade, "--group", f"pylock.toml:{named}")
            assert env.installed("lab") == label
        assert not log.exists()
        for _ in range(2):
            env.pip("install", "-U", "-r", "pylock.toml")
            assert env.installed("lab") == "good"
        # For the warning that the only variant does not fit, its answer is kept.
        env.pip("lock", "--index-url", index.url, "lab", *machines[2:])
        warned = env.pip("install", "--dry-run", "-r", "pylock.toml").words
        assert "does not fit" in warned
        assert len(log.read_text().splitlines()) == 1

    def test_what_was_chosen_is_told(
        self, machine: PipEnv, lock: Lock, labels: dict[str, Path]
    ) -> None:
        lock("lab", "--variants=all")
        report = ["--dry-run", "--quiet", "--report", "-"]
        result = machine.pip("install", "-r", "pylock.toml", *report)
        variant = json.loads(result.stdout)["install"][0]["variant"]
        assert variant["label"] == "good"
        assert variant["source"] == "the variants-json of the lock file"
        assert variant["fitting"] == 2

    def test_a_request_holds(
        self,
        machine: PipEnv,
        lock: Lock,
        labels: dict[str, Path],
        made: dict[str, Path],
    ) -> None:
        """A lock does not tell who is named, so one for all takes what it finds."""
        lock("lab", "pkg", "--variants=all")
        for asked, label in (
            ("lab=unfit", "~unfit"),
            ("unfit", "~unfit"),
            ("lab=nothing,poor", "~poor"),
            ("lab=none", ""),
            ("nothing", "~good"),
        ):
            command = ["install", "--dry-run", "-r", "pylock.toml"]
            output = machine.pip(*command, f"--variant={asked}").words
            pkg = variant_of(made["good"])
            assert f"Would install lab-1.0{label} pkg-1.0~{pkg}" in output

    def test_a_request_that_cannot_be_met_is_refused(
        self, machine: PipEnv, lock: Lock, labels: dict[str, Path]
    ) -> None:
        lock("lab", "--variants=all")
        command = ["install", "-r", "pylock.toml", "--variant=lab=cuda"]
        output = machine.pip(*command, expect_error=True).words
        assert "No wheel of lab is the variant cuda" in output
        assert "good of lab 1.0: fictional_hw :: humor :: 3" in output
        assert machine.installed("lab") is None

    def test_plain_wheels_only(
        self, machine: PipEnv, lock: Lock, labels: dict[str, Path]
    ) -> None:
        lock("lab", "--variants=all")
        machine.pip("install", "-r", "pylock.toml", "--no-variant")
        assert machine.installed("lab") == "plain"

    def test_no_variant_contradicts_a_lock_that_names_one(
        self, machine: PipEnv, lock: Lock, made: dict[str, Path]
    ) -> None:
        command = ["install", "-r", lock("pkg"), "--no-variant"]
        result = machine.pip(*command, expect_error=True)
        assert "Could not install locked package 'pkg'" in result.stderr
        assert f"variant {variant_of(made['good'])} is not wanted" in result.stderr

    def test_the_users_order_of_providers_holds(
        self, machine: PipEnv, lock: Lock, publish: Publish, wheels: Path
    ) -> None:
        plugin = make_plugin(wheels / "plugins", "net", {"speed": ["1"]})
        machine.unpack(plugin)
        net = {"net": {"speed": ["1"]}}
        publish("lab", "1.0", namespaces=("net", HW), a=HUMOR3, b=net)
        lock("lab", "--variants=all")
        machine.pip("install", "-r", "pylock.toml")
        assert machine.installed("lab") == "b"
        machine.configure(f"[variantlib]\nprovider_priority = {HW}\n")
        machine.pip("install", "-r", "pylock.toml", "--force-reinstall")
        assert machine.installed("lab") == "a"

    def test_a_variant_that_does_not_fit_is_said_before_it_is_installed(
        self, machine: PipEnv, lock: Lock, made: dict[str, Path]
    ) -> None:
        unfit = variant_of(made["unfit"])
        lock("pkg", f"--variant={unfit}")
        result = machine.pip("install", "-r", "pylock.toml")
        assert machine.installed("pkg") == unfit
        assert (
            f"WARNING: The lock file names only variant {unfit} of pkg 1.0, which does "
            "not fit this machine: it needs fictional_hw :: humor :: 9; this machine "
            "has 3, 2" in result.words
        )
        assert f"Using variant {unfit} of pkg 1.0, as locked" in result.words

    def test_a_wheel_that_is_not_what_the_lock_says_is_refused(
        self, machine: PipEnv, lock: Lock, labels: dict[str, Path]
    ) -> None:
        path = lock("lab")
        path.write_text(path.read_text().replace('"3",', '"2",'))
        output = machine.pip("install", "-r", path, expect_error=True).words
        assert machine.installed("lab") is None
        assert "error: variant-not-as-locked" in output
        assert "but its own variant.json says fictional_hw :: humor :: 3" in output

    def test_a_request_that_no_package_meets_is_told(
        self, machine: PipEnv, lock: Lock, labels: dict[str, Path], release: Release
    ) -> None:
        release("plain", "1.0", plain=())
        lock("lab", "plain", "--variants=all")
        for asked, is_told in (("cuda", True), ("cuda,poor", False), ("none", False)):
            command = ["install", "-r", "pylock.toml", "--dry-run"]
            output = machine.pip(*command, f"--variant={asked}").words
            told = f"--variant requests {asked}, which is not locked" in output
            assert told == is_told

    def test_an_upgrade_takes_what_is_better_now(
        self, machine: PipEnv, lock: Lock, labels: dict[str, Path]
    ) -> None:
        lock("lab", "--variants=all")
        machine.pip("install", "-r", "pylock.toml", "--variant=lab=poor")
        output = machine.pip("install", "-r", "pylock.toml").words
        assert "already satisfied" in output
        output = machine.pip("install", "-U", "-r", "pylock.toml").words
        assert "Replacing lab 1.0 (variant poor) by variant good" in output
        assert machine.installed("lab") == "good"

    def test_a_lock_of_a_lock_is_the_same(
        self,
        machine: PipEnv,
        lock: Lock,
        index: Index,
        made: dict[str, Path],
        labels: dict[str, Path],
    ) -> None:
        path = lock("lab", "pkg", "--variants=all")
        index.requests.clear()
        output = ["-o", "pylock.new.toml"]
        machine.pip("lock", "-r", path, "--variants=all", *output)
        # But for the command, which names the other one.
        packages = path.read_text().partition("\n[tool.variantlib]")[0]
        assert (machine.work / "pylock.new.toml").read_text() == packages
        assert all(line.startswith("GET /files/") for line in index.lines)
