"""How fast the search answers: python -m tests.bench.bench_search [--sizes 1000,10000,100000] [--databases sqlite,postgresql]

Each case is asked many times with changing words: `search.find` with the exact counts of all facets in a session
of its own, words never remembered from an earlier turn, and right beside it the bare SQL query that finds the
same 20 ids through the database's own full-text index (FTS5, GIN). Writes docs/benchmarks/search.md.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import create_engine, insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from ocmp_app.adapters.database import Database
from ocmp_app.adapters.search_index import MemorySearchIndex
from ocmp_app.domain.catalogue import CATEGORIES, CATEGORY_PARENT, Certification, CompanySize, PaymentMethod
from ocmp_app.domain.search_criteria import SearchCriteria
from ocmp_app.domain.search_text import fold, grams
from ocmp_app.models import Category, Product, ProductFacet, ProductFeature, Provider
from ocmp_app.services import search

REPORT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks" / "search.md"
POSTGRES = os.environ.get("OCMP_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
NOW = datetime(2026, 11, 16, tzinfo=UTC)
BATCH = 4_096

_NOUNS = ["勤怠", "給与", "会計", "経費", "精算", "請求", "契約", "文書", "顧客", "名刺", "営業", "在庫", "販売", "製造", "予約", "店舗", "物流", "車両", "安否", "監視", "認証", "資産", "訓練", "教育", "採用", "人材", "健康", "労務", "資金", "債権", "会議", "録画", "翻訳", "決済", "配送", "検査", "見積", "受注", "棚卸", "原価", "予算", "稟議", "承認", "申請", "通知", "防災", "復旧", "暗号", "権限", "監査", "診断"]
_THINGS = ["クラウド", "サーバー", "システム", "データ", "バックアップ", "ワークフロー", "ネットワーク", "ストレージ", "メール", "チャット", "スケジュール", "プロジェクト", "レポート", "ダッシュボード", "アカウント", "モバイル", "ブラウザ", "カメラ", "スマートフォン", "タブレット", "サポート", "マニュアル", "アンケート", "ポータル", "フォルダ"]
_LATIN = ["API", "CSV", "Excel", "SAML", "PDF", "Web", "OCR", "iOS", "Android", "Windows", "Google", "Slack", "Teams"]
_ENDS = ["できます", "を実現します", "に対応しています", "を自動化します", "を一元管理できます", "を支援します", "を削減します", "が簡単になります", "を可視化します"]


def _sentence(chance: Random) -> str:
    thing = chance.choice(_LATIN if chance.random() < 0.2 else _THINGS)
    return f"{chance.choice(_NOUNS)}{chance.choice('のとをがで')}{thing}から{chance.choice(_NOUNS)}{chance.choice(_ENDS)}。"


def _sentences(chance: Random, count: int) -> str:
    return "".join(_sentence(chance) for _ in range(count))


@dataclass
class _Products:
    """Rows of some neighbouring products, and their texts for the bare index."""

    products: list[dict[str, Any]] = field(default_factory=list)
    features: list[dict[str, Any]] = field(default_factory=list)
    facets: list[dict[str, Any]] = field(default_factory=list)
    grams: list[tuple[int, str]] = field(default_factory=list)


def _products(ids: range, providers: int) -> _Products:
    rows = _Products()
    leaves = len(CATEGORY_PARENT)
    for number in ids:
        chance = Random(number)
        noun = chance.choice(_NOUNS)
        name = f"{noun}{chance.choice(['', '管理', '支援', 'かんたん'])}{chance.choice(_THINGS)}{chance.choice(['', ' Pro', '365', 'プラス'])}"
        summary, description = _sentences(chance, 2), _sentences(chance, 6)
        features = [(chance.choice(_NOUNS), _sentences(chance, 1)) for _ in range(3)]
        tags = "\n".join(chance.sample(_NOUNS, 3))
        provider = int(providers * chance.random() ** 2) + 1
        price = chance.choice([None, *range(100, 20_000, 100)])
        rows.products.append(
            {
                "id": number, "slug": f"s{number}", "name": name, "kana": "キンタイクラウド" if noun == "勤怠" else "", "provider_id": provider,
                "category_id": len(CATEGORIES) + 1 + chance.randrange(leaves), "sales_kind": "direct" if price else "inquiry", "status": "published",
                "summary": summary, "tags": tags, "description": description, "trial_days": chance.choice([0, 0, 30]), "lead_time_days": chance.choice([1, 5, 10, None]),
                "minimum_term_months": chance.choice([1, 1, 6, 12, None]), "monthly_fee_from": price, "initial_fee_from": chance.choice([0, 5000]), "unit": "ユーザー",
                "popularity": int(1000 * chance.random() ** 4), "published_at": NOW - timedelta(hours=chance.randrange(20_000)), "created_at": NOW, "updated_at": NOW,
            }
        )  # fmt: skip
        rows.features += [{"product_id": number, "position": at, "title": title, "text": body} for at, (title, body) in enumerate(features)]
        for facet, values, share in (("payment", PaymentMethod, 0.6), ("size", CompanySize, 0.5), ("certification", Certification, 0.15)):
            rows.facets += [{"product_id": number, "facet": facet, "value": value.value} for value in values if chance.random() < share]
        texts = [name, "キンタイクラウド" if noun == "勤怠" else "", f"提供{provider}社", summary, description, tags, *(f"{a}\n{b}" for a, b in features)]
        folded = [fold(one) for one in texts]
        rows.grams.append((number, " ".join({gram for one in folded for gram in (*grams(one), *one.replace(" ", ""))})))
    return rows


# The bare counterpart


class Bare:
    """The database's own full-text index over the same letter pairs, asked through the bare driver."""

    def __init__(self, database: Database) -> None:
        self.sqlite = database.is_sqlite
        self.raw: Any = database.engine.raw_connection().driver_connection
        self.raw.isolation_level = None
        if self.sqlite:
            self._run("CREATE VIRTUAL TABLE bare USING fts5(grams, content='', detail='none', columnsize=0, tokenize='ascii')")
        else:
            self._run("CREATE TABLE bare (product_id bigint PRIMARY KEY, grams tsvector)")
            self._run("ALTER TABLE bare SET (toast_tuple_target = 128)")

    def _run(self, sql: str) -> None:
        self.raw.execute(sql)
        if not self.sqlite:
            self.raw.commit()

    def add(self, rows: list[tuple[int, str]]) -> None:
        if self.sqlite:
            self.raw.execute("BEGIN")
            self.raw.executemany("INSERT INTO bare (rowid, grams) VALUES (?, ?)", rows)
            self.raw.execute("COMMIT")
        else:
            with self.raw.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%s, array_to_tsvector(%s))", [(number, one.split(" ")) for number, one in rows])
            self.raw.commit()

    def finish(self) -> None:
        if self.sqlite:
            self._run("INSERT INTO bare (bare) VALUES ('optimize')")
            self._run("ANALYZE")
        else:
            self._run("SET maintenance_work_mem = '512MB'")
            self._run("CREATE INDEX bare_grams ON bare USING gin (grams)")
            self.raw.autocommit = True
            self._run("VACUUM ANALYZE")

    def ids(self, case: Case, word: str) -> list[int]:
        """The first 20 ids by popularity."""
        conditions = ["p.status = 'published'", *case.sql]
        source = "product p"
        arguments: tuple[str, ...] = ()
        if word:
            pairs = list(dict.fromkeys(gram for gram in grams(word)[:-1])) or [word]
            source = "bare JOIN product p ON p.id = bare.rowid" if self.sqlite else "bare JOIN product p ON p.id = bare.product_id"
            conditions.append("bare MATCH ?" if self.sqlite else "bare.grams @@ %s::tsquery")
            arguments = (" AND ".join(f'"{pair}"' for pair in pairs) if self.sqlite else " & ".join(f"'{pair}'" for pair in pairs),)
        sql = f"SELECT p.id FROM {source} WHERE {' AND '.join(conditions)} ORDER BY p.popularity DESC, p.id LIMIT 20"
        return [row[0] for row in self.raw.execute(sql, arguments).fetchall()]


@dataclass(frozen=True)
class Case:
    """One kind of question: its words by turns, its conditions in the URL and in bare SQL."""

    label: str
    words: tuple[str, ...]
    params: dict[str, str]
    sql: tuple[str, ...] = ()
    same_ids: bool = True


_FACETS = {"category": "hr", "payment": "card,bank_transfer", "trial": "1"}
_FACETS_SQL = (
    "p.category_id IN (SELECT c.id FROM category c JOIN category t ON t.id = c.parent_id WHERE t.code = 'hr')",
    "EXISTS (SELECT 1 FROM product_facet f WHERE f.product_id = p.id AND f.facet = 'payment' AND f.value IN ('card', 'bank_transfer'))",
    "p.trial_days > 0",
)
_TWO = tuple(_NOUNS[:20])
CASES = (
    Case("語", _TWO, {"sort": "popular"}),
    Case("語（関連度順）", _TWO, {}, same_ids=False),
    Case("長い語（関連度順）", ("バックアップ", "スケジュール", "ネットワーク", "プロジェクト", "ダッシュボード"), {}, same_ids=False),
    Case("条件のみ", ("",), {**_FACETS, "sort": "popular"}, _FACETS_SQL),
    Case("語と条件", _TWO, {**_FACETS, "sort": "popular"}, _FACETS_SQL),
    Case("1文字", tuple("勤給の営メ"), {"sort": "popular"}),
    Case("該当なし", ("鵺鵺", "鵼鵼", "鷽鷽"), {"sort": "popular"}),
)


# Measuring


def _milliseconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


def _memory_mb(url: str) -> float:
    """What the index adds to a fresh process, MB."""
    command = [sys.executable, "-m", "tests.bench.bench_search", "--memory-of", url]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _print_memory(url: str) -> None:
    database = Database(url)
    with database.read() as session:
        session.connection().execute(text("SELECT max(length(name)) FROM product_search")).all()  # the database's own cache
        gc.collect()
        before = _resident_mb()
        search.find(session, MemorySearchIndex(), SearchCriteria())
        gc.collect()
        print(_resident_mb() - before)


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _fill(database: Database, size: int) -> tuple[Bare, float]:
    """A catalogue of `size` products; the time for its index in seconds."""
    providers = max(20, size // 50)
    bare = Bare(database)
    seconds = 0.0
    with database.transaction() as session:
        top_of = {top.code: at for at, top in enumerate(CATEGORIES, 1)}
        session.execute(insert(Category), [{"id": at, "code": top.code, "name": top.name, "hue": top.hue, "position": at} for at, top in enumerate(CATEGORIES, 1)])
        session.execute(
            insert(Category),
            [{"id": len(CATEGORIES) + at, "code": code, "name": code, "parent_id": top_of[top], "position": at} for at, (code, top) in enumerate(CATEGORY_PARENT.items(), 1)],
        )
        session.execute(insert(Provider), [{"id": at, "slug": f"p{at}", "name": f"提供{at}社"} for at in range(1, providers + 1)])
    for start in range(1, size + 1, BATCH):
        rows = _products(range(start, min(start + BATCH, size + 1)), providers)
        with database.transaction() as session:
            for model, values in ((Product, rows.products), (ProductFeature, rows.features), (ProductFacet, rows.facets)):
                session.connection().execute(insert(model), values)
            began = time.perf_counter()
            search.index_products(session, [row["id"] for row in rows.products])
            seconds += time.perf_counter() - began
        bare.add(rows.grams)
    bare.finish()
    return bare, seconds


def _measure(database: Database, size: int, rounds: int) -> list[str]:
    bare, indexing = _fill(database, size)
    index = MemorySearchIndex()

    def ask(params: dict[str, str]) -> search.SearchResult:
        with database.read() as session:
            return search.find(session, index, SearchCriteria.from_params(params))

    loading = _milliseconds(lambda: ask({}))
    memory = _memory_mb(database.url)
    name = "SQLite" if database.is_sqlite else "PostgreSQL"
    lines = []
    for case in CASES:
        ours, again, theirs, cpu = [], [], [], []
        for turn in range(rounds):
            word = case.words[turn % len(case.words)]
            params = {**case.params, "q": word}
            index.forget()
            busy = time.process_time()
            ours.append(_milliseconds(lambda params=params: ask(params)))  # type: ignore[misc]
            cpu.append(1000 * (time.process_time() - busy))
            again.append(_milliseconds(lambda params=params: ask(params)))  # type: ignore[misc]
            theirs.append(_milliseconds(lambda case=case, word=word: bare.ids(case, fold(word))))  # type: ignore[misc]
            if case.same_ids and turn < len(case.words):
                assert [hit.product_id for hit in ask(params).hits] == bare.ids(case, fold(word)), (case.label, word)
        ours_median, bare_median = statistics.median(ours), statistics.median(theirs)
        limit = 1.5 * bare_median + 2
        absolute = {10_000: 5.0, 100_000: 30.0}.get(size, 5.0)
        verdict = "✓" if ours_median <= limit and ours_median <= absolute else f"超過（{'比' if ours_median > limit else '絶対値'}）"
        lines.append(
            f"| {name} | {size:,} | {case.label} | {ours_median:.1f} | {_p95(ours):.1f} | {statistics.median(cpu):.1f} | {statistics.median(again):.1f} | {bare_median:.1f}"
            f" | {_p95(theirs):.1f} | {limit:.1f} | {verdict} |"
        )
        print(lines[-1], flush=True)
    saves = []
    for number in range(1, 11):
        with database.transaction() as session:
            session.execute(text("UPDATE product SET summary = summary || '改訂。' WHERE id = :id"), {"id": number})
            saves.append(_milliseconds(lambda number=number: search.index_product(session, number)))  # type: ignore[misc]
    renewal = _milliseconds(lambda: ask({})) - statistics.median([_milliseconds(lambda: ask({})) for _ in range(5)])
    lines.append(
        f"索引の作成 {indexing:.1f} 秒（1件 {1000 * indexing / size:.2f} ms）・起動時の読み込み {loading / 1000:.2f} 秒・メモリ {memory:.0f} MB・"
        f"1件の保存 {statistics.median(saves):.0f} ms・保存後の更新 {max(renewal, 0):.0f} ms"
    )
    print(lines[-1], flush=True)
    return lines


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


@contextmanager
def _database(kind: str) -> Iterator[Database | None]:
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/bench.db")
            database.migrate()
            yield database
            database.dispose()
        return
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    name = f"ocmp_bench_search_{os.getpid()}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3})
    try:
        with server.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
    except OperationalError:
        yield None
        return
    database = Database(url.set(database=name).render_as_string(hide_password=False))
    try:
        database.migrate()
        yield database
    finally:
        database.dispose()
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        server.dispose()


def main() -> None:
    """Measure, print, and write the report when all sizes and databases were measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--write", action="store_true", help="write the report")
    parser.add_argument("--memory-of", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.memory_of:
        _print_memory(chosen.memory_of)
        return
    rows: list[str] = []
    notes: list[str] = []
    for size in map(int, chosen.sizes.split(",")):
        for kind in chosen.databases.split(","):
            with _database(kind) as database:
                if database is None:
                    notes.append(f"- {kind} {size:,}: 応答がなく、測っていない")
                    continue
                *measured, note = _measure(database, size, chosen.rounds)
                rows += measured
                notes.append(f"- {kind} {size:,}: {note}")
    if chosen.write:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(_report(rows, notes))


def _report(rows: list[str], notes: list[str]) -> str:
    head = [
        "# 検索の速さ",
        "",
        "`python -m tests.bench.bench_search --write` が書く。時間はミリ秒。「検索」はサーバ側の全部（語・全条件の正確な件数・20件の表示内容）で、",
        "語の結果は毎回忘れさせている。「再」は同じ語をもう一度尋ねたとき（条件の変更・ページ送り）。「素のSQL」は同じ20件のidを、同じ文字の組の",
        "全文索引（FTS5・GIN）から人気順に得る、件数なしの1文。「うちCPU」は検索のうち、このプロセスが計算していた時間（ほかの負荷に左右されにくい）。上限は 1.5 × 素のSQL + 2 ms、かつ1万件で5 ms・10万件で30 ms。",
        "",
        f"測定: {datetime.now(UTC):%Y-%m-%d}、{platform.machine()}、{os.cpu_count()} CPU、平均負荷 {os.getloadavg()[1]:.1f}（ほかの作業と共用）、"
        f"Python {platform.python_version()}、SQLite {sqlite3.sqlite_version}",
        "",
        "| DB | 件数 | 問い | 検索 中央値 | p95 | うちCPU | 再 | 素のSQL 中央値 | p95 | 上限 | 判定 |",
        "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|---|",
        *rows,
        "",
        *notes,
        "",
    ]
    return "\n".join(head)


if __name__ == "__main__":
    main()
