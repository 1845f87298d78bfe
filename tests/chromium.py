"""Where Chromium is. `python -m tests.chromium` installs it where it can, and says how to get it where it cannot."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
_HOW = (
    "The browser tests need Chromium: install Debian's or Ubuntu's package 'chromium', Google Chrome, "
    "or run '.venv/bin/python -m playwright install chromium', then the same command again."
)


def chromium() -> Path | None:
    """The browser that tests and screenshots drive: the system's, else Playwright's own; None without one."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return next((path for path in (*_APPLICATIONS, own) if path.exists()), None)


def _install() -> None:
    """As root by apt-get where there is one; else Playwright's own build. Failures show in what they print."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], env=quiet, check=False, stdout=sys.stderr)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    """0 when there is a browser in the end, else 1 with a sentence on stderr."""
    if chromium() is None:
        _install()
    if chromium() is None:
        print(_HOW, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
