"""Measures the memory of processes on Linux. Standalone: standard library only.

Only memory counts that nobody else could use meanwhile: a process's own memory, shared
memory, swapped or not, and files that are in memory only (memfd_create(2), /dev/shm).
Memory that several processes share counts once. ``_families.py`` loads it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable

# Of each line of smaps_rollup that is added up; of older kernels all of "Pss".
SIZES = ("Pss_Anon", "Pss_Shmem", "SwapPss", "Private_Hugetlb", "Shared_Hugetlb")
# The same in the file "status", which tells of processes that hide the rest.
HIDDEN_SIZES = ("RssAnon", "RssShmem", "VmSwap", "HugetlbPages")
# How the kernel names files in memory that have no name.
UNNAMED = ("/memfd:", "/SYSV", "/dev/zero")
IN_MEMORY = {"tmpfs", "ramfs", "hugetlbfs"}

Inode = tuple[int, int]


def memory_of(processes: Iterable[int], known: set[int]) -> int:
    """The bytes that the processes take together.

    :param known: The ids of all that ever belonged to them.
    """
    processes = list(processes)
    kilobytes = sum(map(process_memory, processes))
    files: dict[Inode, int] = {}
    places = (*UNNAMED, *places_in_memory(read("/proc/self/mountinfo")))
    for pid in processes:
        files.update(files_in_memory(pid, places))
    if files:
        kilobytes -= sum(mapped(read(f"/proc/{p}/smaps"), files) for p in processes)
    segments = unattached(read("/proc/sysvipc/shm"), known)
    return max(kilobytes, 0) * 1024 + sum(files.values()) + segments


def process_memory(pid: int) -> int:
    rollup = read(f"/proc/{pid}/smaps_rollup")
    return rollup_memory(rollup) if rollup else hidden_memory(pid)


def rollup_memory(rollup: str) -> int:
    """The kilobytes of a process; shared memory counts once over all of them."""
    found = sizes(rollup)
    if "Pss_Anon" not in found:
        return found.get("Pss", 0) + found.get("SwapPss", 0)
    return sum(found.get(name, 0) for name in SIZES)


def hidden_memory(pid: int) -> int:
    found = sizes(read(f"/proc/{pid}/status"))
    return sum(found.get(name, 0) for name in HIDDEN_SIZES)


def sizes(text: str) -> dict[str, int]:
    """The numbers of kilobytes in lines such as ``Pss: 7 kB``."""
    lines = (line.partition(":") for line in text.splitlines())
    return {
        name: int(value.split()[0])
        for name, _, value in lines
        if value.rstrip().endswith(" kB")
    }


def places_in_memory(mountinfo: str) -> list[str]:
    """The folders that are in memory, each with a slash at its end."""
    found = []
    for line in mountinfo.splitlines():
        fields, _, source = line.partition(" - ")
        if source.split()[:1] and source.split()[0] in IN_MEMORY:
            found.append(fields.split()[4].rstrip("/") + "/")
    return found


def files_in_memory(pid: int, places: tuple[str, ...]) -> dict[Inode, int]:
    """The files in memory that a process can write to, and their sizes in bytes."""
    found = {}
    folder = f"/proc/{pid}/fd"
    try:
        names = os.listdir(folder)
    except OSError:
        return {}
    for name in names:
        path = f"{folder}/{name}"
        try:
            if not os.readlink(path).startswith(places):
                continue
            if os.lstat(path).st_mode & stat.S_IWUSR:
                file = os.stat(path)
                if stat.S_ISREG(file.st_mode):
                    found[file.st_dev, file.st_ino] = file.st_blocks * 512
        except OSError:
            continue
    return found


def mapped(smaps: str, files: Iterable[Inode]) -> int:
    """The kilobytes of these files that count as a process's shared memory already."""
    wanted = {(f"{os.major(d):02x}:{os.minor(d):02x}", str(i)) for d, i in files}
    total = 0
    is_wanted = False
    for line in smaps.splitlines():
        fields = line.split()
        if not fields[0].endswith(":"):
            is_wanted = tuple(fields[3:5]) in wanted
        elif is_wanted and fields[0] == "Pss:":
            total += int(fields[1])
    return total


def unattached(segments: str, makers: set[int]) -> int:
    """The bytes of System V's shared memory that no process has attached."""
    total = 0
    for line in segments.splitlines()[1:]:
        fields = line.split()
        if int(fields[4]) in makers and fields[6] == "0":
            total += sum(map(int, fields[14:16]))
    return total


def read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
