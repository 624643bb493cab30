"""The pages for people in a real browser."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.builders import make_label_wheel, make_wheel
from tests.builders.loopback import folder_served
from variantlib.publishing.site import write_site

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, NAMES)), ""
)

# A page that looks into others, and ends with all that it has seen.
LOOK = """<!DOCTYPE html><body><pre></pre><script>
const seen = {}, pages = PAGES;
for (const page of pages) {
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.width = 1200;
  frame.onload = () => {
    const root = frame.contentDocument.documentElement;
    const texts = (query) => [...root.querySelectorAll(query)].map(x => x.innerText);
    seen[page] = {
      title: frame.contentDocument.title,
      headings: texts("h1, h2"),
      rows: [...root.querySelectorAll("tr")].map(
        row => [...row.cells].map(cell => cell.innerText)),
      links: [...root.querySelectorAll("a")].map(a => new URL(a.href).pathname),
      scripts: root.querySelectorAll("script").length,
      overflows: root.scrollWidth > root.clientWidth,
    };
    document.querySelector("pre").textContent = JSON.stringify(seen);
  };
  frame.src = page;
}
</script>"""


def look(folder: Path, *pages: str) -> dict[str, Any]:
    """What a browser makes of pages in a folder, which a server gives out."""
    (folder / "look.html").write_text(LOOK.replace("PAGES", json.dumps(pages)))
    with folder_served(folder) as root:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        options += ["--virtual-time-budget=5000", f"--user-data-dir={folder}/user"]
        libraries = os.environ.get("CHROMIUM_LIBRARIES", "")
        done = subprocess.run(
            [CHROMIUM, *options, f"{root}/look.html"],
            env={**os.environ, "LD_LIBRARY_PATH": libraries},
            capture_output=True,
            text=True,
            timeout=120,
        )
    found = re.search(r"<pre>(.+?)</pre>", done.stdout, re.DOTALL)
    assert found is not None, done.stderr
    seen: dict[str, Any] = json.loads(html.unescape(found[1]))
    return seen


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium: nox -s browser fetches it")
def test_a_browser_shows_a_release(tmp_path: Path) -> None:
    make_wheel(tmp_path, "demo", metadata_lines=["Requires-Python: >3<script>"])
    for level in ("v2", "v3"):
        properties = {"x86_64": {"level": [level]}}
        make_label_wheel(tmp_path, "demo", "1.0", level, properties)
    write_site(tmp_path)
    top, page, simple = "releases/index.html", "releases/demo-1.0.html", "simple/demo/"
    seen = look(tmp_path, top, page, simple)
    for found in seen.values():
        assert found["scripts"] == 0
        assert not found["overflows"]
    assert seen[top]["links"] == [f"/{page}"]
    assert seen[page]["title"] == "demo 1.0"
    assert seen[page]["headings"] == [
        *("demo 1.0", "Variants"),
        *("Which machine takes which", "Files"),
    ]
    rows = {row[0]: row[1:] for row in seen[page]["rows"]}
    assert rows["v3"][:3] == ["x86_64 :: level :: v3", "1", "py3 any"]
    assert rows["(plain)"][0] == ""
    assert rows["x86-64-v3"] == ["v3", "v2, (plain)"]
    wheels = {path.name for path in tmp_path.glob("*.whl")}
    assert wheels <= {*rows}
    assert {f"/{name}" for name in wheels} <= {*seen[simple]["links"]}
