"""How long an import of 100,000 products takes: python -m tests.bench.bench_import [--products N]

Each database gets the file through the same check and apply as the command, in a process of its own, so that its memory
can be told. Beside it, in the same run, the bare driver inserts the same rows of the same tables with executemany into an
empty schema. Writes docs/benchmarks/import.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from ocmp_app.adapters.catalogue_files import CatalogueFile
from ocmp_app.adapters.database import Database
from ocmp_app.cli import collect_rarely
from ocmp_app.domain.catalogue import CATEGORY_PARENT
from ocmp_app.services import catalogue_import

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs" / "benchmarks" / "import.md"
POSTGRES = os.environ.get("OCMP_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
NOW = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
INDEX_TABLES = {"product_search", "search_posting", "search_word"}

_WORDS = [
    "勤怠",
    "申請",
    "承認",
    "打刻",
    "シフト",
    "給与",
    "明細",
    "経費",
    "精算",
    "請求",
    "書類",
    "契約",
    "電子",
    "署名",
    "顧客",
    "名刺",
    "営業",
    "案件",
    "予実",
    "会計",
    "仕訳",
    "帳簿",
    "在庫",
    "発注",
    "物流",
    "配送",
    "店舗",
    "予約",
    "会議",
    "映像",
    "音声",
    "文字",
    "要約",
    "翻訳",
    "共有",
    "保管",
    "暗号",
    "認証",
    "端末",
    "監視",
    "通知",
    "安否",
    "災害",
    "訓練",
    "復旧",
    "分析",
    "集計",
    "可視化",
    "連携",
    "自動",
    "画面",
    "設計",
    "部品",
    "工程",
    "品質",
    "現場",
    "写真",
]


def product(number: int, random: Random) -> dict[str, Any]:
    """A made-up product, between a row of a real list (one sentence, no price) and a product of the demo (a page)."""

    def words(count: int) -> str:
        return "".join(random.choices(_WORDS, k=count))

    direct = random.random() < 0.8
    fees = sorted(random.choices(range(100, 9000, 10), k=random.randint(1, 2)))
    record: dict[str, Any] = {
        "slug": f"product-{number}",
        "name": f"{words(2)}クラウド{number}",
        "kana": "キンタイクラウド",
        "provider": {
            "slug": f"provider-{number % 500}",
            "name": f"提供会社{number % 500}",
            "terms_body": "### 第1条\n「{service}」の規約です。",
        },
        "category": random.choice(sorted(CATEGORY_PARENT)),
        "sales_kind": "direct" if direct else "inquiry",
        "summary": f"{words(4)}のための{words(3)}サービスです",
        "tags": random.sample(_WORDS, 4),
        "description": "\n".join(f"{words(12)}ができます。" for _ in range(3)),
        "company_sizes": random.sample(["micro", "small", "medium", "large"], 2),
        "certifications": random.sample(["iso27001", "pmark", "ismap", "soc2"], random.randint(0, 2)),
        "environment": ["Windows 11：Chrome、Edge の最新版"],
        "features": [{"title": words(3), "text": f"{words(5)}します。"} for _ in range(2)],
        "specification": {
            "two_factor": "yes",
            "uptime": "99.9",
            "support_hours": "business",
            "api": "rest",
            "data_location": "japan",
        },
    }
    if direct:
        record |= {
            "payment_methods": random.sample(["card", "account_transfer", "bank_transfer"], random.randint(1, 3)),
            "trial_days": random.choice([0, 14, 30]),
            "lead_time_days": random.choice([1, 3, 5, 10]),
            "minimum_term_months": random.choice([1, 3, 6, 12]),
            "plans": [
                {"code": f"plan{place}", "name": f"プラン{place}", "monthly_fee": fee, "unit": "ユーザー", "max_quantity": 500}
                for place, fee in enumerate(fees)
            ],
            "terms": [{"version": "1.0", "effective_from": "2026-04-01"}],
        }
    return record


def write_file(path: Path, products: int) -> None:
    """The same file every time."""
    random = Random(20261116)
    with path.open("w", encoding="utf-8") as file:
        for number in range(products):
            file.write(json.dumps(product(number, random), ensure_ascii=False) + "\n")


def peak_mb() -> float:
    """The largest resident size of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_import(url: str, path: Path) -> dict[str, float]:
    """Import the file; seconds of its parts and megabytes."""
    database = Database(url)
    database.migrate()
    collect_rarely()
    before = peak_mb()
    started, busy = time.perf_counter(), time.process_time()
    with path.open("rb") as stream, database.read() as session:
        plan = catalogue_import.check(session, CatalogueFile(stream, name=path.name).rows(), source="bench")
    checked = time.perf_counter()
    assert plan.report.is_clean, plan.report.refusals[:3]
    with plan, database.transaction() as session:
        catalogue_import.apply(session, plan, now=NOW)
    applied, busy = time.perf_counter(), time.process_time() - busy
    with path.open("rb") as stream, database.read() as session:
        again = catalogue_import.check(session, CatalogueFile(stream, name=path.name).rows(), source="bench")
    rechecked = time.perf_counter()
    again.close()
    assert again.report.unchanged == again.report.rows
    return {
        "check": checked - started,
        "apply": applied - checked,
        "again": rechecked - applied,
        "busy": busy,
        "before_mb": before,
        "peak_mb": peak_mb(),
    }


def bare_insert(source_url: str, target_url: str) -> dict[str, float]:
    """Copy all rows by the driver's executemany; seconds within it and rows, for the catalogue and for the index."""
    source, target = Database(source_url), Database(target_url)
    target.migrate()
    figures = {"seconds": 0.0, "rows": 0.0, "index_seconds": 0.0, "index_rows": 0.0}
    with source.engine.connect() as reading, target.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        cursor = raw.cursor()
        if target.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for table in SQLModel.metadata.sorted_tables:
            prefix = "index_" if table.name in INDEX_TABLES else ""
            mark = "?" if target.is_sqlite else "%s"
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join([mark] * len(table.columns))})'
            types = [
                column.type.dialect_impl(target.engine.dialect).bind_processor(target.engine.dialect) for column in table.columns
            ]
            result = reading.execution_options(yield_per=1000).execute(select(table))
            for rows in result.partitions(1000):
                values = [tuple(bind(item) if bind else item for bind, item in zip(types, row, strict=True)) for row in rows]
                if target.is_sqlite:  # instants and dates as the driver takes them
                    values = [
                        tuple(item if isinstance(item, (str, int, bytes, type(None))) else str(item) for item in row)
                        for row in values
                    ]
                started = time.perf_counter()
                cursor.executemany(statement, values)
                figures[f"{prefix}seconds"] += time.perf_counter() - started
                figures[f"{prefix}rows"] += len(values)
        started = time.perf_counter()
        if target.is_sqlite:
            cursor.execute("COMMIT")
        else:
            raw.commit()
        figures["seconds"] += time.perf_counter() - started
    source.dispose()
    target.dispose()
    return figures


@contextmanager
def two_postgres() -> Iterator[list[str] | None]:
    """Two empty PostgreSQL databases, or None where no server answers."""
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    names = [f"ocmp_bench_{os.getpid()}_{number}" for number in (1, 2)]
    server = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            for name in names:
                connection.execute(text(f'CREATE DATABASE "{name}"'))
    except OperationalError:
        yield None
        return
    try:
        yield [url.set(database=name).render_as_string(hide_password=False) for name in names]
    finally:
        with server.connect() as connection:
            for name in names:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        server.dispose()


def measure(urls: list[str], path: Path, products: int) -> dict[str, float]:
    """All figures of one database."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_import", "--import", urls[0], str(path)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    figures = json.loads(ran.stdout.splitlines()[-1]) | bare_insert(*urls)
    figures["per_second"] = products / (figures["check"] + figures["apply"])
    return figures


def table(figures: dict[str, dict[str, float]], products: int, file_mb: float, loads: tuple[float, float]) -> str:
    """The page of the documentation. `loads` are the load averages before and after, without which seconds say little."""
    lines = [
        "# Import",
        "",
        f"`python -m tests.bench.bench_import` — {products:,} made-up products ({file_mb:,.0f} MB of JSON Lines), "
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load average {loads[0]:.1f} before and {loads[1]:.1f} after.",
        "",
        "Check reads, validates and compares; apply writes all tables and the search index in one transaction; both together are the",
        "import. Bare: the driver's executemany of the same rows into the same empty schema, without reading, checking or folding.",
        "",
        "| | " + " | ".join(figures) + " |",
        "|---|" + "---:|" * len(figures),
    ]

    def line(title: str, cell: Any) -> None:
        lines.append(f"| {title} | " + " | ".join(cell(values) for values in figures.values()) + " |")

    line("import: check + apply", lambda v: f"**{v['check'] + v['apply']:.1f} s**")
    line("processor time of check + apply", lambda v: f"{v['busy']:.1f} s")
    line("products a second", lambda v: f"{v['per_second']:,.0f}")
    line("check", lambda v: f"{v['check']:.1f} s")
    line("apply, with index", lambda v: f"{v['apply']:.1f} s")
    line("second run, all unchanged", lambda v: f"{v['again']:.1f} s")
    line("rows in catalogue tables", lambda v: f"{v['rows']:,.0f}")
    line("rows in index tables", lambda v: f"{v['index_rows']:,.0f}")
    line("bare executemany, catalogue tables", lambda v: f"{v['seconds']:.1f} s")
    line("bare executemany, index tables", lambda v: f"{v['index_seconds']:.1f} s")
    line("memory before", lambda v: f"{v['before_mb']:.0f} MB")
    line("peak memory", lambda v: f"{v['peak_mb']:.0f} MB")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--import", dest="job", nargs=2, metavar=("URL", "FILE"))
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    if options.job:
        print(json.dumps(run_import(options.job[0], Path(options.job[1]))))
        return
    figures = {}
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "products.jsonl"
        write_file(path, options.products)
        file_mb = path.stat().st_size / 1024 / 1024
        if options.only != "postgresql":
            figures["SQLite"] = measure([f"sqlite:///{folder}/{name}.db" for name in ("import", "bare")], path, options.products)
        if options.only != "sqlite":
            with two_postgres() as urls:
                if urls:
                    figures["PostgreSQL"] = measure(urls, path, options.products)
                else:
                    print("PostgreSQL does not answer (OCMP_TEST_POSTGRES_URL); it was not measured")
    page = table(figures, options.products, file_mb, (load_before, os.getloadavg()[0]))
    print(page)
    if options.products == 100_000 and not options.only:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
