"""Prerenders an empty shell for routes with a parameter, so that /products/<slug> has its frame in the first answer.

Reflex prerenders only routes without parameters; for the others the browser would get an empty body.
React Router takes a list of paths: for `products/[slug]` we name `/products/_`, and routes/html.py
serves that file for every slug. Its content does not depend on the parameter, so hydration agrees.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

from ocmp_app.pages.registry import PAGES


class PrerenderShells(Plugin):
    """Writes React Router's configuration with the list of paths to prerender."""

    def get_static_assets(self, **context: Any) -> Sequence[tuple[Path, str]]:
        """The configuration file, written after Reflex has written its own."""
        paths = sorted({"/" + re.sub(r"\[[^\]]+\]", "_", page.route).strip("/") for page in PAGES if page.route != "404"})
        config = {"basename": "/", "future": {"unstable_optimizeDeps": True}, "ssr": False, "prerender": paths, "build": "build"}
        return [(Path("react-router.config.js"), f"export default {json.dumps(config)};")]
