"""The direction of imports, held by import-linter (contracts in pyproject.toml)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_go_down() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


WRONG = {
    "utils.py": ("", "Imports go down"),
    "domain/clever.py": ("import structlog", "The domain is pure"),
    "services/quick.py": ("import reflex", "Nothing below state knows Reflex"),
    "pages/direct.py": ("from sqlmodel import select", "Pages, components and presenters without SQL"),
    "components/direct.py": ("from ocmp_app.services import tables", "Pages say what is on the screen"),
    "state/direct.py": ("from ocmp_app.models import Product", "State calls use cases"),
    "state/shortcut.py": ("from ocmp_app.adapters import smtp", "Adapters are picked in wiring"),
    "adapters/clever.py": ("from ocmp_app.services import tables", "Adapters know the domain's ports"),
}
"""Modules that break one contract each."""


def test_a_wrong_one_would_be_seen(tmp_path: Path) -> None:
    """The contracts on a copy of the house with something wrong in every room."""
    for file in (ROOT / "ocmp_app").rglob("*.py"):
        copy = tmp_path / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for module, (content, _) in WRONG.items():
        (tmp_path / "ocmp_app" / module).write_text(content, encoding="utf-8")
    said = " ".join(lint(tmp_path).stdout.split())
    kept = [contract for _, contract in WRONG.values() if not re.search(re.escape(contract) + r"(?:(?! KEPT).){0,120} BROKEN", said)]
    assert kept == []
