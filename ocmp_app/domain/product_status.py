"""Which way a product's status may move (docs/domain/catalogue.md, States)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ocmp_app.domain.catalogue import ProductStatus
from ocmp_app.domain.errors import ShopError


class ProductEvent(StrEnum):
    """What the operator does with a product."""

    PUBLISH = "publish"  # 公開する, also again after a stop
    SUSPEND = "suspend"  # 停止する
    END = "end"  # 終了する


MOVES: Mapping[ProductStatus, Mapping[ProductEvent, ProductStatus]] = {
    ProductStatus.DRAFT: {ProductEvent.PUBLISH: ProductStatus.PUBLISHED},
    ProductStatus.PUBLISHED: {
        ProductEvent.SUSPEND: ProductStatus.SUSPENDED,
        ProductEvent.END: ProductStatus.ENDED,
    },
    ProductStatus.SUSPENDED: {
        ProductEvent.PUBLISH: ProductStatus.PUBLISHED,
        ProductEvent.END: ProductStatus.ENDED,
    },
    ProductStatus.ENDED: {},
}


class ProductMoveNotAllowed(ShopError):
    """The status does not lead there."""

    def __init__(self, status: ProductStatus, wanted: ProductEvent | ProductStatus) -> None:
        super().__init__(f"{status} → {wanted}")
        self.status = status
        self.wanted = wanted


def next_status(status: ProductStatus, event: ProductEvent) -> ProductStatus:
    """The status after `event`. Raises ProductMoveNotAllowed."""
    try:
        return MOVES[status][event]
    except KeyError:
        raise ProductMoveNotAllowed(status, event) from None


def status_when_saved(present: ProductStatus, asked: ProductStatus) -> ProductStatus:
    """The status of an existing product whose record asks for `asked`. Raises ProductMoveNotAllowed.

    A record moves a product only along the table: what was published is no draft again, what has ended stays.
    """
    if present is asked or asked in MOVES[present].values():
        return asked
    raise ProductMoveNotAllowed(present, asked)


def status_when_imported(present: ProductStatus, asked: ProductStatus) -> ProductStatus:
    """As `status_when_saved`, but a product that was stopped stays stopped.

    A file that comes every night says 「公開」 for all it holds; it must not bring back what the operator
    took out of the shop. Raises ProductMoveNotAllowed.
    """
    if present is ProductStatus.SUSPENDED and asked is ProductStatus.PUBLISHED:
        return present
    return status_when_saved(present, asked)
