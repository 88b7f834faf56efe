"""A shop's database filled for tests and benchmarks that serve it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO_NOW = "2026-11-16T10:00:00+09:00"


def seeded_file(folder: Path) -> Path:
    """Build the pages if need be, and make a SQLite file with the demo's data as of DEMO_NOW."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "demo.db"
    environment = {**os.environ, "OCMP_DATABASE_URL": f"sqlite:///{path}", "OCMP_DEMO_NOW": DEMO_NOW}
    subprocess.run([sys.executable, "tools/start.py", "--build-only"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "tools/start.py", "--migrate-only"], cwd=ROOT, check=True, env=environment)
    return path
