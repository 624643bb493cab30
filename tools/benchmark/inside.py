"""Measure inside the fork: run by the fork's own Python.

`inside.py QUESTION ARGUMENT...` prints one JSON value. Standalone. The fork's modules
are imported by name because the bench itself runs in another Python, without them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

_LABEL_FORM = "-py3-none-any-{}.whl"
_STARTS = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec", "os.system")


def modules(*arguments: str) -> list[str]:
    """Which modules of ours a pip command imports."""
    code = import_module("pip._internal.cli.main").main(list(arguments))
    if code:
        sys.exit(code)
    ours = ("pip._internal.variants", "pip._vendor.variantlib", "pip._vendor.attr")
    return sorted(name for name in sys.modules if name.startswith(ours))


def providers(cache_dir: str) -> dict[str, Any]:
    """The cost of the providers' answers, in a pip that just started.

    Empty `cache_dir`: without a cache.
    """
    started: list[str] = []
    sys.addaudithook(
        lambda event, _: started.append(event) if event in _STARTS else None
    )
    # The modules that a run has imported when it comes to the providers.
    for name in (
        "commands.install",
        "variants.settings.config",
        "variants.metadata.reader",
    ):
        import_module(f"pip._internal.{name}")
    cpu, wall = time.process_time(), time.perf_counter()
    module = import_module("pip._vendor.variantlib.plugins")
    settings = module.ProviderSettings(frozenset(), timeout=60, max_age=86400)
    answers = module.ask_providers(settings, cache_dir or None)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    children = os.times()
    problems = [answer.problem for answer in answers if answer.problem]
    return {
        "cpu": cpu,
        "wall": wall,
        "children": children.children_user + children.children_system,
        "answers": len(answers),
        "problems": problems,
        "started": started,
    }


def builtin() -> dict[str, Any]:
    """The cost of the built-in providers, of which nothing is kept, on this machine."""
    started: list[str] = []
    sys.addaudithook(
        lambda event, _: started.append(event) if event in _STARTS else None
    )
    import_module("pip._vendor.variantlib.plugins")
    begin = time.process_time()
    module = import_module("pip._vendor.variantlib.providers.builtin")
    imported = time.process_time()
    host = import_module("pip._vendor.variantlib.providers.host")
    providers = module.BuiltinProviders(host.this_host())
    probes = providers.probes(frozenset())
    answers = providers.answers({}, frozenset())
    end = time.process_time()
    return {
        "import": imported - begin,
        "cpu": end - imported,
        "probes": [probe.name for probe in probes],
        "answers": len(answers),
        "started": started,
    }


def detect(enabled: str, cache_dir: str) -> dict[str, Any]:
    """The cost of some built-in providers, and of the plugins that are installed.

    `enabled` has names behind commas. Empty `cache_dir`: without a cache.
    """
    started: list[str] = []
    sys.addaudithook(
        lambda event, _: started.append(event) if event in _STARTS else None
    )
    import_module("pip._internal.commands.install")
    plugins = import_module("pip._vendor.variantlib.plugins")
    builtin = import_module("pip._vendor.variantlib.providers.builtin")
    cpu, wall = time.process_time(), time.perf_counter()
    host = import_module("pip._vendor.variantlib.providers.host").this_host()
    chosen = builtin.BuiltinProviders(host, enabled.split(","))
    settings = plugins.ProviderSettings(
        *(frozenset(), 60, 86400, frozenset(), chosen.files, chosen.variables)
    )
    answers = plugins.ask_providers(settings, cache_dir or None, builtin=chosen)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    children = os.times()
    configs = [dict(answer.config or ()) for answer in answers]
    arch = [config["sm_arch"][0] for config in configs if "sm_arch" in config]
    return {
        "cpu": cpu,
        "wall": wall,
        "children": children.children_user + children.children_system,
        "keys": sum(map(len, configs)),
        "problems": [answer.problem for answer in answers if answer.problem],
        "found": [f"{name[:-6]}.{name[-6]}" for name in arch],
        "started": started,
    }


def smi() -> dict[str, Any]:
    """The cost of asking nvidia-smi as uv 0.13.9 does: three calls, in turn."""
    wall = time.perf_counter()
    query = ["nvidia-smi", "--format=csv,noheader"]
    said = [
        subprocess.run(command, capture_output=True, check=True, text=True).stdout
        for command in (
            [*query, "--query-gpu=driver_version"],
            ["nvidia-smi", "-q"],
            [*query, "--query-gpu=compute_cap"],
        )
    ]
    return {"wall": time.perf_counter() - wall, "found": said[-1].split()}


def ranges(url: str, how: str) -> dict[str, Any]:
    """The cost of reading `variant.json` out of a remote wheel.

    `how` is "ours", or "lazy" for upstream's own way.
    """
    session = import_module("pip._internal.network.session").PipSession()
    link = import_module("pip._internal.models.link").Link(url)
    ours = import_module("pip._internal.variants.metadata.wheel_file")
    lazy = import_module("pip._internal.network.lazy_wheel")
    start = time.perf_counter()
    if how == "ours":
        content = ours.read_from_wheel(session, link, "variant.json")
    else:
        with lazy.LazyZipOverHTTP(url, session) as file, ZipFile(file) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith("/variant.json"))
            content = archive.read(name)
    return {"wall": time.perf_counter() - start, "size": len(content)}


def choose(document: str, supported: str, seconds: str, least: str) -> dict[str, Any]:
    """The cost of parsing a document, and of choosing among all its variants.

    All choices end with the best wheel, its hash or its label's properties checked.
    "choose" begins with the wheels and their properties at hand, "choose in pip" with
    pip's candidates and the parsed document, "read and choose in pip" with the
    document's bytes.
    """
    data = Path(document).read_bytes()
    read = import_module(
        "pip._vendor.variantlib.documents.document"
    ).read_index_document
    choice = _Choice(read(data), json.loads(supported))
    steps: dict[str, Callable[[], object]] = {
        "parse": lambda: json.loads(data),
        "choose": choice.best,
        "choose in pip": lambda: choice.first(choice.document),
        "read and choose in pip": lambda: choice.first(read(data)),
    }
    times: dict[str, list[float]] = {name: [] for name in steps}
    for step in steps.values():
        step()
    start = time.monotonic()
    rounds = 0
    while rounds < int(least) or time.monotonic() - start < float(seconds):
        rounds += 1
        for name in list(steps)[:: 1 if rounds % 2 else -1]:
            times[name].append(_cpu_time(steps[name]))
    _, best = choice.first(choice.document)
    return {"times": times, "best": best.link.filename}


class _Choice:
    """The choice among all variants of a release, everything known."""

    def __init__(self, document: Any, supported: Any) -> None:
        settings = import_module(
            "pip._vendor.variantlib.machine.settings"
        ).MachineSettings()
        machine = import_module("pip._vendor.variantlib.machine.machine").Machine
        self.document = document
        self._candidates = _candidates(document.variants)
        plugins = import_module(
            "pip._vendor.variantlib.machine.detectors"
        ).PluginDetector
        told = plugins(settings, None)
        told.answers = tuple(map(_answer, supported))
        self._machine = machine(settings, told)
        self._evaluator = import_module(
            "pip._internal.variants.selection.evaluator"
        ).VariantEvaluator
        self._reporter = import_module(
            "pip._internal.variants.selection.reporter"
        ).LoggingReporter
        self._reader = import_module(
            "pip._internal.variants.metadata.reader"
        ).PropertyReader
        self._requested = import_module("pip._internal.variants.requested").Requested()
        self._ranking = import_module("pip._vendor.variantlib.choice.ranking")
        offer = import_module("pip._internal.variants.models").VariantCandidate
        split = import_module("pip._internal.variants.names").split_variant
        names = [split(found.link.filename)[1] for found in self._candidates]
        self._offers = list(map(offer, names, self._candidates))
        self._facts = self._read(self.document).read(self._offers, self._machine)

    def _read(self, document: Any) -> Any:
        return self._reader(None, None, _Documents(document))

    def best(self) -> object:
        """Return the ranking and the properties of its best wheel."""
        rank_of = self._machine.rank
        found = self._ranking.rank_offers(self._offers, self._facts, rank_of)
        best = next(found.best_first())
        # A copy, as it keeps the parsed values.
        facts = best.facts.with_document(best.facts.document)
        return found, facts.check(best.offer.name).properties

    def first(self, document: Any) -> tuple[object, Any]:
        """Return an object that keeps all results of choosing, and the candidate."""
        reader, reporter = self._read(document), self._reporter()
        evaluator = self._evaluator(self._machine, reader, reporter)
        return evaluator, next(
            evaluator.ordered(self._candidates, None, self._requested)
        )


class _Documents:
    """In place of the documents of an index: one, at hand."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def find(self, offer: Any) -> Any:
        return self._document


def _candidates(variants: Any) -> list[Any]:
    link = import_module("pip._internal.models.link").Link
    candidate = import_module("pip._internal.models.candidate").InstallationCandidate
    page = "https://index.invalid/simple/benchmark/"
    base = "https://index.invalid/files/benchmark-1.0"
    is_hash = import_module("pip._vendor.variantlib.names.hashing").is_hash
    form = "~{}-py3-none-any.whl" if all(map(is_hash, variants)) else _LABEL_FORM
    return [
        candidate("benchmark", "1.0", link(f"{base}{form.format(name)}", page))
        for name in variants
    ]


def _answer(entry: Any) -> Any:
    answer = import_module("pip._vendor.variantlib.plugins").ProviderAnswer
    provider, config = entry
    return answer(provider, "plugin 1.0", config, None, True, 0.0)


def _cpu_time(step: Callable[[], object]) -> float:
    start = time.process_time()
    # The result of a step is freed after its time is taken.
    result = step()
    used = time.process_time() - start
    del result
    return used


def main(question: str, *arguments: str) -> None:
    """Answer one question. pip's own output goes to where nobody looks."""
    answer: Callable[..., object] = globals()[question]
    with open(os.dup(1), "w", encoding="utf-8") as output:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        json.dump(answer(*arguments), output)


if __name__ == "__main__":
    main(*sys.argv[1:])
