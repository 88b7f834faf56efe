"""The index keeps step with the catalogue: transactions, other processes, threads, rebuilding (spec/search.md: Engines)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import delete, select

from ocmp_app.adapters import search_snapshot_build
from ocmp_app.adapters.search_index import MemorySearchIndex
from ocmp_app.domain.search_criteria import SearchCriteria, Sort
from ocmp_app.models import CatalogueStamp, Product, ProductSearch, Provider, SearchPosting, SearchWord
from ocmp_app.services import search
from ocmp_app.wiring import Shop
from tests.integration.search_catalogue import Catalogue


@pytest.fixture
def catalogue(shop: Shop) -> Catalogue:
    return Catalogue(shop)


class TestKeepingStep:
    def test_a_commit_is_found_at_once_and_a_rollback_never(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("勤怠")
        assert catalogue.names() == ["勤怠"]
        with catalogue.shop.database.transaction() as session:
            search.index_product(session, catalogue.put(session, "給与"))
            assert search.find(session, catalogue.shop.search_index, SearchCriteria(q="給与")).total == 0
            session.rollback()
        assert catalogue.names() == ["勤怠"]
        assert catalogue.names("給与") == []
        catalogue.add("会計")
        assert sorted(catalogue.names()) == ["会計", "勤怠"]

    def test_a_first_search_inside_a_change_leaves_nothing_behind(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session:
            search.index_product(session, catalogue.put(session, "給与"))
            assert search.find(session, catalogue.shop.search_index, SearchCriteria(q="給与")).total == 1
            session.rollback()
        assert catalogue.find("給与").total == 0

    def test_only_what_is_published_is_found(self, catalogue: Catalogue) -> None:  # R7
        product_id = catalogue.add("勤怠", status="draft")
        for status, found in (("draft", []), ("published", ["勤怠"]), ("suspended", []), ("published", ["勤怠"]), ("ended", [])):
            catalogue.change(product_id, status=status)
            assert catalogue.names("勤怠") == catalogue.names() == found

    def test_old_words_go_and_new_ones_come(self, catalogue: Catalogue) -> None:  # R7
        product_id = catalogue.add("勤怠", summary="シフト表", tags="勤務\n予定")
        other = catalogue.add("勤務", summary="シフト")
        catalogue.change(product_id, name="給与", summary="明細", tags="")
        assert catalogue.names("勤") == ["勤務"]
        assert catalogue.names("シフト") == ["勤務"]
        assert catalogue.names('"シフト表"') == catalogue.names("予定") == []
        assert catalogue.names("明細") == ["給与"]
        catalogue.change(other, status="ended")
        catalogue.change(product_id, status="ended")
        with catalogue.shop.database.read() as session:
            assert session.exec(select(SearchPosting)).all() == []

    def test_other_columns_change_without_the_words(self, catalogue: Catalogue) -> None:
        product_id = catalogue.add("勤怠", monthly_fee_from=500)
        catalogue.add("給与", monthly_fee_from=700)
        catalogue.change(product_id, monthly_fee_from=900)
        assert catalogue.names(sort="price") == ["給与", "勤怠"]
        assert catalogue.names("勤怠", price_min="800") == ["勤怠"]

    def test_a_removed_product_is_gone(self, catalogue: Catalogue) -> None:
        product_id = catalogue.add("勤怠")
        catalogue.add("給与")
        assert len(catalogue.names()) == 2
        with catalogue.shop.database.transaction() as session:
            search.remove(session, product_id)
            session.exec(delete(Product).where(Product.id == product_id))  # type: ignore[arg-type]
        assert catalogue.names() == ["給与"]
        assert catalogue.names("勤怠") == []

    def test_a_product_deleted_behind_the_index_is_no_error(self, catalogue: Catalogue) -> None:
        product_id = catalogue.add("勤怠")
        assert catalogue.names("勤怠") == ["勤怠"]
        with catalogue.shop.database.transaction() as session:
            session.exec(delete(Product).where(Product.id == product_id))  # type: ignore[arg-type]
        assert catalogue.names("勤怠") == []
        with catalogue.shop.database.transaction() as session:
            search.index_product(session, product_id)
        assert catalogue.find("勤怠").total == 0

    def test_every_change_raises_the_stamp(self, catalogue: Catalogue) -> None:
        def stamp() -> int:
            with catalogue.shop.database.read() as session:
                held = session.get(CatalogueStamp, 1)
                return held.version if held else 0

        seen = [stamp()]
        product_id = catalogue.add("勤怠")
        seen.append(stamp())
        catalogue.change(product_id, popularity=3)
        seen.append(stamp())
        with catalogue.shop.database.transaction() as session:
            search.reindex(session)
        seen.append(stamp())
        with catalogue.shop.database.transaction() as session:
            search.remove(session, product_id)
        seen.append(stamp())
        assert seen == sorted(set(seen))

    def test_nothing_to_index_is_nothing_done(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session:
            search.index_products(session, [])
            assert session.get(CatalogueStamp, 1) is None

    @pytest.mark.parametrize("few", [0, 200])  # changed products that are moved in the orders rather than sorted anew
    def test_another_process_sees_the_same(self, catalogue: Catalogue, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(search_snapshot_build, "_FEW", few)
        other = MemorySearchIndex()
        ids = [catalogue.add(f"品{number}", provider=f"社{number % 3}", popularity=number) for number in range(6)]

        def same() -> bool:
            with catalogue.shop.database.read() as session:
                answers = [
                    [index.search(session, SearchCriteria(sort=sort)) for sort in Sort]
                    for index in (other, catalogue.shop.search_index, MemorySearchIndex())
                ]
            return answers[0] == answers[1] == answers[2]

        assert same()
        catalogue.change(ids[0], status="ended")
        catalogue.add("新", provider="社9", category="server")
        assert same()
        catalogue.change(ids[1], popularity=99, monthly_fee_from=5, provider_id=1)
        assert same()
        with catalogue.shop.database.transaction() as session:
            session.execute(text("UPDATE provider SET name = '改称' WHERE id = 1"))
            search.index_products(session, session.exec(select(Product.id).where(Product.provider_id == 1)).all())  # type: ignore[arg-type]
        assert same()
        assert "改称" in {value.label for value in catalogue.find().facets[-1].values}

    def test_an_id_beyond_the_keys_is_refused(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session, pytest.raises(ValueError):
            search.index_product(session, 1 << 28)


class TestRebuilding:
    def test_gives_the_same_index(self, catalogue: Catalogue) -> None:  # R7
        ids = [catalogue.add(f"勤怠{number}", summary="シフト表" * number, tags="予定") for number in range(4)]
        catalogue.change(ids[0], status="ended")
        before = _contents(catalogue)
        progress: list[tuple[int, int]] = []
        with catalogue.shop.database.transaction() as session:
            session.exec(delete(SearchPosting))  # type: ignore[call-overload]
            session.exec(delete(ProductSearch).where(ProductSearch.product_id == ids[1]))  # type: ignore[arg-type]
            assert search.reindex(session, lambda done, total: progress.append((done, total))) == 4
        assert _contents(catalogue) == before
        assert progress == [(4, 4)]
        assert catalogue.find("シフト").total == 3
        with catalogue.shop.database.read() as session:  # words of the product that ended are forgotten
            assert {row.display for row in session.exec(select(SearchWord))} == {"シフト", "予定", "勤怠", "勤怠1", "勤怠2", "勤怠3", "あおぞら"}

    def test_tells_other_processes_of_products_that_are_gone(self, catalogue: Catalogue) -> None:
        product_id = catalogue.add("勤怠")
        for number in range(3):
            catalogue.add(f"品{number}")
        assert catalogue.find().total == 4
        with catalogue.shop.database.transaction() as session:
            session.exec(delete(Product).where(Product.id == product_id))  # type: ignore[arg-type]
            search.reindex(session)
        assert catalogue.find().total == 3

    def test_an_empty_shop_can_be_rebuilt_and_searched(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session:
            assert search.reindex(session) == 0
        assert catalogue.find("勤怠").total == catalogue.find().total == 0


def _contents(catalogue: Catalogue) -> tuple[object, ...]:
    with catalogue.shop.database.read() as session:
        postings = {(row.block, row.gram): row.keys for row in session.exec(select(SearchPosting))}
        texts = {row.product_id: (row.name_key, row.sort_name, row.name, row.summary, row.tags) for row in session.exec(select(ProductSearch))}
    return postings, texts


class TestBlocks:
    def test_products_far_apart_are_found_together(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session:
            for product_id in (1, 4095, 4096, 70_000, 5_000_000):
                catalogue.put(session, f"勤怠{product_id}", id=product_id)
            search.index_products(session, [1, 4095, 4096, 70_000, 5_000_000])
        assert catalogue.names("勤怠", sort="popular") == ["勤怠1", "勤怠4095", "勤怠4096", "勤怠70000", "勤怠5000000"]

    def test_many_products_at_once_are_as_one_by_one(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session:
            ids = [catalogue.put(session, f"品{number}", summary=chr(0x4E00 + number) + "務予定", popularity=number) for number in range(1200)]
            search.index_products(session, ids)
        assert catalogue.find("務予定").total == 1200
        assert catalogue.names('"一務予定"') == ["品0"]
        assert catalogue.names("一務予定")[0] == "品0"
        assert catalogue.find("品", page="60").hits[-1].name == "品0"
        catalogue.change(ids[5], summary="")
        assert catalogue.find("務予").total == 1199


def test_threads_may_search_and_change_at_once(catalogue: Catalogue) -> None:
    for number in range(5):
        catalogue.add(f"勤怠{number}")

    def work(number: int) -> int:
        if number % 4 == 0:
            catalogue.change(number % 5 + 1, popularity=number)
        return catalogue.find("勤怠").total

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(work, range(24))) == {5}


def test_similar_services_share_category_and_tags(catalogue: Catalogue) -> None:
    mine = catalogue.add("甲", tags="シフト\n勤務")
    catalogue.add("人気", popularity=9)
    catalogue.add("一語", tags="シフト", popularity=1)
    catalogue.add("二語", tags="勤務\nシフト")
    catalogue.add("隣", category="payroll", popularity=99)
    catalogue.add("遠い", category="server", tags="シフト")
    catalogue.add("下書き", tags="シフト\n勤務", status="draft")
    with catalogue.shop.database.read() as session:
        names = [hit.name for hit in search.similar(session, catalogue.shop.search_index, mine, 5)]
        assert names == ["二語", "一語", "人気", "隣"]
        assert [hit.name for hit in search.similar(session, catalogue.shop.search_index, mine, 2)] == ["二語", "一語"]
        assert search.similar(session, catalogue.shop.search_index, 999) == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text(st.characters(), max_size=12), min_size=1, max_size=3), value=st.text(st.characters(), max_size=8))
def test_any_unicode_is_text(catalogue: Catalogue, words: list[str], value: str) -> None:  # R7
    params = dict.fromkeys(("category", "payment", "price_min", "term", "provider", "sort", "page"), value)
    for q in (" ".join(words), f'"{words[0]}', f"-{words[0]} あ"):
        catalogue.find(q, **params)
        catalogue.find(q)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=12))
def test_every_product_is_found_by_its_name(catalogue: Catalogue, name: str) -> None:  # R7
    product_id = catalogue.add(name)
    quoted = '"' + name.replace('"', " ") + '"'
    from ocmp_app.domain.search_text import fold, parse_query

    if parse_query(quoted).words and fold(name) == parse_query(quoted).words[0].text:
        assert product_id in {hit.product_id for hit in catalogue.find(quoted).hits}
    catalogue.change(product_id, status="ended")


def test_providers_are_found_by_a_product_count(catalogue: Catalogue) -> None:
    catalogue.add("甲", provider="青空社")
    with catalogue.shop.database.transaction() as session:
        session.add(Provider(slug="no-product", name="品なし社"))
    assert [value.label for value in catalogue.find().facets[-1].values] == ["青空社"]
