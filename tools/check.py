"""The static checks: `make check`. Prints what fails and exits non-zero."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (["ruff", "check", "."], ["mypy"], ["lint-imports"])


def main() -> int:
    failed = [check[0] for check in CHECKS if subprocess.run([str(BIN / check[0]), *check[1:]], cwd=ROOT, check=False).returncode]
    print(f"==> {'failed: ' + ', '.join(failed) if failed else 'all checks passed'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
