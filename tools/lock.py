"""Renews the pins: `make lock`. Run it in a virtual environment that has pip-tools."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for name in ("requirements", "requirements-dev"):
        options = ["--quiet", "--strip-extras", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--allow-unsafe", "--upgrade"]
        # The newest set wins; Reflex pins only its base, so its component packages are pinned here as well.
        subprocess.run(
            [sys.executable, "-m", "piptools", "compile", *options, "--output-file", f"{name}.txt", f"{name}.in"],
            cwd=ROOT,
            check=True,
        )


if __name__ == "__main__":
    main()
