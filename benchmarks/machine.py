"""What the figures were taken on."""

import platform
from pathlib import Path

import psutil

from engine import Engine


def description(engine: Engine) -> str:
    """One line: processor, cores, memory, Python, OpenSearch and its heap."""
    (node,) = engine.client.nodes.info(metric="jvm")["nodes"].values()
    heap_mb = node["jvm"]["mem"]["heap_max_in_bytes"] / 2**20
    return (
        f"{_processor()}, {psutil.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB · "
        f"{platform.system()}, Python {platform.python_version()} · "
        f"OpenSearch {node['version']}, heap {heap_mb:.0f} MiB"
    )


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
