"""The testers' routes, in demo mode only: read the mails, move the clock, run what is due (spec/pages.md).

Outside demo mode these routes do not exist (around.py). A POST changes the shop, so a page of another site must not
be able to send one: a foreign Origin is refused. Test clients send none.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import html
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from ocmp_app.adapters.clock import DemoClock, SystemClock
from ocmp_app.demo import clock as demo_clock
from ocmp_app.demo.clock import ClockWouldGoBack, ClockWouldGoTooFar
from ocmp_app.domain.clock import JST
from ocmp_app.presenters.formats import japanese_instant
from ocmp_app.services import jobs, outbox
from ocmp_app.services.outbox import MailRow
from ocmp_app.settings import Settings
from ocmp_app.wiring import Shop, get_shop

MAILS = 200
"""Mails that the outbox shows at most, newest first."""
_BODY_LIMIT = 4096

R = TypeVar("R")
Answer = Callable[[Request], Awaitable[Response]]


class SetClock(BaseModel):
    """POST /dev/clock: set to an instant with its zone."""

    model_config = ConfigDict(extra="forbid", strict=True)
    now: AwareDatetime


class AdvanceClock(BaseModel):
    """POST /dev/clock: forward by whole days."""

    model_config = ConfigDict(extra="forbid", strict=True)
    advance_days: Annotated[int, Field(ge=1, le=36_500)]


class Refused(Exception):
    """The request is answered with this status and reason."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def dev_routes(shop: Callable[[], Shop] = get_shop) -> Sequence[BaseRoute]:
    """The routes; `shop` is asked at each request."""

    async def show_outbox(request: Request) -> Response:
        to = request.query_params.get("to", "").strip()
        mails = await _read(shop(), outbox.listing, to=to or None, limit=MAILS)
        page = _outbox_page(mails, to, shop().clock.now(), shop().settings)
        return HTMLResponse(page, headers={**_NO_STORE, "content-security-policy": _CSP})

    async def list_outbox(request: Request) -> Response:
        to = request.query_params.get("to", "").strip()
        mails = await _read(shop(), outbox.listing, to=to or None, limit=MAILS)
        return JSONResponse([_mail_json(mail) for mail in mails], headers=_NO_STORE)

    async def tell_clock(request: Request) -> Response:
        return _clock_json(shop())

    async def move_clock(request: Request) -> Response:
        asked = await _clock_request(request)
        await asyncio.to_thread(_move_clock, shop(), asked)
        return _clock_json(shop())

    async def run_jobs(request: Request) -> Response:
        results = await jobs.run_due(shop())
        ran = [{"name": one.name, "due_at": _iso(one.due_at), "ok": one.ok, "text": one.text} for one in results]
        return JSONResponse({"now": _iso(shop().clock.now()), "ran": ran}, headers=_NO_STORE)

    def guarded(answer: Answer) -> Answer:
        async def checked(request: Request) -> Response:
            try:
                if request.method == "POST":
                    _refuse_other_sites(request, shop().settings)
                return await answer(request)
            except Refused as refused:
                return JSONResponse({"error": refused.reason}, status_code=refused.status, headers=_NO_STORE)

        return checked

    def route(path: str, answer: Answer, method: Literal["GET", "POST"]) -> Route:
        return Route(path, guarded(answer), methods=[method])

    return [
        route("/dev/outbox", show_outbox, "GET"),
        route("/dev/outbox.json", list_outbox, "GET"),
        route("/dev/clock", tell_clock, "GET"),
        route("/dev/clock", move_clock, "POST"),
        route("/dev/jobs", run_jobs, "POST"),
    ]


async def _read(shop: Shop, question: Callable[..., R], **arguments: Any) -> R:
    def work() -> R:
        with shop.database.read() as session:
            return question(session, **arguments)

    return await asyncio.to_thread(work)


def _refuse_other_sites(request: Request, settings: Settings) -> None:
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "none")
    if (origin is not None and origin not in settings.origins) or site not in ("same-origin", "none"):
        raise Refused(403, "This request comes from another site.")


async def _clock_request(request: Request) -> SetClock | AdvanceClock:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_LIMIT:
            raise Refused(400, "The body is too long.")
    problems = []
    for model in (SetClock, AdvanceClock):
        try:
            return model.model_validate_json(body)
        except ValidationError as error:
            first = error.errors()[0]
            problems.append(f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}")
    raise Refused(
        400, f'Send {{"now": "2026-12-01T09:00:00+09:00"}} ({problems[0]}) or {{"advance_days": 3}} ({problems[1]}).'
    )


def _move_clock(shop: Shop, asked: SetClock | AdvanceClock) -> None:
    def work(session: Session) -> None:
        machine_now = SystemClock().now()  # the distance between the two clocks is what is stored
        if isinstance(asked, SetClock):
            demo_clock.set_to(session, asked.now, machine_now=machine_now)
        else:
            demo_clock.advance(session, asked.advance_days, machine_now=machine_now)

    try:
        with shop.database.transaction() as session:
            work(session)
    except ClockWouldGoBack as error:
        raise Refused(400, f"The clock only moves forward: it is {_iso(error.now)} already. `make demo` resets it.") from None
    except (ClockWouldGoTooFar, OverflowError):
        raise Refused(400, f"The clock goes no further than the year {demo_clock.LATEST_YEAR}.") from None
    if isinstance(shop.clock, DemoClock):
        shop.clock.forget()


def _clock_json(shop: Shop) -> Response:
    return JSONResponse({"now": _iso(shop.clock.now())}, headers=_NO_STORE)


def _iso(instant: datetime) -> str:
    """In Japan's time, to the second: 2026-12-01T09:00:00+09:00."""
    return instant.astimezone(JST).isoformat(timespec="seconds")


def _mail_json(mail: MailRow) -> dict[str, object]:
    return {
        "id": mail.id,
        "to": mail.to,
        "subject": mail.subject,
        "text": mail.text,
        "created_at": _iso(mail.created_at),
        "sent_at": _iso(mail.sent_at) if mail.sent_at else None,
    }


_STYLE = """
body{font-family:"Hiragino Sans","Yu Gothic","Noto Sans CJK JP",sans-serif;color:#333;line-height:1.7;margin:0 auto;max-width:60rem;padding:1.5rem}
h1{font-size:1.5rem}h2{font-size:1.125rem;margin:0}article{border:1px solid #ccc;border-radius:.75rem;padding:1rem 1.25rem;margin:1rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:.5rem 0}dt{color:#4d4d4d}dd{margin:0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;background:#f2f2f2;border-radius:.5rem;padding:1rem;margin:0}
input,button{font:inherit;padding:.375rem .75rem}a{color:#00118f}
"""
_NO_STORE = {"cache-control": "no-store", "x-robots-tag": "noindex"}
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_CSP = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_STATES = {"waiting": "送信待ち", "sent": "送信済み", "failed": "送信できませんでした"}


def _outbox_page(mails: Sequence[MailRow], to: str, now: datetime, settings: Settings) -> str:
    """A list to read; the texts of the mails are foreign and escaped, only links into our own shop can be followed."""
    articles = "".join(_article(mail, settings.base_url) for mail in mails) or "<p>メールはありません。</p>"
    return (
        '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>送信メール（デモ） | オープンクラウドマーケットプレース</title><style>{_STYLE}</style></head><body><main>"
        f"<h1>送信メール（デモ）</h1><p>デモのメールは外部に送られず、ここに残ります。現在の日時：{html.escape(japanese_instant(now))}</p>"
        f'<form method="get" action="/dev/outbox"><label>宛先 <input name="to" type="email" value="{html.escape(to)}"></label> '
        f'<button type="submit">絞り込む</button> <a href="/dev/outbox">すべて表示</a></form>'
        f"<p>{len(mails):,}件（新しい順、{MAILS}件まで）</p>{articles}</main></body></html>"
    )


def _article(mail: MailRow, base_url: str) -> str:
    sent = f"（{japanese_instant(mail.sent_at)}）" if mail.sent_at else ""
    return (
        f'<article id="mail-{mail.id}"><h2>{html.escape(mail.subject)}</h2><dl><dt>宛先</dt><dd>{html.escape(mail.to)}</dd>'
        f"<dt>作成</dt><dd>{html.escape(japanese_instant(mail.created_at))}</dd>"
        f"<dt>状態</dt><dd>{html.escape(_STATES.get(mail.state, mail.state) + sent)}</dd></dl>"
        f"<pre>{_linked(mail.text, base_url)}</pre></article>"
    )


def _linked(text: str, base_url: str) -> str:
    ours = re.compile(re.escape(html.escape(base_url)) + r"(?:/[\w\-./?=&;%#]*)?(?![\w.:@-])", re.ASCII)
    return ours.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', html.escape(text))
