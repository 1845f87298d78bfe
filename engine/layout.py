"""Where the local node keeps what, and the few files that the published jars lack."""

import json
from dataclasses import dataclass
from pathlib import Path

from engine.artifacts import VERSION

JAVA_NEEDED = "21"
LOW_DISK_MB = 1024
"""Below this much free space no new index is made; the node does not start either."""
FULL_DISK_MB = 512
"""Below this much free space OpenSearch turns indices read-only, until there is more again."""

MODULES = {
    "analysis-common": "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
    "lang-painless": "org.opensearch.painless.PainlessModulePlugin",
    "reindex": "org.opensearch.index.reindex.ReindexModulePlugin",
    "transport-netty4": "org.opensearch.transport.Netty4ModulePlugin",
}
_NETTY_POLICY = 'grant {\n  permission java.net.SocketPermission "*", "accept,connect";\n};\n'
_LOGGING = """\
status = error
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = ${sys:opensearch.logs.base_path}/opensearch.log
appender.file.filePattern = ${sys:opensearch.logs.base_path}/opensearch-%i.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


@dataclass(frozen=True)
class Layout:
    """The folders and files of the local node below `home` (OPEN360_HOME)."""

    home: Path

    @property
    def lock(self) -> Path:
        return self.home / "engine.lock"

    @property
    def state(self) -> Path:
        return self.home / "engine.json"

    @property
    def link(self) -> Path:
        """The folder `node`, or a link to it where the node's account cannot pass through `home`."""
        return self.home / "node"

    @property
    def node(self) -> Path:
        """All that the node itself reads and writes."""
        return self.link.resolve()

    @property
    def opensearch(self) -> Path:
        return self.node / f"opensearch-{VERSION}"

    @property
    def config(self) -> Path:
        return self.node / "config"

    @property
    def data(self) -> Path:
        return self.node / "data"

    @property
    def logs(self) -> Path:
        return self.node / "logs"

    @property
    def temporary(self) -> Path:
        return self.node / "tmp"

    @property
    def console(self) -> Path:
        """What the last start printed: where a start that failed says why."""
        return self.logs / "console.log"

    @property
    def log(self) -> Path:
        return self.logs / "opensearch.log"

    @property
    def written(self) -> tuple[Path, ...]:
        """The folders that the node writes to."""
        return (self.config, self.data, self.logs, self.temporary)


def describe(layout: Layout) -> None:
    """Write the descriptors, the policy and the configuration. The files of OpenSearch must be there."""
    for module, classname in MODULES.items():
        folder = layout.opensearch / "modules" / module
        _write(folder / "plugin-descriptor.properties", _descriptor(module, classname))
    _write(layout.opensearch / "modules/transport-netty4/plugin-security.policy", _NETTY_POLICY)
    for name in ("bin", "extensions", "plugins"):  # empty, but it insists on them
        (layout.opensearch / name).mkdir(mode=0o755, exist_ok=True)
    _write(layout.config / "opensearch.yml", _configuration(layout))
    _write(layout.config / "log4j2.properties", _LOGGING)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)  # also readable to the account that a node started by root runs under


def _descriptor(module: str, classname: str) -> str:
    return (
        f"name={module}\ndescription={module}\nversion={VERSION}\nopensearch.version={VERSION}\n"
        f"java.version={JAVA_NEEDED}\nclassname={classname}\nextended.plugins=\n"
        "has.native.controller=false\n"
    )


def _configuration(layout: Layout) -> str:
    watermark = "cluster.routing.allocation.disk.watermark"
    settings: dict[str, str] = {
        "cluster.name": "open360",
        "node.name": "open360",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "path.data": str(layout.data),
        "path.logs": str(layout.logs),
        # The defaults are shares of the disk: on a laptop 5 % may be far more than anyone needs.
        f"{watermark}.low": f"{LOW_DISK_MB}mb",
        f"{watermark}.high": f"{(LOW_DISK_MB + FULL_DISK_MB) // 2}mb",
        f"{watermark}.flood_stage": f"{FULL_DISK_MB}mb",
        # How soon a read-only index is writable again once there is space: 10 s is the least allowed.
        "cluster.info.update.interval": "10s",
    }
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
