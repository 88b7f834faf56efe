"""One worker under many clients that filter: `python -m tests.bench.bench_clients [--seconds 15]`.

Closed loop (each client asks again as soon as it has its answer) and thinking clients (one filter every 2 s).
Beside each search figure stands the baseline of the same run: an event that does nothing, through the same socket,
guard and gate. Clients run in a process of their own on the same two cores. Also: start to first answer, memory a
connected session, bytes of a first visit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import re
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from urllib.parse import quote

import httpx
import websockets

from tests.e2e.conftest import RunningShop, running_shop
from tests.servers import seeded_file

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = "reflex___state____state"
SEARCH = f"{STATE}.ocmp_app___state___search____search_state.run"
NOTHING = f"{STATE}.ocmp_app___state___favorites____favorites_state.toggle"
QUERIES = [
    "", "q=勤怠", "q=電子契約&payment=card", "category=hr", "category=security,bcp&sort=price", "payment=card,bank_transfer&trial=1", "kind=direct&term=1",
    "q=クラウド&price_max=1000", "q=a", "size=small&cert=iso27001", "q=バックアップ&sort=new", "sort=name&page=3", "lead=5&initial=none", "q=kintai",
]  # fmt: skip


class Client:
    """A tab that searches."""

    def __init__(self, url: str, cookie: str) -> None:
        self._url = url
        self._cookie = cookie

    async def open(self) -> None:
        """Connect and hydrate, as the page does."""
        token = uuid.uuid4()
        address = f"{self._url.replace('http', 'ws', 1)}/_event/?token={token}&EIO=4&transport=websocket"
        headers = {"Cookie": self._cookie}
        self._socket = await websockets.connect(address, origin=self._url, additional_headers=headers, max_size=None, compression=None)
        await self._socket.recv()
        boot = {"name": f"{STATE}.hydrate_and_load", "payload": {}, "router_data": _router("")}
        await self._socket.send("40/_event," + json.dumps({"event": boot}))
        await self._until(lambda text: '"is_hydrated_rx_state_":true' in text.replace(" ", ""))

    async def ask(self, handler: str, query: str) -> float:
        """Send one event and wait for what it changes; seconds."""
        event = {"name": handler, "payload": {}, "router_data": _router(query)}
        begun = time.perf_counter()
        await self._socket.send("42/_event," + json.dumps(["event", event]))
        await self._until(lambda text: text.startswith("42/_event"))
        return time.perf_counter() - begun

    async def _until(self, fits: object) -> None:
        while True:
            text = await self._socket.recv()
            if text == "2":
                await self._socket.send("3")
            elif fits(text):  # type: ignore[operator]
                return

    async def close(self) -> None:
        await self._socket.close()


def _router(query: str) -> dict[str, object]:
    encoded = "&".join(f"{name}={quote(value)}" for name, _, value in (part.partition("=") for part in query.split("&") if part))
    return {"pathname": "/search", "asPath": f"/search?{encoded}" if encoded else "/search", "query": {}}


def clients(url: str, handler: str, number: int, think: float, seconds: float, answers: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    """A process of clients; puts the latencies of all events of the measured time."""
    answers.put(asyncio.run(_clients(url, handler, number, think, seconds)))


async def _clients(url: str, handler: str, number: int, think: float, seconds: float) -> tuple[list[float], float]:
    cookie = httpx.get(url + "/search").headers["set-cookie"].split(";")[0]
    everybody = [Client(url, cookie) for _ in range(number)]
    for start in range(0, number, 20):
        await asyncio.gather(*(client.open() for client in everybody[start : start + 20]))
    latencies: list[float] = []
    begun = time.perf_counter()
    end = begun + seconds

    async def work(client: Client, chance: random.Random) -> None:
        await asyncio.sleep(chance.random() * think)
        last = ""
        while time.perf_counter() < end:
            query = chance.choice([item for item in QUERIES if item != last])
            last = query
            latencies.append(await client.ask(handler, query))
            if think:
                await asyncio.sleep(think * (0.5 + chance.random()))

    await asyncio.gather(*(work(client, random.Random(index)) for index, client in enumerate(everybody)))
    elapsed = time.perf_counter() - begun
    for client in everybody:
        await client.close()
    return latencies, elapsed


def measure(shop: RunningShop, handler: str, number: int, think: float, seconds: float) -> dict[str, float]:
    """Events a second and latencies, ms."""
    answers: multiprocessing.Queue = multiprocessing.Queue()  # type: ignore[type-arg]
    process = multiprocessing.Process(target=clients, args=(shop.url, handler, number, think, seconds, answers))
    process.start()
    latencies, elapsed = answers.get(timeout=seconds + 120)
    process.join()
    ordered = sorted(latencies)
    return {
        "rate": len(ordered) / elapsed,
        "p50": statistics.median(ordered) * 1000,
        "p95": ordered[int(len(ordered) * 0.95)] * 1000,
        "p99": ordered[int(len(ordered) * 0.99)] * 1000,
    }


def resident(shop: RunningShop) -> int:
    """Resident bytes of the worker (the largest process of the group)."""
    assert shop.process is not None
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
            if f"NSpgid:\t{shop.process.pid}" in text:
                sizes.append(int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) * 1024)  # type: ignore[union-attr]
        except (OSError, AttributeError):
            continue
    return max(sizes)


async def _memory(shop: RunningShop, number: int) -> float:
    cookie = httpx.get(shop.url + "/search").headers["set-cookie"].split(";")[0]
    warm = [Client(shop.url, cookie) for _ in range(20)]
    await asyncio.gather(*(client.open() for client in warm))
    for client in warm:
        await client.ask(SEARCH, "q=勤怠")
    before = resident(shop)
    tabs = [Client(shop.url, cookie) for _ in range(number)]
    for start in range(0, number, 20):
        await asyncio.gather(*(client.open() for client in tabs[start : start + 20]))
        await asyncio.gather(*(client.ask(SEARCH, "q=勤怠") for client in tabs[start : start + 20]))
    after = resident(shop)
    for client in [*warm, *tabs]:
        await client.close()
    return (after - before) / number / 1000


def transfer(shop: RunningShop) -> list[tuple[str, int, int]]:
    """(page, gzip bytes of scripts, gzip bytes of style sheets) of a first visit."""
    rows = []
    for page in ("/", "/search", "/products/kintai-cloud"):
        html = httpx.get(shop.url + page).text
        scripts = set(re.findall(r"/assets/[^\"'&; ]+\.js", html))
        styles = set(re.findall(r"/assets/[^\"'&; ]+\.css", html))
        sizes = [sum(_bytes(shop.url + name) for name in names) for names in (scripts, styles)]
        rows.append((page, *sizes))
    return rows  # type: ignore[return-value]


def _bytes(url: str) -> int:
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as answer:
        return len(b"".join(answer.iter_raw()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    lines = ["# Clients", "", "`python -m tests.bench.bench_clients`: one worker with SQLite, demo catalogue, two cores shared with the clients.", ""]
    with tempfile.TemporaryDirectory() as folder:
        limits = {"OCMP_SOCKET_EVENTS_PER_SECOND": "100000", "OCMP_SOCKET_EVENT_BURST": "100000", "OCMP_SOCKETS_PER_IP": "5000", "OCMP_SOCKET_OPENS_PER_MINUTE": "100000", "OCMP_RUN_JOBS": "false"}
        with running_shop(seeded_file(Path(folder) / "seed"), Path(folder), **limits) as shop:
            lines += ["| clients | think | event | events/s | p50 ms | p95 ms | p99 ms |", "| ---: | --- | --- | ---: | ---: | ---: | ---: |"]
            for number, think in ((50, 0.0), (200, 0.0), (50, 2.0), (200, 2.0)):
                for name, handler in (("search", SEARCH), ("baseline: does nothing", NOTHING)):
                    found = measure(shop, handler, number, think, options.seconds)
                    pause = f"{think:.0f} s" if think else "none"
                    lines.append(f"| {number} | {pause} | {name} | {found['rate']:.0f} | {found['p50']:.1f} | {found['p95']:.1f} | {found['p99']:.1f} |")
                    print(lines[-1], flush=True)
            kilobytes = asyncio.run(_memory(shop, 300))
            idle = resident(shop) / 1e6
            shop.stop()
            begun = time.perf_counter()
            shop.start()
            start = time.perf_counter() - begun
            lines += ["", "| | |", "| --- | ---: |", f"| memory a connected session | {kilobytes:.0f} KB |", f"| memory of the worker after the run | {idle:.0f} MB |"]
            lines.append(f"| start of a built app to the first answer | {start:.2f} s |")
            for page, scripts, styles in transfer(shop):
                lines.append(f"| first visit of {page}, gzip | {scripts / 1000:.0f} KB scripts, {styles / 1000:.1f} KB style sheets |")
    text = "\n".join(lines) + "\n"
    print(text)
    out = ROOT / "docs" / "benchmarks" / "clients.md"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
