"""Starts the shop: builds the pages if their sources changed, migrates, fills an empty demo, serves.

python tools/start.py [--migrate-only | --build-only] [--port N]
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BUILD = ROOT / ".web" / "build" / "client"
STAMP = ROOT / ".web" / "build" / ".sources"
SOURCES = ("rxconfig.py", "requirements.txt", "assets", "reflex.lock", "ocmp_app")
NOT_ON_PAGES = ("adapters", "services", "models", "routes", "demo", "__pycache__")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--migrate-only", action="store_true")
    parser.add_argument("--build-only", action="store_true")
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    if options.port:
        os.environ["OCMP_PORT"] = str(options.port)
        os.environ["OCMP_BASE_URL"] = f"http://localhost:{options.port}"
    from ocmp_app.settings import BadSettings, get_settings

    try:
        settings = get_settings()
    except BadSettings as error:
        sys.exit(str(error))
    if not options.migrate_only:
        build()
    if options.build_only:
        return
    prepare()
    if options.migrate_only:
        return
    say(f"Serving on {settings.base_url}")
    os.environ.update(serving_environment())
    granian = str(Path(sys.executable).parent / "granian")
    arguments = ["--interface", "asgi", "--factory", "ocmp_app.ocmp_app:app", "--host", settings.host, "--port", str(settings.port)]
    os.chdir(ROOT)
    os.execv(granian, [granian, *arguments, "--log-level", "warning"])


def serving_environment() -> dict[str, str]:
    """What tells Reflex to serve an existing build on one port."""
    return {"REFLEX_ENV_MODE": "prod", "__REFLEX_SKIP_COMPILE": "true", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true"}


def build() -> None:
    """Build the pages, unless nothing that stands on them has changed since the last build. Of several callers one builds."""
    with (ROOT / "rxconfig.py").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _build()


def _build() -> None:
    digest = sources_digest()
    if STAMP.exists() and STAMP.read_text() == digest and (BUILD / "index.html").exists():
        return
    say("Building the pages")
    reflex = str(Path(sys.executable).parent / "reflex")
    result = subprocess.run(
        [reflex, "export", "--frontend-only", "--no-zip", "--env", "prod"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if result.returncode or not (BUILD / "index.html").exists():
        sys.exit(f"{result.stdout}\n{result.stderr}\nThe pages could not be built.")
    STAMP.write_text(sources_digest())  # anew: the build itself may order reflex.lock differently


def sources_digest() -> str:
    """One digest over the files that the pages are made of, and the settings whose texts stand on them."""
    from ocmp_app.settings import get_settings

    digest = hashlib.sha256()
    for name in SOURCES:
        top = ROOT / name
        files = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file())
        for path in files:
            parts = path.relative_to(ROOT).parts
            if any(part in NOT_ON_PAGES for part in parts) or path.suffix == ".pyc" or parts[:2] == ("assets", "external"):
                continue
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    shown = get_settings().model_dump_json(exclude={"base_url", "port", "host", "database_url", "demo_now", "secret_key", "smtp_url", "log_level"})
    digest.update(shown.encode())
    return digest.hexdigest()


def prepare() -> None:
    """Migrate, and fill an empty demo."""
    from ocmp_app.demo import seed
    from ocmp_app.settings import get_settings
    from ocmp_app.wiring import get_shop

    settings, shop = get_settings(), get_shop()
    shop.database.migrate()
    if not settings.is_demo:
        return
    with shop.database.read() as session:
        empty = seed.is_empty(session)
    if empty:
        say("Filling the demo's shop")
        machine_now = shop.clock.now()
        seed.reset(shop.database, settings.demo_now or machine_now, machine_now=machine_now)


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    main()
