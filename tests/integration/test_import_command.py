"""The commands `import`, `reindex` and `demo`, as the operator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import col, func, select
from typer.testing import CliRunner

from ocmp_app import cli
from ocmp_app.models import Inquiry, Product
from ocmp_app.settings import Mode
from tests.builders import a_product, product_record, provider_record

PROVIDER = provider_record().model_dump(exclude_unset=True)


@pytest.fixture
def run(shop, monkeypatch) -> Callable[..., Result]:
    """Runs a command on this test's shop."""
    monkeypatch.setattr(cli, "get_shop", lambda: shop)
    return lambda *words: CliRunner().invoke(cli.app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path) -> Path:
    """A file with two good products."""
    path = tmp_path / "services.jsonl"
    lines = [product_record(slug).model_dump(mode="json", exclude_defaults=True) | {"provider": PROVIDER} for slug in ("a", "b")]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def count(shop) -> int:
    with shop.database.read() as session:
        return session.exec(select(func.count(col(Product.id)))).one()


class TestImport:
    def test_checks_first_and_writes_when_told(self, shop, run, file):
        dry = run("import", file)
        assert dry.exit_code == 0
        assert "新規 2、変更 0" in dry.output
        assert "--apply" in dry.output
        assert count(shop) == 0
        assert "2件を登録しました" in run("import", file, "--apply").output
        assert count(shop) == 2
        assert "変更なし 2" in run("import", file, "--apply").output

    def test_says_what_is_wrong_and_writes_nothing(self, shop, run, file):
        file.write_text(file.read_text(encoding="utf-8") + '\n{"slug": "!"}', encoding="utf-8")
        refused = run("import", file, "--apply")
        assert refused.exit_code == 1
        assert "3行目 slug「!」：半角英小文字" in refused.output
        assert "何も登録していません" in refused.output
        assert count(shop) == 0
        assert run("import", file).exit_code == 1
        assert "2件を登録しました" in run("import", file, "--apply", "--keep-good").output
        assert count(shop) == 2

    def test_names_what_vanished_and_what_was_renamed(self, shop, run, file):
        run("import", file, "--apply")
        a, _ = file.read_text(encoding="utf-8").splitlines()
        file.write_text(json.dumps(json.loads(a) | {"slug": "neu"}), encoding="utf-8")
        output = run("import", file).output
        assert "a → neu" in output
        assert "ファイルにないサービス（削除はしません）：1件" in output

    def test_says_the_encoding_it_found(self, run, tmp_path):
        path = tmp_path / "excel.csv"
        path.write_bytes("slug,name,provider,provider_name,category\nx,勤怠,p,会社,attendance\n".encode("cp932"))
        assert "CSV、文字コード Shift_JIS（CP932）" in run("import", path).output

    def test_a_missing_file_is_said_so(self, run, tmp_path):
        result = run("import", tmp_path / "nowhere.csv")
        assert result.exit_code == 2
        assert "ファイルを開けません" in result.output

    def test_a_folder_and_an_empty_file_are_no_catalogue(self, run, tmp_path):
        assert run("import", tmp_path).exit_code == 2
        empty = tmp_path / "empty.csv"
        empty.touch()
        assert "0行" in run("import", empty).output


class TestDemo:
    def test_starts_again_from_nothing(self, shop, run):
        with shop.database.transaction() as session:
            a_product(session, shop.clock.now(), "left-over")
            session.add(
                Inquiry(
                    number="Q1",
                    submission_key="k",
                    kind="question",
                    company="c",
                    name="n",
                    mail="a@example.jp",
                    created_at=shop.clock.now(),
                )
            )
        result = run("demo")
        assert result.exit_code == 0, result.output
        assert "デモのデータを作成しました" in result.output
        with shop.database.read() as session:
            assert session.exec(select(Product).where(Product.slug == "left-over")).first() is None
            assert session.exec(select(Product).where(Product.slug == "kintai-cloud")).first() is not None
            assert session.exec(select(func.count(col(Inquiry.id)))).one() == 0

    def test_is_refused_outside_demo_mode(self, shop, run):
        with shop.database.transaction() as session:
            a_product(session, shop.clock.now())
        object.__setattr__(shop, "settings", shop.settings.model_copy(update={"mode": Mode.PRODUCTION}))
        result = run("demo")
        assert result.exit_code == 1
        assert "デモモードではない" in result.output
        assert count(shop) == 1


def test_reindex_tells_how_many(shop, run):
    with shop.database.transaction() as session:
        a_product(session, shop.clock.now())
    assert "1件の索引を作り直しました" in run("reindex").output


def test_help_names_the_verbs(run):
    output = run("--help").output
    for verb in ("import", "reindex", "demo"):
        assert verb in output
