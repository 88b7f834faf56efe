"""What stands in the URL of a search (R7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.catalogue import Certification, CompanySize, PaymentMethod, SalesKind
from ocmp_app.domain.search_criteria import FacetName, SearchCriteria, Sort

FULL = {
    "q": "勤怠 管理", "category": "hr,backup", "kind": "direct", "payment": "card,bank_transfer", "price_min": "100", "price_max": "5000",
    "initial": "none", "trial": "1", "term": "6", "lead": "5", "size": "small", "cert": "ismap,pmark", "provider": "aozora-works",
    "sort": "price", "page": "3",
}  # fmt: skip
NAMES = [*FULL, "x", ""]


def test_reads_an_address() -> None:  # R7
    assert SearchCriteria.from_params(FULL) == SearchCriteria(
        q="勤怠 管理",
        categories=("hr", "backup"),
        kinds=(SalesKind.DIRECT,),
        payments=(PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER),
        price_min=100,
        price_max=5000,
        no_initial_fee=True,
        trial=True,
        term=6,
        lead=5,
        sizes=(CompanySize.SMALL,),
        certifications=(Certification.ISMAP, Certification.PRIVACY_MARK),
        providers=("aozora-works",),
        sort=Sort.PRICE,
        page=3,
    )


def test_writes_the_same_address_back() -> None:  # R7
    assert SearchCriteria.from_params(FULL).to_params() == FULL
    assert SearchCriteria().to_params() == {}
    assert SearchCriteria(q="a&b", payments=(PaymentMethod.CARD, PaymentMethod.BANK_TRANSFER)).to_query() == "q=a%26b&payment=card,bank_transfer"


def test_one_choice_has_one_address() -> None:
    one = SearchCriteria.from_params({"payment": "bank_transfer,card,card"})
    assert one == SearchCriteria.from_params({"payment": " card,bank_transfer,gold"})


@pytest.mark.parametrize(
    "params",
    [{"category": "HR,a b,-"}, {"kind": "DIRECT"}, {"payment": "cash"}, {"price_min": "-1"}, {"price_max": "1e3"}, {"price_min": "999999999"},
     {"price_min": "１２"}, {"initial": "1"}, {"trial": "yes"}, {"term": "2"}, {"lead": "0"}, {"size": ","}, {"sort": "best"}, {"page": "0"},
     {"page": "-3"}, {"page": "10000000"}, {"page": "x"}, {"unknown": "1"}],
)  # fmt: skip
def test_what_does_not_fit_is_left_out(params: dict[str, str]) -> None:  # R7
    assert SearchCriteria.from_params(params) == SearchCriteria()


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), st.text() | st.sampled_from(list(FULL.values()))))
def test_any_address_is_read_and_its_canonical_form_stays(params: dict[str, str]) -> None:  # R7
    criteria = SearchCriteria.from_params(params)
    assert SearchCriteria.from_params(criteria.to_params()) == criteria
    criteria.to_query().encode("ascii")


def test_chips_can_be_dropped_one_by_one() -> None:  # R7
    criteria = SearchCriteria.from_params(FULL)
    chips = criteria.active()
    assert len(chips) == 15  # 12 facets, three of them with two values; not q, sort, page
    for facet, value in chips:
        fewer = criteria.without(facet, value)
        assert fewer.active() == [chip for chip in chips if chip != (facet, value)]
        assert (fewer.q, fewer.sort, fewer.page) == (criteria.q, criteria.sort, 1)


def test_whole_facets_words_and_all_conditions_can_be_dropped() -> None:  # R7
    criteria = SearchCriteria.from_params(FULL)
    assert criteria.without("category").categories == ()
    assert criteria.without("q", "勤怠 管理").q == ""
    assert criteria.without_conditions() == SearchCriteria(q="勤怠 管理", sort=Sort.PRICE)
    assert criteria.without(FacetName.TRIAL, "x").trial


def test_conditions_can_be_added() -> None:
    criteria = SearchCriteria(page=4).with_value("category", "hr").with_value("category", "backup").with_value("term", "3").with_value("term", "6")
    assert criteria == SearchCriteria(categories=("hr", "backup"), term=6)
    assert criteria.with_page(2).page == 2
    assert criteria.with_page(-1).page == 1
    assert criteria.with_page(2).with_q("x").page == criteria.with_page(2).with_sort(Sort.NEW).page == 1
