"""The picture of a link preview: what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """Texts of the picture, from top to bottom; without `initial` the mark and the two lines beside it are left out."""

    title: str
    text: str
    site: str
    initial: str = ""
    hue: str = ""
    above: str = ""
    below: str = ""
    price: str = ""


DrawPreview = Callable[[Preview], bytes]
"""Makes the PNG of 1200 × 630; the same preview gives the same bytes (adapters/preview_picture.py)."""
