"""Lists that the browser keeps: whatever stands there, only slugs of the right form come in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.domain.kept_products import COMPARE_LIMIT, KeptProduct, is_slug, read_kept, read_slugs, write_kept

KINTAI = KeptProduct("kintai-cloud", "勤怠クラウド")
ANPI = KeptProduct("anpi-net", "安否ネット")


def test_what_is_written_is_read_again() -> None:
    assert read_kept(write_kept([KINTAI, ANPI]), COMPARE_LIMIT) == (KINTAI, ANPI)
    assert write_kept([]) == ""
    assert read_kept("", COMPARE_LIMIT) == ()


@pytest.mark.parametrize(
    "junk",
    [None, 7, ["a"], {"a": 1}, "[", "null", "{}", "[1]", '["kintai-cloud"]', '[["../etc","x"]]', '[["A B","x"]]', '[["a",1]]', "[" * 5_000, "x" * 9_000],
)
def test_junk_is_an_empty_list(junk: Any) -> None:
    assert read_kept(junk, COMPARE_LIMIT) == ()


def test_doubles_and_too_many_are_cut() -> None:
    many = [KeptProduct(f"p{number}", f"名前{number}") for number in range(9)]
    assert read_kept(write_kept([many[0], *many]), COMPARE_LIMIT) == tuple(many[:COMPARE_LIMIT])


def test_a_long_name_is_cut_and_an_empty_one_is_the_slug() -> None:
    kept = read_kept(write_kept([KeptProduct("a", "長" * 500), KeptProduct("b", "")]), COMPARE_LIMIT)
    assert [len(item.name) for item in kept] == [120, 1]


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_never_an_error(junk: Any) -> None:
    assert read_kept(junk, 4) == ()


@given(st.text())
def test_slugs_of_an_address_are_slugs(text: str) -> None:
    assert all(is_slug(slug) for slug in read_slugs(text, 4))


def test_slugs_of_an_address() -> None:
    assert read_slugs("b, a,,b,../x,あ,c,d,e", 4) == ("b", "a", "c", "d")
