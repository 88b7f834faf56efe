"""資料請求・お問い合わせ: input → confirmation → receipt, each a step of the same address (R2, R6, R15, R40)."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import date
from typing import Any

import reflex as rx
from pydantic import BaseModel, ValidationError, field_validator
from reflex.event import EventSpec
from structlog import get_logger

from ocmp_app.domain.clock import business_date
from ocmp_app.domain.errors import InvalidForm, TooManyRequests
from ocmp_app.domain.inquiry import HONEYPOT, InquiryKind, Visitor
from ocmp_app.presenters import inquiry as presenter
from ocmp_app.presenters.inquiry import InquiryProduct, ReceiptView, ReviewRow
from ocmp_app.services import drafts, inquiries, inquiry_form
from ocmp_app.services.drafts import Draft
from ocmp_app.services.inquiries import InquiryReceipt
from ocmp_app.state.access import Access, access
from ocmp_app.state.base import ShopState

INPUT, CONFIRM, DONE = "input", "confirm", "done"
_HONEYPOT_FILLED = "送信の準備ができませんでした。お手数ですが、もう一度「確認画面へ」を押してください。"

_HALVES = re.compile("[\ud800-\udfff]")

log = get_logger(__name__)


class TypedInquiry(BaseModel):
    """A browser's form. `product` is a slug as claimed; `asked_kind` is the kind in the address when it was filled."""

    product: str = ""
    asked_kind: str = ""
    kind: str = ""
    company: str = ""
    name: str = ""
    mail: str = ""
    phone: str = ""
    body: str = ""
    website: str = ""

    @field_validator("*")
    @classmethod
    def _whole_characters(cls, value: str) -> str:
        """Half of a character could not be sent back to the browser."""
        return _HALVES.sub("\ufffd", value)

    def kept(self) -> dict[str, str]:
        """What goes into the draft."""
        return self.model_dump(exclude={"product", HONEYPOT})


@access(Access.PUBLIC)
class InquiryState(ShopState, rx.State):
    """What the page shows; the draft itself is in the database, keyed by the visitor."""

    step: str = ""
    turn: str = ""
    draft: str = ""
    product: InquiryProduct = InquiryProduct()
    product_missing: bool = False
    input_href: str = presenter.PATH
    values: dict[str, str] = {}
    kind: str = ""
    asked_kind: str = ""
    errors: dict[str, str] = {}
    alert: str = ""
    rows: list[ReviewRow] = []
    receipt: ReceiptView = ReceiptView()

    _unkept: Draft | None = None  # of a browser without cookies
    _unkept_receipt: InquiryReceipt | None = None
    _confirmed: Draft | None = None  # what the confirmation shows, with the key under which it is sent

    @rx.event
    async def load(self) -> EventSpec | None:
        """Show the step that the address names, from what is stored."""
        query = self.router.url.query_parameters
        slug, step = str(query.get("product", "")), str(query.get("step", ""))
        try:
            found = await self._ask(inquiry_form.find, self._visitor, slug, today=self._today)
        except Exception:
            self.alert, self.draft = self._unexpected("inquiry could not be loaded"), inquiries.draft_name(slug)
            self.step, self.turn = self.step or INPUT, _token()
            return None
        product = presenter.product_of(found.product)
        name = inquiries.draft_name(product.slug)
        draft, receipt = found.draft or self._unkept_draft(name), found.receipt or self._unkept_receipt
        if self.draft != name or self.step != INPUT:
            self.errors, self.alert = {}, ""
        self.draft, self.product, self.product_missing = name, product, bool(slug and not product.slug)
        self.input_href, self.turn = presenter.address(product.slug), _token()
        if step == DONE and receipt:
            self.step, self.receipt = DONE, presenter.receipt_view(receipt)
            return None
        if step == CONFIRM:
            return self._load_confirmation(draft, receipt)
        if step:
            return self._elsewhere()
        self._load_input(draft, _kind_of(str(query.get("kind", ""))))
        return None

    @rx.event
    async def keep(self, form: dict[str, Any]) -> None:
        """Store what is typed."""
        typed = _typed(form)
        if typed is None:
            return
        self.kind = _kind_of(typed.kind)
        await self._save_quietly(typed)

    @rx.event
    async def review(self, form: dict[str, Any]) -> EventSpec | None:
        """「確認画面へ」: check what is typed; on to the confirmation, or say what is wrong."""
        typed = _typed(form)
        if typed is None:
            return None
        self.errors, self.alert, self.values = {}, "", typed.kept()
        try:
            slug = await self._known_slug(typed.product)
            inquiries.check(typed.model_dump(exclude={"product", "asked_kind"}), with_product=bool(slug))
            await self._save(typed)
        except InvalidForm as error:
            self.alert = _HONEYPOT_FILLED if HONEYPOT in error.errors else ""
            self.errors = {field: text for field, text in error.errors.items() if field != HONEYPOT}
            await self._save_quietly(typed)
        except Exception:
            self.alert = self._unexpected("inquiry could not be checked")
        else:
            return _go(slug, CONFIRM)
        self.turn = _token()
        return None

    @rx.event
    async def send(self, form: dict[str, Any]) -> EventSpec | None:
        """「送信する」: send what the confirmation shows, once."""
        del form  # nothing of it counts: the draft is sent
        draft, slug = self._confirmed, self.product.slug
        if draft is None:
            return _go(slug, replace=True)
        self.alert = ""
        try:
            checked = inquiries.check(draft.data, with_product=bool(slug))
            visitor = Visitor(ip=self._client_ip, owner=self._visitor)
            shop = self._shop
            receipt = await self._do(
                inquiry_form.send, checked, draft, slug, visitor, self._now, shop.settings, shop.limiter
            )
        except InvalidForm:
            return _go(slug, replace=True)
        except TooManyRequests as error:
            self.alert = presenter.try_later(error.wait_seconds)
        except Exception:
            self.alert = self._unexpected("inquiry could not be sent")
        else:
            if not self._visitor:
                self._unkept_receipt, self._unkept = receipt, None
            return _go(slug, DONE, replace=True)
        self.turn = _token()
        return None

    def _load_input(self, draft: Draft | None, asked_kind: str) -> None:
        stored = TypedInquiry.model_validate(draft.data) if draft else TypedInquiry()
        # A link that asks for a kind wins once; afterwards what the visitor has chosen instead.
        kind = asked_kind if asked_kind and asked_kind != stored.asked_kind else stored.kind
        self.values = stored.model_copy(update={"kind": kind}).model_dump(exclude={"product", "asked_kind", HONEYPOT})
        self.kind, self.asked_kind, self.step = _kind_of(kind), asked_kind, INPUT

    def _load_confirmation(self, draft: Draft | None, receipt: InquiryReceipt | None) -> EventSpec | None:
        slug = self.product.slug
        try:
            checked = inquiries.check(draft.data if draft else {}, with_product=bool(slug))
        except InvalidForm:
            # After a sending nothing but the contact is left: who comes back here sees the receipt, not the form.
            sent = receipt is not None and not (draft and draft.data.get("kind"))
            return self._elsewhere(DONE if sent else "")
        if self._confirmed != draft or self.step != CONFIRM:
            self.alert = ""
        self._confirmed, self.rows, self.step = draft, presenter.review_rows(checked, slug), CONFIRM
        return None

    def _elsewhere(self, step: str = "") -> EventSpec:
        """On to another step than the address asked for; what an earlier visit showed must not show meanwhile."""
        self.step = ""
        return _go(self.product.slug, step, replace=True)

    @property
    def _today(self) -> date:
        return business_date(self._now)

    async def _known_slug(self, claimed: str) -> str:
        """The slug of a service that exists, or empty. A form that has just been left names another than the page."""
        if claimed == self.product.slug:
            return claimed
        product = await self._ask(inquiry_form.product, claimed, today=self._today)
        return product.slug if product else ""

    async def _save(self, typed: TypedInquiry) -> None:
        name = inquiries.draft_name(await self._known_slug(typed.product))
        saved = await self._do(drafts.save, self._visitor, name, typed.kept(), self._now)
        if not self._visitor:
            before = self._unkept_draft(name)
            self._unkept = replace(saved, submission_key=before.submission_key) if before else saved

    async def _save_quietly(self, typed: TypedInquiry) -> None:
        """Saving is a help: where it fails the text is still in the fields, and the rules speak when it is sent."""
        try:
            await self._save(typed)
        except Exception as error:
            log.warning("draft not kept", reason=type(error).__name__)

    def _unkept_draft(self, name: str) -> Draft | None:
        return self._unkept if self._unkept and self._unkept.form == name else None

    def _unexpected(self, what: str) -> str:
        reference = secrets.token_hex(4)
        log.exception(what, reference=reference)
        return presenter.our_fault(reference)


def _typed(form: object) -> TypedInquiry | None:
    try:
        return TypedInquiry.model_validate(form)
    except ValidationError:
        return None


def _kind_of(value: str) -> str:
    return value if value in set(InquiryKind) else ""


def _go(slug: str, step: str = "", *, replace: bool = False) -> EventSpec:
    return rx.redirect(presenter.address(slug, step), replace=replace)


def _token() -> str:
    return secrets.token_hex(4)
