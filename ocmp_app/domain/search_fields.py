"""The searched fields in the order of their weight, and the keys that the index keeps for them."""

from __future__ import annotations

from enum import IntEnum

ID_BITS = 28
"""Room for product ids in a key: up to 268 million."""

BLOCK_BITS = 12
"""4,096 neighbouring products share the rows of the index."""


class SearchField(IntEnum):
    """Where a word can stand (R7); `name` in lower case is the column of product_search. Least is best."""

    NAME = 0
    KANA = 1
    PROVIDER = 2
    SUMMARY = 3
    FEATURES = 4
    DESCRIPTION = 5
    TAGS = 6

    @property
    def column(self) -> str:
        return self.name.lower()


class Level(IntEnum):
    """How well a product fits, best first. A product stands at the level of its worst word."""

    EXACT_NAME = 0
    NAME_PREFIX = 1
    NAME = 2
    READING = 3  # kana, or a word in romaji
    PROVIDER = 4
    SUMMARY = 5
    FEATURES = 6
    DESCRIPTION = 7
    TAGS = 8
    SCATTERED = 9  # all letters in pairs, but not together
    TYPO = 10


LEVEL_OF_FIELD = {
    SearchField.NAME: Level.NAME,
    SearchField.KANA: Level.READING,
    SearchField.PROVIDER: Level.PROVIDER,
    SearchField.SUMMARY: Level.SUMMARY,
    SearchField.FEATURES: Level.FEATURES,
    SearchField.DESCRIPTION: Level.DESCRIPTION,
    SearchField.TAGS: Level.TAGS,
}
