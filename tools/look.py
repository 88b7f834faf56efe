"""Takes screenshots of pages and prints what the browser's console said.

python tools/look.py [--base URL] [--out DIR] [--width 1280 390] PATH …
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--base", default="http://localhost:3000")
    parser.add_argument("--out", type=Path, default=Path("/tmp/look"))
    parser.add_argument("--width", type=int, nargs="+", default=[1280, 390])
    parser.add_argument("--fold", action="store_true", help="only what is seen without scrolling")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for path in options.paths:
            for width in options.width:
                page = browser.new_page(viewport={"width": width, "height": 900}, locale="ja-JP")
                page.on("console", lambda message: print(" console:", message.type, message.text[:300]))
                page.on("pageerror", lambda error: print(" pageerror:", str(error)[:500]))
                response = page.goto(options.base + path)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(400)
                name = re.sub(r"[^a-z0-9]+", "-", path).strip("-") or "top"
                page.screenshot(path=options.out / f"{name}-{width}.png", full_page=not options.fold)
                wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
                print(path, width, response and response.status, page.title(), "SCROLLS SIDEWAYS" if wide else "")
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
