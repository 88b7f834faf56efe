"""All benchmarks, one after the other: `make bench`. They print tables and fail nothing by the clock."""

from __future__ import annotations

import subprocess
import sys

for name in ("bench_search", "bench_import", "bench_clients"):
    subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=True)
