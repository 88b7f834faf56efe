"""Takes the pictures in docs/screens anew: `make screens`. The main pages, desktop and phone, on a shop of its own."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
OUT = ROOT / "docs" / "screens"
PAGES = {
    "top": "/",
    "search": "/search?q=クラウド&payment=card",
    "product": "/products/kintai-cloud",
    "compare": "/compare?ids=kintai-cloud,anpi-net,web-kaigi-one",
    "inquiry": "/inquiry?product=kintai-cloud",
    "guide": "/guide",
    "faq": "/faq",
}
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


def main() -> None:
    expect.set_options(timeout=30_000)
    from tests.e2e.conftest import CHROMIUM_OPTIONS, running_shop
    from tests.servers import seeded_file

    OUT.mkdir(parents=True, exist_ok=True)
    names = ("chromium", "chromium-browser", "google-chrome")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        seeded = seeded_file(folder / "seed")
        with running_shop(seeded, folder) as shop:
            installed = next(filter(None, map(shutil.which, names)), None)
            browser = playwright.chromium.launch(executable_path=installed, args=CHROMIUM_OPTIONS)
            for name, path in PAGES.items():
                for device, (width, height) in SIZES.items():
                    page = browser.new_page(viewport={"width": width, "height": height}, locale="ja-JP", timezone_id="Asia/Tokyo")
                    page.goto(shop.url + path)
                    settled(page)
                    page.screenshot(path=OUT / f"{name}-{device}.png")
                    page.close()
                    print(f"{name}-{device}.png", flush=True)
            browser.close()


def settled(page: Page) -> None:
    """Until nothing is loading any more."""
    expect(page.locator("#page-title")).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    main()
