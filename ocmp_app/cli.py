"""The operator's commands: python -m ocmp_app.cli --help

Each verb is a short function here: it opens the shop, calls a service, and says in Japanese what happened.
Exit status: 0 done · 1 refused, nothing was changed · 2 wrong call or settings · 3 the database does not answer.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import OperationalError

from ocmp_app.adapters import logs
from ocmp_app.adapters.catalogue_files import CatalogueFile, Encoding
from ocmp_app.adapters.catalogue_profiles import Profile
from ocmp_app.adapters.clock import SystemClock
from ocmp_app.domain.catalogue_import import Change, ChangeKind, Refusal
from ocmp_app.domain.clock import JST
from ocmp_app.services import catalogue_import, jobs, search
from ocmp_app.services.catalogue_import import CatalogueChanged
from ocmp_app.services.import_plan import ImportReport
from ocmp_app.settings import BadSettings
from ocmp_app.wiring import Shop, get_shop

REFUSED, WRONG_CALL, NO_DATABASE = 1, 2, 3
NAMED = 20
"""Changes of a kind that are named on the screen."""

app = typer.Typer(
    help="オープンクラウドマーケットプレースの運用コマンド",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _verbs() -> None:
    """オープンクラウドマーケットプレースの運用コマンド"""


@contextmanager
def open_shop() -> Iterator[Shop]:
    """The shop that the environment names, its schema up to date. Ends the command with a sentence where that fails."""
    try:
        shop = get_shop()
        shop.database.migrate()
        yield shop
    except BadSettings as error:
        fail(f"設定が正しくありません。\n{error}", WRONG_CALL)
    except OperationalError as error:
        fail(f"データベースを利用できません。接続先と、ほかの処理が動いていないかを確認してください。\n{error.orig}", NO_DATABASE)


def say(text: str = "") -> None:
    """A line on the standard output."""
    typer.echo(text)


def fail(text: str, status: int = REFUSED) -> None:
    """A line on the error output, and the end of the command."""
    typer.echo(text, err=True)
    raise typer.Exit(status)


def collect_rarely() -> None:
    """Let this process look for cyclic garbage seldom: an import makes millions of small objects and no cycles (a fifth of the check)."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@contextmanager
def progress_bar(title: str, total: float | None) -> Iterator[Callable[[float], None]]:
    """A bar that is told how far the work has come; nothing is shown where the error output is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)


@app.command("import")
def import_catalogue(
    file: Annotated[Path, typer.Argument(help="CSV または JSON Lines のファイル")],
    apply: Annotated[bool, typer.Option("--apply", help="確認だけでなく、登録します")] = False,
    keep_good: Annotated[bool, typer.Option("--keep-good", help="取り込めない行があっても、ほかの行を登録します")] = False,
    profile: Annotated[Profile, typer.Option(help="ファイルの項目の並び")] = Profile.OCMP,
    encoding: Annotated[Encoding, typer.Option(help="文字コード")] = Encoding.AUTO,
    source: Annotated[str, typer.Option(help="取り込み元の名前。省略時は profile と同じ")] = "",
) -> None:
    """サービスをファイルから取り込みます（--apply を付けるまでは確認だけです）"""
    try:
        stream = file.open("rb")
    except OSError as error:
        fail(f"ファイルを開けません：{file}（{error.strerror}）", WRONG_CALL)
    collect_rarely()
    with stream, open_shop() as shop:
        catalogue = CatalogueFile(stream, name=file.name, profile=profile, encoding=encoding)
        say(f"{file.name}：{catalogue.format}、文字コード {catalogue.encoding.label}")
        with shop.database.read() as session, progress_bar("確認しています", catalogue.size) as show:
            plan = catalogue_import.check(
                session,
                catalogue.rows(),
                source=(source or profile.value)[:64],
                on_refusal=_say_refusal,
                on_rows=lambda _: show(catalogue.bytes_read),
            )
        with plan:
            _say_report(plan.report)
            if not apply:
                say("確認だけを行いました。登録するには --apply を付けて実行してください。")
                raise typer.Exit(0 if plan.report.is_clean else REFUSED)
            if not plan.report.is_clean and not keep_good:
                fail("取り込めない行があるため、何も登録していません。ほかの行だけを登録するには --keep-good を付けてください。")
            try:
                with shop.database.transaction() as writing, progress_bar("登録しています", plan.report.writes) as show:
                    catalogue_import.apply(writing, plan, now=shop.clock.now(), on_products=show)
            except CatalogueChanged:
                fail("確認のあとでカタログが変更されたため、何も登録していません。もう一度実行してください。")
        say(f"{plan.report.writes:,}件を登録しました。")


@app.command()
def reindex() -> None:
    """検索の索引を作り直します"""
    with open_shop() as shop:
        with shop.database.transaction() as session, progress_bar("索引を作成しています", None) as show:
            count = search.reindex(session, lambda done, _total: show(done))
        say(f"{count:,}件の索引を作り直しました。")


@app.command("jobs")
def run_jobs(once: Annotated[bool, typer.Option("--once", help="期日の来た処理だけを実行して終わります")] = False) -> None:
    """期日の来た処理（メールの送信、古い下書きの削除など）を実行します。止めるまで動き続けます"""
    with open_shop() as shop:
        logs.setup(production=not shop.settings.is_demo, level=shop.settings.log_level)
        if not once:
            asyncio.run(_until_stopped(shop))
            return
        results = asyncio.run(jobs.run_due(shop))
        for result in results:
            say(f"{result.name}（{result.due_at.astimezone(JST):%Y-%m-%d %H:%M}）：{result.text}")
        if not results:
            say("期日の来た処理はありません。")
        if not all(result.ok for result in results):
            fail("失敗した処理があります。時間をおいて自動でやり直します。")


async def _until_stopped(shop: Shop) -> None:
    """Run the jobs until SIGINT or SIGTERM; the mail in hand is finished first."""
    working = asyncio.create_task(jobs.loop(shop))
    for stop in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(stop, working.cancel)
    with suppress(asyncio.CancelledError):
        await working


@app.command()
def demo() -> None:
    """デモのデータを最初の状態に戻します（登録済みのデータはすべて消えます）"""
    from ocmp_app.demo import seed

    with open_shop() as shop:
        if not shop.settings.is_demo:
            fail("デモモードではないため、実行できません（OCMP_MODE）。データは変更していません。")
        machine_now = SystemClock().now()
        count = seed.reset(shop.database, shop.settings.demo_now or machine_now, machine_now=machine_now)
        say(f"デモのデータを作成しました：サービス {count:,}件")


def _say_refusal(refusal: Refusal) -> None:
    value = f"「{refusal.value}」" if refusal.value else ""
    say(f"{refusal.line}行目 {refusal.field}{value}：{refusal.reason}")


def _say_report(report: ImportReport) -> None:
    say(
        f"{report.rows:,}行：新規 {report.new:,}、変更 {report.changed:,}、変更なし {report.unchanged:,}、"
        f"URL名の変更 {report.renamed:,}、取り込めない行 {report.refused:,}"
    )
    if report.new_providers or report.changed_providers or report.new_categories:
        say(
            f"提供事業者：新規 {report.new_providers:,}、変更 {report.changed_providers:,}　カテゴリ：新規 {report.new_categories:,}"
        )
    _say_changes(report, ChangeKind.RENAMED, report.renamed, "URL名が変わるサービス")
    _say_changes(report, ChangeKind.VANISHED, report.vanished, "ファイルにないサービス（削除はしません）")


def _say_changes(report: ImportReport, kind: ChangeKind, count: int, title: str) -> None:
    if not count:
        return
    say(f"{title}：{count:,}件")
    for change in [change for change in report.changes if change.kind is kind][:NAMED]:
        say(f"  {_change_line(change)}")
    if count > NAMED:
        say(f"  ほか {count - NAMED:,}件")


def _change_line(change: Change) -> str:
    former = f"{change.former_slug} → " if change.former_slug else ""
    return f"{former}{change.slug}　{change.name}"


if __name__ == "__main__":
    app()
