"""The one place that reads the environment: every name, address and number (⚙) of the shop.

A variable is `OCMP_` + the field's name in capitals, from the environment or a file `.env`.
`load()` either gives valid settings or raises BadSettings, whose text names each variable.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEMO_SECRET = "demo-secret-not-for-production-0123456789"  # noqa: S105 - refused in production


class BadSettings(Exception):
    """The environment does not describe a shop that may open."""


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Settings with the demo's defaults."""

    model_config = SettingsConfigDict(env_prefix="OCMP_", env_file=ROOT / ".env", extra="ignore", frozen=True)

    # Where and how the shop runs
    mode: Mode = Mode.DEMO
    base_url: str = "http://localhost:3000"
    port: int = Field(default=3000, ge=1, le=65535)
    host: str = "127.0.0.1"
    database_url: str = f"sqlite:///{ROOT / 'ocmp.db'}"
    database_pool: int = Field(default=10, ge=1, le=200)
    redis_url: str = ""
    allowed_origins: str = ""  # comma-separated, besides base_url
    trusted_proxy_hops: int = Field(default=0, ge=0, le=10)
    secret_key: SecretStr = SecretStr(DEMO_SECRET)
    demo_now: datetime | None = None
    log_level: str = "INFO"
    run_jobs: bool = True

    # Mail
    smtp_url: SecretStr = SecretStr("")  # smtp[s|+tls]://user:password@host:port
    smtp_timeout_seconds: float = Field(default=20, gt=0)
    mail_from: str = "no-reply@ocmp.example.jp"
    mail_attempts: int = Field(default=8, ge=1)

    # Limits around the form and the socket
    socket_frame_bytes: int = Field(default=131_072, ge=4096)
    socket_events_per_second: float = Field(default=30, gt=0)
    socket_event_burst: int = Field(default=90, ge=1)
    socket_send_seconds: float = Field(default=15, gt=0)
    sockets_per_ip: int = Field(default=100, ge=1)
    socket_opens_per_minute: int = Field(default=600, ge=1)  # of one address
    address_events_per_second: float = Field(default=150, gt=0)
    address_event_burst: int = Field(default=450, ge=1)
    inquiries_per_ip_hour: int = Field(default=10, ge=1)
    draft_days: int = Field(default=7, ge=1)

    # Names of the parties (R21, R25)
    operator_name: str = "株式会社日立システムズ"
    operator_mail: str = "support@ocmp.example.jp"
    operator_phone: str = "0120-000-000"
    operator_phone_hours: str = "平日 9:00～17:30（年末年始を除く）"
    operator_address: str = "東京都品川区大崎一丁目2番1号"
    operator_representative: str = "代表取締役 取締役社長"
    agency_name: str = "三菱HCキャピタル株式会社"
    hipayment_name: str = "HiPayment"
    statement_name_card: str = "オープンクラウド"
    statement_name_transfer: str = "ミツビシHCキヤピタル(カ"
    registration_number: str = Field(default="T1234567890123", pattern=r"^T\d{13}$")

    # Numbers of the business (billing.md, R29–R31, R38)
    tax_percent: int = Field(default=10, ge=0, le=100)
    closing_day: int = 1
    publish_day: int = Field(default=10, ge=1, le=28)
    debit_day: int = Field(default=7, ge=1, le=28)
    invoice_day: int = Field(default=25, ge=1, le=28)
    start_months_ahead: int = Field(default=3, ge=1, le=12)
    lock_failures: int = Field(default=5, ge=1)
    lock_minutes: int = Field(default=10, ge=1)

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError("needs the form https://shop.example.jp, without a path")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        if value.startswith("postgresql://"):
            value = value.replace("postgresql://", "postgresql+psycopg://", 1)
        if value.startswith("sqlite:///"):
            path = value.removeprefix("sqlite:///")
            if not path.startswith("/"):
                raise ValueError("needs an absolute path: sqlite:////srv/ocmp/ocmp.db")
        elif not value.startswith("postgresql+psycopg://"):
            raise ValueError("needs sqlite:////absolute/path or postgresql://…")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _smtp_url(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url:
            parts = urlsplit(url)
            if parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
                raise ValueError("needs the form smtp://, smtps:// or smtp+tls://user:password@host:port")
        return value

    @field_validator("demo_now")
    @classmethod
    def _demo_now(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("needs a zone, such as 2026-11-16T10:00:00+09:00")
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in filter(None, (part.strip() for part in value.split(","))):
            parts = urlsplit(origin)
            if origin != "*" and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
                raise ValueError(f"'{origin}' is no origin such as https://shop.example.jp")
        return value

    @model_validator(mode="after")
    def _production(self) -> Settings:
        if self.mode is Mode.DEMO:
            return self
        wrong = []
        if self.secret_key.get_secret_value() == DEMO_SECRET or len(self.secret_key.get_secret_value()) < 32:
            wrong.append("OCMP_SECRET_KEY: production needs its own secret of 32 characters or more")
        if "*" in self.allowed_origins:
            wrong.append("OCMP_ALLOWED_ORIGINS: '*' would let any site open the socket")
        if not self.smtp_url.get_secret_value():
            wrong.append("OCMP_SMTP_URL: production cannot do without mail")
        if not self.base_url.startswith("https://") and not _is_loopback(self.base_url):
            wrong.append("OCMP_BASE_URL: production needs https://")
        if self.demo_now is not None:
            wrong.append("OCMP_DEMO_NOW: only the demo may set the clock")
        if wrong:
            raise ValueError("\n".join(wrong))
        return self

    @property
    def is_demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def secure_cookies(self) -> bool:
        """Cookies carry Secure wherever the shop is reached by https."""
        return self.base_url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """Origins a browser may come from. On the loopback `localhost` and `127.0.0.1` are one place."""
        found = {self.base_url, *filter(None, (part.strip() for part in self.allowed_origins.split(",")))}
        parts = urlsplit(self.base_url)
        if _is_loopback(self.base_url):
            port = f":{parts.port}" if parts.port else ""
            found |= {f"{parts.scheme}://{name}{port}" for name in ("localhost", "127.0.0.1")}
        return frozenset(found - {"*"})


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load() -> Settings:
    """Read and check the environment. Raises BadSettings with one line a variable."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for item in error.errors():
            name = "_".join(str(part) for part in item["loc"]).upper()
            message = item["msg"].removeprefix("Value error, ")
            lines.append(f"OCMP_{name}: {message}" if name else message)
        raise BadSettings("The settings do not fit:\n" + "\n".join(lines)) from None


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process."""
    return load()
