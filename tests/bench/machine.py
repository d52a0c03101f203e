"""What the machine is, and how much memory a tree of processes takes."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil

ROLES = ("web", "actions", "dialogue", "worker")


def memory_by_process(pid: int) -> dict[str, float]:
    """PSS in MB of `bantam up` and all that it started, by role.

    Proportional set size: pages that several processes share are counted once.
    """
    found = dict.fromkeys((*ROLES, "up"), 0.0)
    root = psutil.Process(pid)
    for process in (root, *root.children(recursive=True)):
        try:
            words = process.cmdline()
            found[_role(words)] += process.memory_full_info().pss / 1e6
        except psutil.NoSuchProcess:
            continue
    return found


def _role(words: list[str]) -> str:
    if any("rasa.__main__" in word for word in words):
        return "dialogue"
    return next((role for role in ROLES if role in words[-1:]), "up")


def describe() -> str:
    """Processor, cores, memory, system: enough to judge the figures by."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    cores = len(os.sched_getaffinity(0))
    memory = psutil.virtual_memory().total / 2**30
    processor = models[0] if models else platform.machine()
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{cores} cores of {processor}, {memory:.0f} GiB, {system}"
