"""The versioned terms of use of a product: a version, once written, never changes (R9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ocmp_app.domain.errors import ShopError

PLACEHOLDER = "{service}"
"""Stands for the service's name in terms, so that a provider writes its standard terms once."""


class TermsChanged(ShopError):
    """The record changes a version that customers may have agreed to; it needs a new version."""

    def __init__(self, slug: str, version: str) -> None:
        super().__init__(f"{slug}: {version}")
        self.slug = slug
        self.version = version


class TermsWithoutText(ShopError):
    """Neither the version nor its provider's standard terms say anything."""

    def __init__(self, slug: str, version: str) -> None:
        super().__init__(f"{slug}: {version}")
        self.slug = slug
        self.version = version


class Terms(NamedTuple):
    """One version. As it is kept, the text is complete; as a record gives it, it may be empty or hold PLACEHOLDER."""

    version: str
    effective_from: date
    body: str


def written_out(terms: Terms, *, standard: str, service: str) -> Terms:
    """The version with its text: an empty body takes the provider's `standard` terms."""
    return Terms(terms.version, terms.effective_from, (terms.body or standard).replace(PLACEHOLDER, service))


def added_versions(
    asked: Iterable[Terms],
    kept: Mapping[str, Terms],
    *,
    slug: str,
    service: str,
    former_service: str,
    standard: str,
) -> list[Terms]:
    """The versions of a record that are not kept yet. Raises TermsChanged, TermsWithoutText.

    A kept version may be named again with the same text, without text, or with a text in which only the
    service's name has changed since.
    """
    new = []
    for terms in asked:
        present = kept.get(terms.version)
        if present is None:
            written = written_out(terms, standard=standard, service=service)
            if not written.body:
                raise TermsWithoutText(slug, terms.version)
            new.append(written)
            continue
        same_text = not terms.body or present.body in {
            terms.body.replace(PLACEHOLDER, name) for name in (service, former_service)
        }
        if present.effective_from != terms.effective_from or not same_text:
            raise TermsChanged(slug, terms.version)
    return new
