"""Drafts: nothing typed is lost, nothing is sent twice, nobody reads another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocmp_app.adapters.clock import FixedClock
from ocmp_app.services import drafts, inquiries
from ocmp_app.services.drafts import Draft, DraftTooLarge
from ocmp_app.wiring import Shop

CHARLIE, EVE = "c" * 64, "e" * 64


def save(shop: Shop, data: dict[str, Any], owner: str = CHARLIE, form: str = "inquiry") -> Draft:
    with shop.database.transaction() as session:
        return drafts.save(session, owner, form, data, shop.clock.now())


def load(shop: Shop, owner: str = CHARLIE, form: str = "inquiry") -> Draft | None:
    with shop.database.read() as session:
        return drafts.load(session, owner, form)


def test_what_was_typed_comes_back(shop: Shop, clock: FixedClock) -> None:
    save(shop, {"kind": "question", "body": "途中まで\n書いた👍"})
    clock.advance(timedelta(days=2))
    draft = load(shop)
    assert draft is not None
    assert draft.data == {"kind": "question", "body": "途中まで\n書いた👍"}
    assert draft.updated_at == clock.now() - timedelta(days=2)


def test_the_key_stays_with_each_saving_and_is_new_after_a_sending(shop: Shop) -> None:
    first = save(shop, {"body": "一"})
    assert save(shop, {"body": "二"}).submission_key == first.submission_key
    with shop.database.transaction() as session:
        after = drafts.renew(session, CHARLIE, "inquiry", {"company": "青空商事株式会社"}, shop.clock.now())
    assert after.submission_key != first.submission_key
    assert load(shop) == after


def test_two_tabs_that_begin_at_once_share_one_key(shop: Shop) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = {draft.submission_key for draft in threads.map(lambda n: save(shop, {"body": str(n)}), range(16))}
    assert len(keys) == 1


def test_nobody_reads_or_discards_another_ones(shop: Shop) -> None:
    save(shop, {"body": "秘密"})
    assert load(shop, EVE) is None
    with shop.database.transaction() as session:
        drafts.discard(session, EVE, "inquiry")
    assert load(shop) is not None


def test_a_browser_without_cookie_has_a_key_and_no_draft(shop: Shop) -> None:
    assert save(shop, {"body": "一"}, owner="").submission_key != save(shop, {"body": "一"}, owner="").submission_key
    assert load(shop, "") is None


def test_each_product_has_its_own(shop: Shop) -> None:
    save(shop, {"body": "勤怠"}, form=inquiries.draft_name("kintai-cloud"))
    save(shop, {"body": "一般"}, form=inquiries.draft_name(None))
    kintai = load(shop, form=inquiries.draft_name("kintai-cloud"))
    assert kintai is not None
    assert kintai.data == {"body": "勤怠"}


@pytest.mark.parametrize("claim", ["", "a" * 65, "../x", "x y", "あ", "A"])
def test_what_is_no_slug_is_no_product(claim: str) -> None:
    assert inquiries.draft_name(claim) == "inquiry"


def test_discarded_is_gone(shop: Shop) -> None:
    save(shop, {"body": "一"})
    with shop.database.transaction() as session:
        drafts.discard(session, CHARLIE, "inquiry")
        drafts.discard(session, CHARLIE, "inquiry")
    assert load(shop) is None


def test_too_much_is_refused_and_the_last_draft_stays(shop: Shop) -> None:
    save(shop, {"body": "👍" * 4000})  # as much as an inquiry may hold
    with pytest.raises(DraftTooLarge) as refused:
        save(shop, {"body": "あ" * 11_000})
    assert refused.value.size > drafts.DATA_LIMIT
    draft = load(shop)
    assert draft is not None
    assert draft.data == {"body": "👍" * 4000}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(st.characters(codec=None, categories=None)), st.text(st.characters(codec=None, categories=None))))
def test_any_text_comes_back(shop: Shop, data: dict[str, str]) -> None:
    assert save(shop, data).data == data
