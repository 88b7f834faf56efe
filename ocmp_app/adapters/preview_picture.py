"""Pictures for link previews: 1200 × 630 PNG with the product's name, drawn with a font that the shop brings along.

The font is Noto Sans CJK JP Bold (SIL Open Font License) of the package `noto-cjk-sans-jp-bold`; see docs/adr/0005.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from ocmp_app.domain.preview import Preview

WIDTH, HEIGHT = 1200, 630
_LEFT, _RIGHT = 72, 72
_TEXT_WIDTH = WIDTH - _LEFT - _RIGHT
_INK, _GREY, _BLUE, _WHITE = "#1a1a1a", "#4d4d4d", "#0017c1", "#ffffff"
_HUES = {
    # background and letter of components/brand.product_mark (assets/shop.css)
    "blue": ("#d9e6ff", "#00118f"), "green": ("#c2e5d1", "#08351f"), "orange": ("#ffdfca", "#6d2700"), "magenta": ("#f3e5f4", "#6c006c"),
    "red": ("#fdeeee", "#850000"), "cyan": ("#c8f8ff", "#004c59"), "purple": ("#ecddff", "#41048e"), "yellow": ("#fff0b3", "#604b00"),
    "lime": ("#ebfad9", "#2c4100"), "light-blue": ("#dcf0ff", "#00316a"),
}  # fmt: skip
_PLAIN = ("#e6e6e6", "#333333")
_NOT_FIRST = frozenset("、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】〟’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.!?:;)]}％%～")
_NOT_LAST = frozenset("（〔［｛〈《「『【〝‘“([{¥￥")
_COLOURS = 64


def draw(preview: Preview) -> bytes:
    """The picture as PNG; the same preview gives the same bytes."""
    tint, letter = _HUES.get(preview.hue, _PLAIN)
    image = Image.new("RGB", (WIDTH, HEIGHT), _WHITE)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 16), fill=_BLUE)
    top = 72
    if preview.initial:
        pen.rounded_rectangle((_LEFT, top, _LEFT + 112, top + 112), radius=20, fill=tint)
        pen.text((_LEFT + 56, top + 56), preview.initial, font=_font(60), fill=letter, anchor="mm")
        pen.text((_LEFT + 144, top + 32), _cut(preview.above, _font(30), _TEXT_WIDTH - 144), font=_font(30), fill=_GREY, anchor="lm")
        pen.text((_LEFT + 144, top + 82), _cut(preview.below, _font(30), _TEXT_WIDTH - 144), font=_font(30), fill=_GREY, anchor="lm")
        top += 150
    else:
        _cloud(pen, _LEFT, top)
        top += 116
    top = _title(pen, preview.title, top)
    _lines(pen, wrap(preview.text, _font(32), _TEXT_WIDTH, 2), _font(32), top + 14, 46, _GREY)
    pen.line((_LEFT, HEIGHT - 104, WIDTH - _RIGHT, HEIGHT - 104), fill="#cccccc", width=2)
    room = _TEXT_WIDTH - round(_font(26).getlength(preview.site)) - 32
    pen.text((_LEFT, HEIGHT - 56), _cut(preview.price, _font(34), room), font=_font(34), fill=_INK, anchor="lm")
    pen.text((WIDTH - _RIGHT, HEIGHT - 56), preview.site, font=_font(26), fill=_BLUE, anchor="rm")
    target = BytesIO()
    image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(target, "PNG")
    return target.getvalue()


def _cloud(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """The shop's logo, as components/brand.py draws it, in a box of 144 × 104."""
    for left, up, width in ((0, 40, 64), (28, 0, 76), (84, 44, 60)):
        pen.ellipse((x + left, y + up, x + left + width, y + up + width), fill=_BLUE)
    pen.rectangle((x + 32, y + 60, x + 114, y + 104), fill=_BLUE)
    for place in range(4):
        left = x + 36 + place * 18
        pen.rectangle((left, y + 60, left + 17, y + 72), fill=_WHITE)
        pen.ellipse((left, y + 62, left + 17, y + 80), fill=_WHITE)


def wrap(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """`text` in at most `most` lines of `width` pixels, by the rules of Japanese line breaks; the last one ends in … if cut."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        if font.getlength(rest) <= width:
            return [*lines, rest]
        end = _fitting(rest, font, width)
        if len(lines) == most - 1:
            return [*lines, _cut(rest, font, width)]
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def _title(pen: ImageDraw.ImageDraw, title: str, top: int) -> int:
    """The title as large as it fits into two lines; gives where it ends."""
    for size in (76, 64, 54, 46):
        lines = wrap(title, _font(size), _TEXT_WIDTH, 2)
        if not lines or not lines[-1].endswith("…"):
            break
    return _lines(pen, lines, _font(size), top, round(size * 1.35), _INK)


def _lines(pen: ImageDraw.ImageDraw, lines: list[str], font: ImageFont.FreeTypeFont, top: int, step: int, fill: str) -> int:
    for line in lines:
        pen.text((_LEFT, top), line, font=font, fill=fill)
        top += step
    return top


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: int) -> int:
    """How many characters stand on one line; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(text[:middle]) <= width else (low, middle - 1)
    space = text.rfind(" ", low // 2, low + 1)
    if space > 0:
        return space + 1
    end = low
    while end > low // 2 and end < len(text) and not _may_break(text[end - 1], text[end]):
        end -= 1
    return end if end > low // 2 else low


def _may_break(before: str, after: str) -> bool:
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


def _cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    text = " ".join(text.split())
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


@lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("noto_cjk_sans_jp_bold") / "NotoSansCJKjp-Bold.otf") as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
