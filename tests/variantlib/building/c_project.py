"""A project in C that tells what it was built for, and its back end."""

from __future__ import annotations

SOURCE = """
#ifndef TOOLKIT
#define TOOLKIT "none"
#endif
#ifndef LEVEL
#define LEVEL baseline
#endif
#define TEXT(x) #x
#define VALUE(x) TEXT(x)
const char *built_for(void) { return TOOLKIT " " VALUE(LEVEL); }
"""

BACK_END = r"""
import os, shlex, subprocess, sys, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    flags = shlex.split(os.environ.get("CFLAGS", ""))
    if "CUDA" in os.environ:
        flags.append(f'-DTOOLKIT="cuda {os.environ["CUDA"]}"')
    # As make does, and back ends that call it: what is there is not compiled again.
    if not os.path.exists("ship.o"):
        subprocess.run(["cc", "-fPIC", "-g", *flags, "-c", "ship.c"], check=True)
    subprocess.run(["cc", "-shared", "ship.o", "-o", "ship.so"], check=True)
    python = "cp{}{}".format(*sys.version_info)
    tag = f"{python}-{python}-linux_x86_64"
    name = f"ship-1.0-{tag}.whl"
    info = "ship-1.0.dist-info"
    files = {
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: ship\nVersion: 1.0\n",
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nTag: {tag}\n",
        "ship.so": open("ship.so", "rb").read(),
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        for path, content in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(zipfile.ZipInfo(path), content)
    return name
"""
