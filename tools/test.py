"""All tests: `make test`. First what needs no browser, on both cores; then the browser's, two files at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    pytest = [sys.executable, "-m", "pytest", "-q"]
    subprocess.run([sys.executable, "tools/start.py", "--build-only"], cwd=ROOT, check=True)
    first = subprocess.run([*pytest, "-n", "2", "--dist", "worksteal", "-m", "not e2e and not bench"], cwd=ROOT, check=False).returncode
    second = subprocess.run([*pytest, "-n", "2", "--dist", "loadfile", "-m", "e2e"], cwd=ROOT, check=False).returncode
    return first or second


if __name__ == "__main__":
    sys.exit(main())
