"""The Markdown subset: what it shows, and that foreign text stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocmp_app.presenters.markdown import Block, Item, Kind, Span, parse, plain, to_html


def paragraph(*spans: Span) -> tuple[Block, ...]:
    return (Block(Kind.PARAGRAPH, spans),)


class TestBlocks:
    def test_paragraphs_headings_and_lists(self) -> None:
        assert parse("はじめ\n\n### 見出し\n本文\n- 一\n- 二\n続き\n\nおわり") == (
            Block(Kind.PARAGRAPH, (Span("はじめ"),)),
            Block(Kind.HEADING, (Span("見出し"),)),
            Block(Kind.PARAGRAPH, (Span("本文"),)),
            Block(Kind.LIST, rows=(Item((Span("一"),)), Item((Span("二\n続き"),)))),
            Block(Kind.PARAGRAPH, (Span("おわり"),)),
        )

    def test_line_breaks_of_a_paragraph_are_kept(self) -> None:
        assert parse("一行目\r\n二行目") == paragraph(Span("一行目\n二行目"))

    @pytest.mark.parametrize("source", ["", "\n\n", " \u3000 ", "\u2028"])
    def test_nothing_is_nothing(self, source: str) -> None:
        assert parse(source) == ()


class TestSpans:
    def test_bold_and_links(self) -> None:
        assert parse("毎月**1日**に[一覧](/mypage/invoices)で") == paragraph(
            Span("毎月"), Span("1日", bold=True), Span("に"), Span("一覧", href="/mypage/invoices"), Span("で")
        )

    def test_a_link_in_bold_and_bold_in_a_link(self) -> None:
        assert parse("**[規約](/terms)**") == paragraph(Span("規約", bold=True, href="/terms"))
        assert parse("[**規約**](/terms)") == paragraph(Span("規約", bold=True, href="/terms"))

    @pytest.mark.parametrize("source", ["**開いたまま", "2 ** 3 ** 4", "****", "*** 注意 ***", "カード番号 **** **** **** 1234", "[ラベルだけ]", "(括弧)"])
    def test_marks_that_mark_nothing_are_text(self, source: str) -> None:
        assert parse(source) == paragraph(Span(source))

    @pytest.mark.parametrize("route", ["/", "/faq#card-code", "/search?q=%E5%8B%A4&cat=hr,sales", "/products/kintai-cloud"])
    def test_own_routes_are_links(self, route: str) -> None:
        assert parse(f"[こちら]({route})") == paragraph(Span("こちら", href=route))

    @pytest.mark.parametrize(
        "target",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert", "data:text/html,x", "/../x", "/a//b", "faq", '/"onclick="x', ""],
    )
    def test_a_link_elsewhere_is_its_label(self, target: str) -> None:
        assert parse(f"[こちら]({target})") == paragraph(Span("こちら"))


class TestHtml:
    def test_is_what_the_blocks_say(self) -> None:
        assert to_html("### 見出し\nA & B\nC\n\n- **太字**と[規約](/terms?a=1&b=2)") == (
            "<h3>見出し</h3><p>A &amp; B<br/>C</p><ul><li><strong>太字</strong>と<a href=\"/terms?a=1&amp;b=2\">規約</a></li></ul>"
        )

    def test_html_is_text(self) -> None:
        assert to_html('<script>alert("x")</script>') == "<p>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</p>"

    def test_plain_text_has_no_marks(self) -> None:
        assert plain("**締め日**は[こちら](/faq)\n\n- 一\n- 二") == "締め日はこちら\n一\n二"


MARKS = st.lists(
    st.sampled_from(["**", "***", "### ", "- ", "[", "](", ")", "/", "//", "\n", "\n\n", " ", "<b>", '"', "'", "&", "a", "あ", "\x00", "\ud800", "\u2028"])
).map("".join)
OWN_TAGS = {"p", "h3", "ul", "li", "strong", "a", "br"}


class Collector(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text() | MARKS | st.text(st.characters(categories=["Cs", "Cc", "Po", "Sm", "Zs"])))
def test_any_text_is_text(source: str) -> None:
    html = to_html(source)
    html.encode()
    seen = Collector()
    seen.feed(html)
    seen.close()
    assert {tag for tag, _ in seen.tags} <= OWN_TAGS
    for tag, attributes in seen.tags:
        assert [name for name, _ in attributes] == (["href"] if tag == "a" else [])
        assert all(re.match(r"/(?![/\\])", value or "") for _, value in attributes)
    letters = [letter for letter in source if letter.isalnum()]
    kept = iter(plain(source))
    if "](" not in source:  # the target of a link is not shown
        assert all(letter in kept for letter in letters)


@pytest.mark.parametrize("piece", ["**a ", "**", "[", "[a](", "[a](/", "- \n", "### \n", "<", "[**a**](/x) "])
def test_a_long_text_takes_no_longer_than_its_length(piece: str) -> None:
    assert to_html(piece * 50_000) is not None  # a quadratic parser would not come to an end
