"""What the shop changes of Reflex' frontend build, through the plugin's own hooks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

from ocmp_app.pages.registry import PAGES

_SOCKET_URL = re.compile(r"wss?://[^/`\"']+/_event")


class ShopBuild(Plugin):
    """Prerenders shells of routes with a parameter, and makes the bundle independent of host and port."""

    def get_static_assets(self, **context: Any) -> Sequence[tuple[Path, str]]:
        """React Router's configuration, written after Reflex has written its own.

        Reflex prerenders only routes without parameters; for the others the browser would get an empty
        body. React Router takes a list of paths: for `products/[slug]` we name `/products/_`, and
        routes/html.py serves that file for every slug. Its content does not depend on the parameter,
        so hydration agrees.
        """
        paths = sorted({"/" + re.sub(r"\[[^\]]+\]", "_", page.route).strip("/") for page in PAGES if page.route != "404"})
        config = {"basename": "/", "future": {"unstable_optimizeDeps": True}, "ssr": False, "prerender": paths, "build": "build"}
        return [(Path("react-router.config.js"), f"export default {json.dumps(config)};")]

    def post_build(self, **context: Any) -> None:
        """Let the browser find the socket where the page came from.

        Reflex bakes host and port into the bundle, so one build would serve one address only. The
        address stands in a template literal of one small module.
        """
        static_dir: Path = context["static_dir"]
        for module in static_dir.glob("assets/reflex-env-*.js"):
            text, count = _SOCKET_URL.subn('${location.origin.replace("http","ws")}/_event', module.read_text(encoding="utf-8"))
            if not count or "`${location" not in text:
                raise RuntimeError(f"{module.name}: the socket's address is not where it is expected; see pages/build.py")
            module.write_text(text, encoding="utf-8")
