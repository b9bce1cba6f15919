"""A headless Chromium for the tests of pages: one that starts here, or, as a command, a new one.

`python -m tests.browser` is a step of `make test`. It says in a line what it found, and never
fails: where no browser can be had, tests of pages are skipped.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
OWN = "PLAYWRIGHT_BROWSERS_PATH"
"""Where Playwright keeps browsers; 0 is its own package, thus this environment."""
PATIENCE = 600
"""Of a step that downloads. [s]"""
MISSING = "no Chromium starts here; `python -m tests.browser` tries to get one"


@contextmanager
def started() -> Iterator[Any]:
    """A browser: of this machine, else Playwright's; None where neither starts."""
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - may be missing

    os.environ.setdefault(OWN, "0")
    unboxed = ["--no-sandbox"] if _is_root() else []
    with sync_playwright() as playwright:
        for path in (*filter(None, map(shutil.which, NAMES)), None):
            try:
                browser = playwright.chromium.launch(executable_path=path, args=unboxed)
            except Error:
                continue
            yield browser
            browser.close()
            return
        yield None


def version() -> str | None:
    """Of the browser that starts here."""
    with started() as browser:
        return f"Chromium {browser.version}" if browser else None


def get() -> None:
    """Try to have a browser: Playwright's, and, if we may install it, Debian's."""
    playwright = [sys.executable, "-m", "playwright"]
    if _done([*playwright, "install", "--only-shell", "chromium"]) and version():
        return
    apt = shutil.which("apt-get")
    if apt and _is_root():
        _done([apt, "update"])
        _done([apt, "install", "--yes", "--no-install-recommends", "chromium"])


def _done(command: list[str]) -> bool:
    """Whether a command ended well; what it says is nobody's concern."""
    env = {**os.environ, OWN: os.environ.get(OWN, "0"), "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return not subprocess.run(
            command, check=False, capture_output=True, env=env, timeout=PATIENCE
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main() -> None:
    """Say which browser there is, after trying to get one."""
    found = version()
    if not found:
        get()
        found = version()
    print(found or "no Chromium can be had here: tests of pages in a browser are skipped")


if __name__ == "__main__":
    main()
