"""Measure how long `variantlib` takes to choose, by a Python that has it on its path.

`peer.py DOCUMENT SECONDS LEAST` prints, as JSON, CPU times and the best label.
Standalone. The document states the supported properties, so no plugin is asked.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main(document: str, seconds: str, least: str) -> None:
    """Measure from the document's bytes to the labels in order, again and again."""
    data = Path(document).read_bytes()
    choose = import_module("variantlib.api").get_variants_by_priority
    best = choose(variants_json=json.loads(data))[0].label
    times: list[float] = []
    start = time.monotonic()
    while len(times) < int(least) or time.monotonic() - start < float(seconds):
        before = time.process_time()
        found = choose(variants_json=json.loads(data))
        times.append(time.process_time() - before)
        del found
    json.dump({"times": times, "best": best}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
