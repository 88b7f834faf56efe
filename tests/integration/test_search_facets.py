"""Conditions, their counts, orders and pages (R7, spec/search.md: Filters)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocmp_app.domain.catalogue import (
    LEAD_TIME_STEPS,
    MINIMUM_TERM_STEPS,
    Certification,
    CompanySize,
    PaymentMethod,
    SalesKind,
)
from ocmp_app.domain.search_criteria import FacetName, SearchCriteria, Sort
from ocmp_app.services import search
from ocmp_app.wiring import Shop
from tests.integration.search_catalogue import TREE, Catalogue

ANY_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def catalogue(shop: Shop) -> Catalogue:
    return Catalogue(shop)


class TestConditions:
    def test_or_inside_a_facet_and_among_facets(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("甲", facets={"payment": ("card",)}, trial_days=30)
        catalogue.add("乙", facets={"payment": ("bank_transfer",)})
        catalogue.add("丙", facets={"payment": ("account_transfer",)}, trial_days=30)
        assert sorted(catalogue.names(payment="card,bank_transfer")) == ["乙", "甲"]
        assert catalogue.names(payment="card,bank_transfer", trial="1") == ["甲"]

    def test_a_top_category_means_all_its_children(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("甲", category="attendance")
        catalogue.add("乙", category="payroll")
        catalogue.add("丙", category="server")
        assert sorted(catalogue.names(category="hr")) == ["乙", "甲"]
        assert sorted(catalogue.names(category="payroll,infrastructure")) == ["丙", "乙"]
        assert catalogue.counts("category", category="payroll") == {
            "hr": 2, "attendance": 1, "payroll": 1, "infrastructure": 1, "backup": 0, "server": 1,
        }  # fmt: skip

    def test_price_of_the_cheapest_plan_from_and_to(self, catalogue: Catalogue) -> None:  # R7
        for name, price in (("甲", 100), ("乙", 500), ("丙", 900), ("丁", None), ("戊", 0)):
            catalogue.add(name, monthly_fee_from=price)
        assert catalogue.names(price_min="100", price_max="500", sort="price") == ["甲", "乙"]
        assert catalogue.names(price_min="101", sort="price") == ["乙", "丙"]
        assert catalogue.names(price_max="100", sort="price") == ["戊", "甲"]
        assert catalogue.names(price_min="600", price_max="500") == []
        assert catalogue.names(sort="price") == ["戊", "甲", "乙", "丙", "丁"]

    def test_the_span_of_prices_is_that_under_the_other_conditions(self, catalogue: Catalogue) -> None:
        for price, days in ((100, 0), (300, 7), (900, 7), (None, 7)):
            catalogue.add("品", monthly_fee_from=price, trial_days=days)
        spans = [catalogue.find(**params) for params in ({}, {"trial": "1"}, {"price_min": "300"}, {"kind": "inquiry"})]
        assert [(one.price_low, one.price_high) for one in spans] == [(100, 900), (300, 900), (100, 900), (None, None)]

    def test_initial_fee_trial_term_and_lead_time(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("甲", initial_fee_from=0, trial_days=14, minimum_term_months=1, lead_time_days=0)
        catalogue.add("乙", initial_fee_from=5000, minimum_term_months=6, lead_time_days=6)
        catalogue.add("丙", sales_kind="inquiry")
        assert catalogue.names(initial="none") == catalogue.names(trial="1") == catalogue.names(term="3") == catalogue.names(lead="5") == ["甲"]
        assert sorted(catalogue.names(term="6")) == sorted(catalogue.names(lead="10")) == ["乙", "甲"]
        assert catalogue.counts("term") == {"1": 1, "3": 1, "6": 2, "12": 2}
        assert catalogue.counts("lead", term="1") == {"1": 1, "5": 1, "10": 1}
        assert catalogue.names(kind="inquiry") == ["丙"]

    def test_values_without_hits_stay_and_count_nothing(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("甲", facets={"certification": ("ismap",)})
        counts = catalogue.counts("cert")
        assert counts.pop("ismap") == 1
        assert set(counts) == {value.value for value in Certification} - {"ismap"}
        assert set(counts.values()) == {0}

    def test_labels_and_chips(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("甲", provider="青空社")
        result = catalogue.find("甲", category="hr", provider="provider-1", price_max="12000", cert="pmark", term="6")
        assert [(chip.facet, chip.value, chip.label) for chip in result.active] == [
            ("category", "hr", "人事・労務"),
            ("price_max", "12000", "月額12,000円以下"),
            ("term", "6", "6か月以内"),
            ("cert", "pmark", "プライバシーマーク"),
            ("provider", "provider-1", "青空社"),
        ]
        facets = {facet.name: facet for facet in result.facets}
        assert list(facets) == [name for name in FacetName if not name.startswith("price")]
        assert [(value.label, value.selected) for value in facets[FacetName.CATEGORY].values] == [("人事・労務", True), ("インフラ", False)]
        assert facets[FacetName.PROVIDER].values[0].label == "青空社"

    def test_an_unknown_code_finds_nothing_and_can_be_dropped(self, catalogue: Catalogue) -> None:
        catalogue.add("甲")
        result = catalogue.find(category="unheard-of")
        assert result.total == 0
        assert [(option.condition.label, option.total) for option in result.drop_options] == [("unheard-of", 1)]

    def test_a_long_list_of_providers_shows_the_most_frequent_and_the_chosen(self, catalogue: Catalogue) -> None:
        with catalogue.shop.database.transaction() as session:
            ids = [catalogue.put(session, "品", provider=f"社{number}") for number in range(40) for _ in range(1 + (number == 33))]
            search.index_products(session, ids)
        facet = catalogue.find().facets[-1]
        assert facet.values[0].label == "社33"
        assert facet.values[0].count == 2
        assert (len(facet.values), facet.omitted) == (30, 10)
        last = next(value for value in (f"provider-{n}" for n in range(60, 0, -1)) if value in _slugs(catalogue) - {v.code for v in facet.values})
        chosen = catalogue.find(provider=last, trial="1").facets[-1]
        assert [(value.code, value.count, value.selected) for value in chosen.values] == [(last, 0, True)]


def _slugs(catalogue: Catalogue) -> set[str]:
    with catalogue.shop.database.read() as session:
        return set(catalogue.shop.search_index.search(session, SearchCriteria()).labels[FacetName.PROVIDER])


class TestOrdersAndPages:
    def test_every_order_with_stable_ties(self, catalogue: Catalogue) -> None:  # R7
        catalogue.add("甲", kana="ウエ", monthly_fee_from=300, popularity=5, published_at=ANY_INSTANT)
        catalogue.add("乙", kana="アオ", monthly_fee_from=100, popularity=1, published_at=ANY_INSTANT + timedelta(days=9))
        catalogue.add("丙", kana="アオ", monthly_fee_from=100, popularity=3, published_at=None)
        catalogue.add("あい", monthly_fee_from=None, popularity=3, published_at=ANY_INSTANT)
        assert catalogue.names(sort="price") == ["丙", "乙", "甲", "あい"]
        assert catalogue.names(sort="new") == ["乙", "甲", "あい", "丙"]
        assert catalogue.names(sort="name") == ["あい", "丙", "乙", "甲"]
        assert catalogue.names(sort="popular") == catalogue.names() == ["甲", "丙", "あい", "乙"]

    @pytest.mark.parametrize("sort", list(Sort))
    def test_pages_of_twenty_hold_everything_once(self, catalogue: Catalogue, sort: str) -> None:  # R7
        with catalogue.shop.database.transaction() as session:
            ids = [catalogue.put(session, "品" if n % 3 else "別", summary="" if n % 2 else "品", popularity=n % 4) for n in range(67)]
            search.index_products(session, ids)
        for q in ("", "品"):
            first = catalogue.find(q, sort=sort)
            pages = [catalogue.find(q, sort=sort, page=str(page)).hits for page in range(1, first.pages + 1)]
            assert [len(hits) for hits in pages[:-1]] == [20] * (first.pages - 1)
            seen = [hit.product_id for hits in pages for hit in hits]
            assert len(seen) == len(set(seen)) == first.total
        assert first.pages == 3

    def test_a_page_past_the_end_is_empty_and_knows_the_last(self, catalogue: Catalogue) -> None:  # R7
        for _ in range(21):
            catalogue.add("品")
        result = catalogue.find(page="9")
        assert (result.page, result.pages, result.total, result.hits, result.past_the_end) == (9, 2, 21, (), True)
        assert not catalogue.find("無").past_the_end

    def test_a_tile_has_all_it_shows(self, catalogue: Catalogue) -> None:
        product_id = catalogue.add(
            "勤怠", provider="青空社", category="payroll", summary="要約", monthly_fee_from=980, unit="ユーザー", initial_fee_from=0, trial_days=30,
            popularity=4, published_at=ANY_INSTANT, facets={"payment": ("bank_transfer", "card")},
        )  # fmt: skip
        assert catalogue.find("勤怠").hits == (
            search.Hit(
                product_id=product_id, slug="product-1", name="勤怠", provider_slug="provider-1", provider_name="青空社", category_code="payroll",
                category_name="人事給与", category_hue="orange", summary="要約", monthly_fee_from=980, unit="ユーザー", initial_fee_from=0,
                sales_kind=SalesKind.DIRECT, trial_days=30, payment_methods=(PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER),
                published_at=ANY_INSTANT, popularity=4,
            ),
        )  # fmt: skip


# The counts against a count by hand


@dataclass(frozen=True)
class Plain:
    """A product as the brute-force count sees it."""

    id: int
    category: str
    kind: str
    payments: frozenset[str]
    price: int | None
    initial: int | None
    trial: int
    term: int | None
    lead: int | None
    sizes: frozenset[str]
    certs: frozenset[str]
    provider: str
    text: str

    def fits(self, facet: str, values: tuple[str, ...]) -> bool:
        """Whether the product has any of the values."""
        match facet:
            case "category":
                return any(value == self.category or self.category in TREE.get(value, ()) for value in values)
            case "kind":
                return self.kind in values
            case "payment":
                return bool(self.payments & set(values))
            case "initial":
                return self.initial == 0
            case "trial":
                return self.trial > 0
            case "term":
                return self.term is not None and self.term <= int(values[0])
            case "lead":
                return self.lead is not None and self.lead <= int(values[0])
            case "size":
                return bool(self.sizes & set(values))
            case "cert":
                return bool(self.certs & set(values))
            case "provider":
                return self.provider in values
        raise AssertionError(facet)


def _some(chance: random.Random, values: list[str]) -> frozenset[str]:
    return frozenset(value for value in values if chance.random() < 0.3)


@pytest.fixture
def plain_products(catalogue: Catalogue) -> list[Plain]:
    chance = random.Random(7)
    plain = []
    with catalogue.shop.database.transaction() as session:
        for number in range(120):
            text = "".join(chance.choice("勤怠管理") for _ in range(6))
            one = Plain(
                id=0, category=chance.choice([code for children in TREE.values() for code in children]), kind=chance.choice(list(SalesKind)).value,
                payments=_some(chance, [value.value for value in PaymentMethod]), price=chance.choice([None, 0, 100, 500, 1000, 5000]),
                initial=chance.choice([None, 0, 100]), trial=chance.choice([0, 30]), term=chance.choice([None, 1, 2, 6, 12, 24]),
                lead=chance.choice([None, 0, 1, 5, 9, 30]), sizes=_some(chance, [value.value for value in CompanySize]),
                certs=_some(chance, [value.value for value in Certification][:3]), provider=f"社{number % 5}", text=text,
            )  # fmt: skip
            product_id = catalogue.put(
                session, f"品{number}", category=one.category, sales_kind=one.kind, monthly_fee_from=one.price, initial_fee_from=one.initial,
                trial_days=one.trial, minimum_term_months=one.term, lead_time_days=one.lead, provider=one.provider, summary=text,
                facets={"payment": tuple(one.payments), "size": tuple(one.sizes), "certification": tuple(one.certs)},
                status="draft" if number % 10 == 9 else "published",
            )  # fmt: skip
            search.index_product(session, product_id)
            if number % 10 != 9:
                plain.append(Plain(**{**_fields(one), "id": product_id, "provider": f"provider-{number % 5 + 1}"}))
    return plain


def _fields(one: Plain) -> dict[str, object]:
    return {name: getattr(one, name) for name in Plain.__dataclass_fields__}


CHOICES: dict[str, list[str]] = {
    "category": [*TREE, *(code for children in TREE.values() for code in children)],
    "kind": [value.value for value in SalesKind],
    "payment": [value.value for value in PaymentMethod],
    "initial": ["none"],
    "trial": ["1"],
    "term": [str(step) for step in MINIMUM_TERM_STEPS],
    "lead": [str(step) for step in LEAD_TIME_STEPS],
    "size": [value.value for value in CompanySize],
    "cert": [value.value for value in Certification],
    "provider": [f"provider-{number}" for number in range(1, 6)],
}


def _choice(values: list[str], one: bool) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=1 if one else 3, unique=True).map(tuple)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.fixed_dictionaries({facet: _choice(values, facet in ("term", "lead")) for facet, values in CHOICES.items()}),
    keep=st.sets(st.sampled_from(list(CHOICES)), max_size=3),
    price=st.tuples(st.sampled_from([None, 0, 100, 400, 1000]), st.sampled_from([None, 0, 500, 5000])),
    q=st.sampled_from(["", "勤怠", "管", "勤怠 管理", "-勤怠"]),
)
def test_counts_are_exact(  # R7
    catalogue: Catalogue, plain_products: list[Plain], chosen: dict[str, tuple[str, ...]], keep: set[str], price: tuple[int | None, int | None], q: str
) -> None:
    chosen = {facet: values for facet, values in chosen.items() if facet in keep and values}
    params = {facet: ",".join(values) for facet, values in chosen.items()}
    params |= {name: str(value) for name, value in zip(("price_min", "price_max"), price, strict=True) if value is not None}
    low, high = price

    def count(conditions: dict[str, tuple[str, ...]]) -> int:
        return sum(
            all(one.fits(facet, values) for facet, values in conditions.items())
            and ((low is None and high is None) or (one.price is not None and (low or 0) <= one.price <= (10**9 if high is None else high)))
            and all((word.lstrip("-") in one.text) != word.startswith("-") for word in q.split())
            for one in plain_products
        )

    result = catalogue.find(q, **params)
    assert result.total == count(chosen)
    for facet in result.facets:
        others = {name: values for name, values in chosen.items() if name != facet.name}
        for top in facet.values:
            for value in (top, *top.children):
                assert value.count == count({**others, str(facet.name): (value.code,)}), (facet.name, value.code)
                assert value.selected == (value.code in chosen.get(str(facet.name), ()))
