"""Small drawings for the steps of 利用開始までの流れ. Decoration: whatever they show is also said in words."""

from __future__ import annotations

import reflex as rx

_Shape = tuple[str, str]
"""Class (below .scene in assets/shop.css) and path, in a box of 96 × 72."""

_SCENES: dict[str, tuple[_Shape, ...]] = {
    "search": (
        ("soft", "M10 8h58a4 4 0 0 1 4 4v46a4 4 0 0 1-4 4H10a4 4 0 0 1-4-4V12a4 4 0 0 1 4-4Z"),
        ("paper", "M14 22h22v14H14ZM42 22h22v14H42ZM14 42h22v14H14Z"),
        ("line", "M6 16h66M11 12h3M18 12h3"),
        ("solid", "M18 26h14v3H18ZM46 26h14v3H46ZM18 46h14v3H18Z"),
        ("paper", "M62 36a13 13 0 1 1 0 26 13 13 0 0 1 0-26Z"),
        ("accent", "M62 42a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z"),
        ("thick", "m72 59 12 9"),
    ),
    "product": (
        ("paper", "M20 6h38l14 14v42a4 4 0 0 1-4 4H20a4 4 0 0 1-4-4V10a4 4 0 0 1 4-4Z"),
        ("soft", "M58 6v14h14Z"),
        ("line", "M58 6v14h14M26 42h24M26 50h18"),
        ("solid", "M26 16h20v4H26Z"),
        ("line", "m27 26 5 6 5-6M32 32v7M28 34h8M28 37h8"),
        ("accent", "M70 44a12 12 0 1 1 0 24 12 12 0 0 1 0-24Z"),
        ("thick", "m64 56 4.5 4.5 8-9"),
    ),
    "register": (
        ("paper", "M12 12h72a4 4 0 0 1 4 4v40a4 4 0 0 1-4 4H12a4 4 0 0 1-4-4V16a4 4 0 0 1 4-4Z"),
        ("soft", "M16 20h26v32H16Z"),
        ("solid", "M29 25a6 6 0 1 1 0 12 6 6 0 0 1 0-12ZM18 52c0-8 4-12 11-12s11 4 11 12Z"),
        ("line", "M50 24h30M50 34h30M50 44h18"),
        ("accent", "M74 44h10v10H74Z"),
        ("line", "m76 49 2.5 2.5L82 47"),
    ),
    "apply": (
        ("paper", "M18 6h46a4 4 0 0 1 4 4v52a4 4 0 0 1-4 4H18a4 4 0 0 1-4-4V10a4 4 0 0 1 4-4Z"),
        ("soft", "M22 16h10v10H22ZM22 32h10v10H22ZM22 48h10v10H22Z"),
        ("line", "m24 21 2.5 2.5 4-5M24 37l2.5 2.5 4-5M38 21h22M38 37h16M38 53h10"),
        ("accent", "m82 22 8 8-28 28-11 3 3-11Z"),
        ("line", "m76 28 8 8M54 50l8 8"),
    ),
    "accept": (
        ("paper", "M10 18h64a4 4 0 0 1 4 4v38a4 4 0 0 1-4 4H10a4 4 0 0 1-4-4V22a4 4 0 0 1 4-4Z"),
        ("soft", "M7 20 42 46l35-26Z"),
        ("line", "m7 20 35 26 35-26M8 62l24-23M76 62 52 39"),
        ("accent", "M76 6a14 14 0 1 1 0 28 14 14 0 0 1 0-28Z"),
        ("thick", "m69.5 20 5 5 9-10"),
    ),
    "prepare": (
        ("soft", "M10 10h44a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H10a3 3 0 0 1-3-3V13a3 3 0 0 1 3-3Z"),
        ("paper", "M10 28h44a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H10a3 3 0 0 1-3-3V31a3 3 0 0 1 3-3ZM10 46h44a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3H10a3 3 0 0 1-3-3V49a3 3 0 0 1 3-3Z"),
        ("solid", "M14 17h4v4h-4ZM14 35h4v4h-4ZM14 53h4v4h-4Z"),
        ("line", "M26 19h20M26 37h16M26 55h12"),
        ("accent", "m68 24 4 0 1.5 5 4.5 2 4.5-2.5 3.5 3.5-2.5 4.5 2 4.5 5 1.5v5l-5 1.5-2 4.5 2.5 4.5-3.5 3.5-4.5-2.5-4.5 2-1.5 5h-4l-1.5-5-4.5-2-4.5 2.5-3.5-3.5 2.5-4.5-2-4.5-5-1.5v-5l5-1.5 2-4.5-2.5-4.5 3.5-3.5 4.5 2.5 4.5-2Z"),
        ("paper", "M70 38a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z"),
    ),
    "notify": (
        ("soft", "M12 40h20a4 4 0 0 1 4 4v22H8V44a4 4 0 0 1 4-4Z"),
        ("line", "M14 66V40h16v26M18 46h8M18 52h8M18 58h8M8 66h80"),
        ("solid", "M74 40a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM62 66c0-6 5-10 12-10s12 4 12 10Z"),
        ("accent", "M30 6h38a4 4 0 0 1 4 4v16a4 4 0 0 1-4 4h-2l4 8-12-8H30a4 4 0 0 1-4-4V10a4 4 0 0 1 4-4Z"),
        ("line", "M34 14h28M34 21h18"),
    ),
    "use": (
        ("paper", "M20 10h56a4 4 0 0 1 4 4v38H16V14a4 4 0 0 1 4-4Z"),
        ("soft", "M8 52h80v4a6 6 0 0 1-6 6H14a6 6 0 0 1-6-6Z"),
        ("line", "M8 52h80M42 57h12"),
        ("accent", "M24 36h8v10h-8ZM36 28h8v18h-8Z"),
        ("solid", "M48 20h8v26h-8Z"),
        ("line", "M62 22h12M62 29h12M62 36h8"),
    ),
}

STEP_SCENES = tuple(_SCENES)
"""The names in the order of the steps."""


def scene(name: str) -> rx.Component:
    """One drawing."""
    return rx.el.svg(
        *[rx.el.path(d=path, class_name=f"scene-{kind}") for kind, path in _SCENES[name]],
        view_box="0 0 96 72",
        class_name="scene",
        aria_hidden="true",
    )
