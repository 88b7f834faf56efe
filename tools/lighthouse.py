"""Runs Lighthouse on the main pages of a shop of its own, phone and desktop: `make lighthouse [ARGS=--runs 3]`.

Prints a table of medians and writes it to docs/benchmarks/lighthouse.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HOME = ROOT / "tools" / "lighthouse"
PAGES = ("/", "/search", "/products/kintai-cloud")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --disable-background-networking"


def main() -> int:
    from tests.e2e.conftest import running_shop
    from tests.servers import seeded_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--base", help="address of a running shop")
    parser.add_argument("pages", nargs="*", default=PAGES)
    options = parser.parse_args()
    install()
    if options.base:
        rows = measure(options.base, options.pages, options.runs)
    else:
        with tempfile.TemporaryDirectory() as folder:
            seeded = seeded_file(Path(folder) / "seed")
            with running_shop(seeded, Path(folder)) as shop:
                rows = measure(shop.url, options.pages, options.runs)
    table = "\n".join(["| page | device | performance | accessibility | best practices | SEO | FCP s | LCP s | TBT ms | CLS |",
                       "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", *rows])  # fmt: skip
    print(table)
    out = ROOT / "docs" / "benchmarks"
    out.mkdir(parents=True, exist_ok=True)
    (out / "lighthouse.md").write_text(f"# Lighthouse\n\n`make lighthouse`, median of {options.runs} runs on two cores, server and browser together.\n\n{table}\n")
    return 0


def install() -> None:
    if not (HOME / "node_modules").exists():
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=HOME, check=True, env=environment)


def measure(base: str, pages: list[str], runs: int) -> list[str]:
    rows = []
    for page in pages:
        for device in ("phone", "desktop"):
            reports = [report(base + page, device) for _ in range(runs)]
            scores = [statistics.median(item["categories"][name]["score"] * 100 for item in reports) for name in CATEGORIES]
            for name in CATEGORIES[1:]:
                refs = reports[-1]["categories"][name]["auditRefs"]
                failed = [ref["id"] for ref in refs if reports[-1]["audits"][ref["id"]]["score"] == 0 and ref["weight"]]
                if failed:
                    print(f"  {page} {device} {name}: {failed}", file=sys.stderr)
            audits = [
                statistics.median(item["audits"][name]["numericValue"] for item in reports)
                for name in ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
            ]
            figures = [*(f"{score:.0f}" for score in scores), f"{audits[0] / 1000:.2f}", f"{audits[1] / 1000:.2f}", f"{audits[2]:.0f}", f"{audits[3]:.3f}"]
            rows.append(f"| {page} | {device} | {' | '.join(figures)} |")
            print(rows[-1], file=sys.stderr, flush=True)
    return rows


def report(url: str, device: str) -> dict:  # type: ignore[type-arg]
    preset = ["--preset=desktop"] if device == "desktop" else []
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    command = [str(node), str(HOME / "node_modules" / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--output=json", "--output-path=stdout",
               f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}", *preset]  # fmt: skip
    environment = {**os.environ, **({"CHROME_PATH": browser} if browser else {})}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if result.returncode:
        sys.exit(result.stderr[-3000:])
    return json.loads(result.stdout)


if __name__ == "__main__":
    sys.exit(main())
