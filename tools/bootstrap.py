"""Sets up what the shop needs, with nothing but Python 3.11: `python3 tools/bootstrap.py run|dev|test`.

run: virtual environment with the pinned packages. dev: those for checks and tests too. test: a browser as well.
Does nothing, and quickly, when all is there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(level: str) -> None:
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"Python 3.11 is needed, this is {sys.version.split()[0]}. Set PYTHON3=/path/to/python3.11.")
    if not PYTHON.exists():
        say("Making a virtual environment in .venv")
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit("Python's venv module does not work here (on Debian: apt-get install python3.11-venv).")
    install("requirements.txt" if level == "run" else "requirements-dev.txt")
    if level == "test":
        browser()


def install(name: str) -> None:
    """pip-install a pinned list, unless this very list is installed already."""
    pins = (ROOT / name).read_bytes()
    mark = VENV / f".installed-{name}"
    digest = hashlib.sha256(pins).hexdigest()
    if mark.exists() and mark.read_text() == digest:
        return
    say(f"Installing packages of {name}")
    pinned = [line for line in pins.decode().splitlines() if "==" in line and not line.lstrip().startswith("#")]
    # Two at a time, and nothing compiled that is not imported: half the time on two cores. All pins are named, so none needs another's answer.
    running = [start_pip(pinned[part::2]) for part in range(2)]
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit("The packages could not be installed; see above.")
    mark.write_text(digest)


def start_pip(pinned: list[str]) -> subprocess.Popen[bytes]:
    """Begin to install exactly these."""
    quiet = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    return subprocess.Popen([str(PYTHON), "-m", "pip", "install", *quiet, "--no-compile", "--no-deps", *pinned], cwd=ROOT)


def browser() -> None:
    """An installed Chromium, else Playwright's own, else the system's package; Japanese fonts with it."""
    if installed_browser():
        return
    say("Fetching a browser for the tests")
    fetched = subprocess.run([str(PYTHON), "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    if fetched.returncode == 0 and playwright_browser():
        return
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            [*sudo, "apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False, stdout=subprocess.DEVNULL, env=environment
        )
    if not installed_browser():
        sys.exit("No browser could be had: install Chromium, or set OCMP_TEST_BROWSER=/path/to/chromium.")


def installed_browser() -> bool:
    """Whether a browser is there that tests/e2e/conftest.py will find."""
    named = os.environ.get("OCMP_TEST_BROWSER")
    return bool(named and Path(named).exists()) or any(map(shutil.which, BROWSERS)) or playwright_browser()


def playwright_browser() -> bool:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return any(cache.glob("chromium-*"))


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
