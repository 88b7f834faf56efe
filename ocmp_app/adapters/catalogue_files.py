"""Files with products: CSV as Excel writes it, and JSON Lines. Streams rows; any bytes at all give rows or refusals.

The format is told by the name's ending, else by the first character; the encoding by a BOM, else by which of UTF-8
and CP932 (Excel's Shift_JIS) reads more lines without an error.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO

from ocmp_app.adapters.catalogue_columns import Columns
from ocmp_app.adapters.catalogue_profiles import Profile, map_row
from ocmp_app.domain.catalogue_import import Refusal, SourceRow, refusal

MAX_LINE = 4 * 1024 * 1024
"""Bytes of one line; a longer one is refused, so that a file without line ends cannot fill the memory."""

_TOO_LONG = f"1行が長すぎます（{MAX_LINE // 1024 // 1024}MBまで）"


class Encoding(StrEnum):
    """How text stands in a file. AUTO looks at the file."""

    AUTO = "auto"
    UTF8 = "utf-8"
    CP932 = "cp932"

    @property
    def label(self) -> str:
        return {Encoding.AUTO: "自動判別", Encoding.UTF8: "UTF-8", Encoding.CP932: "Shift_JIS（CP932）"}[self]


class Format(StrEnum):
    """How records stand in a file."""

    CSV = "CSV"
    JSON_LINES = "JSON Lines"


class CatalogueFile:
    """A file of products on a seekable stream. `encoding` and `format` tell how it is read."""

    def __init__(
        self, stream: BinaryIO, *, name: str = "", profile: Profile = Profile.OCMP, encoding: Encoding = Encoding.AUTO
    ) -> None:
        self._stream = stream
        self._profile = profile
        self.size = stream.seek(0, 2)
        stream.seek(0)
        head = stream.read(4096)
        self._start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        self._is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self.format = _format(name, head[self._start :])
        self.encoding = self._detected() if encoding is Encoding.AUTO else encoding

    @property
    def bytes_read(self) -> int:
        """How far reading has come, of `size` bytes."""
        return self._stream.tell()

    def rows(self) -> Iterator[SourceRow | Refusal]:
        """The rows from the beginning, each as the shop's fields or as what is wrong with it."""
        if self._is_utf16:
            yield refusal(1, "", "", "UTF-16のファイルは読み取れません。「CSV UTF-8」の形式で保存し直してください")
        elif self.format is Format.JSON_LINES:
            yield from self._json_rows()
        elif self._profile is not Profile.OCMP:
            yield refusal(1, "", "", f"取り込み形式「{self._profile}」はJSON Linesのファイルだけに使えます")
        else:
            yield from self._csv_rows()

    def _json_rows(self) -> Iterator[SourceRow | Refusal]:
        for number, line in self._lines():
            if line is None:
                yield refusal(number, "", "", _TOO_LONG)
                continue
            if not line.strip():
                continue
            try:
                raw = json.loads(line.decode(self.encoding))
            except UnicodeDecodeError as error:
                yield self._unreadable(number, line, error)
            except (ValueError, RecursionError):
                yield refusal(
                    number,
                    "",
                    line.decode(self.encoding, "replace"),
                    "JSONとして読み取れません。1行に1件を {…} の形で書いてください",
                )
            else:
                if isinstance(raw, dict):
                    yield map_row(self._profile, number, raw)
                else:
                    yield refusal(number, "", raw, "1行に1件を {…} の形で書いてください")

    def _csv_rows(self) -> Iterator[SourceRow | Refusal]:
        problems: list[Refusal] = []
        lines = self._csv_lines(problems)
        reader = csv.reader(lines, delimiter=self._delimiter(), strict=True)
        columns: Columns | None = None
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield refusal(line, "", "", _csv_reason(str(error)))
                if columns is None:
                    return
                continue
            if problems:  # of the lines that this row was read from
                yield from problems
                problems.clear()
                if columns is None:
                    return
                continue
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if columns is not None:
                yield columns.row(line, cells)
                continue
            columns, wrong = Columns.of(line, cells)
            if wrong:
                yield from wrong
                return

    def _csv_lines(self, problems: list[Refusal]) -> Iterator[str]:
        """Decoded lines; one that cannot be read comes as an empty one, with what is wrong put into `problems`."""
        for number, line in self._lines():
            if line is None:
                problems.append(refusal(number, "", "", _TOO_LONG))
                yield "\n"
                continue
            try:
                yield line.decode(self.encoding)
            except UnicodeDecodeError as error:
                problems.append(self._unreadable(number, line, error))
                yield "\n"

    def _unreadable(self, number: int, line: bytes, error: UnicodeDecodeError) -> Refusal:
        around = line[max(0, error.start - 20) : error.end + 20].decode(self.encoding, "replace")
        return refusal(number, "", around, f"文字コード {self.encoding.label} として読み取れない文字があります")

    def _delimiter(self) -> str:
        """A comma, or the tab of a table copied out of a spreadsheet."""
        first = next((line for _, line in self._lines()), None) or b""
        return "\t" if b"\t" in first and b"," not in first else ","

    def _lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Line number and bytes with the line's end; None for a line that is too long."""
        self._stream.seek(self._start)
        number = 0
        while line := self._stream.readline(MAX_LINE):
            number += 1
            if len(line) < MAX_LINE or line.endswith(b"\n"):
                yield number, line
                continue
            while len(line) == MAX_LINE and not line.endswith(b"\n"):
                line = self._stream.readline(MAX_LINE)
            yield number, None

    def _detected(self) -> Encoding:
        if self._start or self.format is Format.JSON_LINES:
            return Encoding.UTF8
        wrong = {Encoding.UTF8: 0, Encoding.CP932: 0}
        for _, line in self._lines():
            for encoding in wrong:
                wrong[encoding] += line is not None and not _readable(line, encoding)
        return Encoding.CP932 if wrong[Encoding.CP932] < wrong[Encoding.UTF8] else Encoding.UTF8


def _format(name: str, head: bytes) -> Format:
    ending = name.lower().rpartition(".")[2]
    if ending in ("csv", "tsv"):
        return Format.CSV
    if ending in ("jsonl", "ndjson", "json"):
        return Format.JSON_LINES
    return Format.JSON_LINES if head.lstrip()[:1] in (b"{", b"[") else Format.CSV


def _readable(line: bytes, encoding: Encoding) -> bool:
    if line.isascii():
        return True
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _csv_reason(error: str) -> str:
    if "field larger" in error:
        return '1つのセルが長すぎるか、引用符（"）が閉じられていません'
    if "unexpected end" in error:
        return '引用符（"）が閉じられないまま、ファイルが終わっています'
    return '引用符（"）の使い方が正しくありません。セルの中の " は "" と書いてください'
