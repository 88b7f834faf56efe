"""Rules of the house that a reader could break without noticing, each with its named exceptions (docs/architecture.md)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from ocmp_app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "ocmp_app"

Found = tuple[str, int, str]
"""File within the house, line, what stands there."""


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Every node of a file that a rule may speak of."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if not isinstance(node, ast.expr_context | ast.operator | ast.arguments))


@cache
def files(room: str) -> tuple[tuple[str, Path], ...]:
    """The Python files of a room (a file or folder of the house), with their names within the house."""
    top = HOUSE / room
    return tuple((file.relative_to(HOUSE).as_posix(), file) for file in (sorted(top.rglob("*.py")) if top.is_dir() else [top]))


def walk(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node of every file of these rooms; of the whole house without any."""
    for room in rooms or (".",):
        for name, file in files(room):
            for node in nodes(file):
                yield name, node


def dotted(node: ast.AST) -> str:
    """`datetime.now` of the expression `datetime.now`; of other expressions the part after the last dot."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def without(found: Iterator[Found], exceptions: Mapping[str, str]) -> list[Found]:
    """What is found outside the files that are excepted for the reason they name; an exception nobody needs is a finding."""
    everything = list(found)
    unused = exceptions.keys() - {file for file, _, _ in everything}
    return [one for one in everything if one[0] not in exceptions] + [(file, 0, "needs no exception") for file in sorted(unused)]


class TestTime:
    """*Now* comes from the shop's clock: the demo's testers move it."""

    CLOCK = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime))$")
    SQL = re.compile(r"(^|\.)(func|text)\.(now|current_timestamp|current_date|localtimestamp)$")
    EXCEPTIONS = {  # noqa: RUF012
        "adapters/clock.py": "is the clock",
        "adapters/rate_limits.py": "limits protect the real machine",
    }

    def test_comes_from_the_clock(self) -> None:
        found = ((file, node.lineno, ast.unparse(node)) for file, node in walk() if isinstance(node, ast.Attribute) and self._reads(node))
        assert without(found, self.EXCEPTIONS) == []

    def _reads(self, node: ast.Attribute) -> bool:
        name = dotted(node)
        return bool(self.CLOCK.search(name) or self.SQL.search(name))

    def test_is_not_imported_under_another_name(self) -> None:
        wrong = [
            (file, node.lineno)
            for file, node in walk()
            if isinstance(node, ast.ImportFrom) and node.module == "time" and {"time", "time_ns"} & {one.name for one in node.names}
        ]
        assert wrong == []

    def test_no_table_fills_in_a_time_by_itself(self) -> None:
        wrong = [
            (file, node.lineno, node.arg)
            for file, node in walk("models")
            if isinstance(node, ast.keyword) and node.arg in ("onupdate", "server_default", "server_onupdate")
        ]
        assert wrong == []


def test_one_transaction_is_committed_in_one_place() -> None:
    found = (
        (file, node.lineno, ast.unparse(node))
        for file, node in walk()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    )
    assert without(found, {"adapters/database.py": "is the place"}) == []


class TestMoney:
    """Money is integer yen, and rounded in one place."""

    NO_MONEY = {  # noqa: RUF012
        "domain/ports.py": "seconds",
        "services/jobs.py": "seconds",
        "services/outbox.py": "spread of waiting times",
        "presenters/product.py": "sizes of files",
    }

    def test_is_never_a_float(self) -> None:
        found = ((file, node.lineno, ast.unparse(node)) for file, node in walk("domain", "services", "presenters", "models") if _floats(node))
        assert without(found, self.NO_MONEY) == []

    def test_is_rounded_in_one_place(self) -> None:
        rounding = {
            file
            for file, node in walk("domain", "services", "presenters", "routes", "state", "pages", "components")
            if isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.FloorDiv)
            and isinstance(node.right, ast.Constant)
            and node.right.value == 100
        }
        assert len(rounding) == 1, rounding


def _floats(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ast.Div)
    return isinstance(node, ast.Name) and node.id == "float"


def test_only_commands_print() -> None:
    found = ((file, node.lineno, "print") for file, node in walk() if isinstance(node, ast.Name) and node.id in ("print", "pprint"))
    assert without(found, {}) == []


def test_nothing_below_state_speaks_of_reflex() -> None:
    """The import is forbidden by contract; this finds the name where it came in by another way."""
    below = ("services", "presenters", "models", "domain", "adapters", "demo", "wiring.py", "settings.py", "cli.py")
    assert [(file, node.lineno) for file, node in walk(*below) if isinstance(node, ast.Name) and node.id in ("rx", "reflex")] == []


def test_state_takes_of_sqlmodel_the_session_only() -> None:
    names = {
        (file, one.name)
        for file, node in walk("state", "pages", "components")
        if isinstance(node, ast.ImportFrom) and node.module == "sqlmodel"
        for one in node.names
    }
    assert [one for one in sorted(names) if one[1] != "Session"] == []


class TestEnvironment:
    """settings.py alone reads it."""

    def test_is_read_in_one_place(self) -> None:
        found = (
            (file, node.lineno, ast.unparse(node))
            for file, node in walk()
            if isinstance(node, ast.Attribute) and dotted(node) in ("os.environ", "os.getenv", "os.environb", "os.putenv")
        )
        assert without(found, {}) == []

    def test_by_no_other_name(self) -> None:
        wrong = [
            (file, node.lineno)
            for file, node in walk()
            if isinstance(node, ast.ImportFrom) and node.module == "os" and {"environ", "getenv"} & {one.name for one in node.names}
        ]
        assert wrong == []


class TestSettings:
    """Names and numbers marked ⚙ stand in the settings and nowhere else."""

    NAMES = (
        "operator_name", "operator_mail", "operator_phone", "operator_phone_hours", "operator_address", "operator_representative",
        "agency_name", "statement_name_card", "statement_name_transfer", "registration_number", "mail_from",
    )  # fmt: skip
    ELSEWHERE = {  # noqa: RUF012
        ("operator_phone_hours", "domain/specification.py"): "hours of a provider's support that happen to be the same",
        ("statement_name_card", "components/brand.py"): "the first line of the logo",
        ("statement_name_card", "routes/og.py"): "the first line of the logo",
    }
    NUMBERS = re.compile(
        r"消費税[^。]{0,10}[0-9０-９]+\s*[%％]|[0-9０-９]+回(連続|続けて)?.{0,6}(失敗|間違)|[0-9０-９]+分間?.{0,12}(ログイン|ロック)"
        r"|毎月[0-9０-９]+日|[0-9０-９]+日ごろ|翌月[0-9０-９]+日|[0-9０-９]+[かヶカか]月先"
    )

    @pytest.mark.parametrize("name", NAMES)
    def test_names_are_not_written_elsewhere(self, name: str) -> None:
        value = str(Settings.model_fields[name].default)
        found = {
            file
            for file, node in walk()
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _says(node.value, value)
            if file != "settings.py" and not file.startswith("demo/") and (name, file) not in self.ELSEWHERE
        }
        assert found == set()

    def test_numbers_are_not_written_into_sentences(self) -> None:
        found = [
            (file, node.lineno, match[0])
            for file, node in walk("presenters", "pages", "components", "services", "state", "routes")
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and (match := self.NUMBERS.search(node.value))
        ]
        assert found == []


def _says(text: str, value: str) -> bool:
    """Whether the text names the value; オープンクラウド is also the beginning of the shop's own name."""
    return value in re.sub(r"オープンクラウド\s*マーケットプレース", "", text)


def test_the_domain_stands_on_the_standard_library_and_small_pure_ones() -> None:
    pure = {"pydantic", "pydantic_core", "email_validator", "jpholiday", "jaconv", "ocmp_app"}
    used = {
        (file, name.split(".")[0])
        for file, node in walk("domain")
        for name in (
            [node.module or "" if not node.level else "ocmp_app"]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert [(file, name) for file, name in sorted(used) if name not in sys.stdlib_module_names and name not in pure] == []


def test_customer_pages_and_operator_pages_are_apart() -> None:
    """Neither knows the other, so that nothing of the operator's gets into a customer's bundle by mistake."""
    wrong = []
    for file, node in walk("pages", "components", "state"):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names] if isinstance(node, ast.Import) else []
        for module in modules:
            if not module.startswith(("ocmp_app.pages.", "ocmp_app.state.", "ocmp_app.components.")):
                continue
            theirs, ours = ".operator" in module, "/operator" in file
            if (theirs and not ours) or (ours and not theirs and module.startswith("ocmp_app.pages.") and module != "ocmp_app.pages.registry"):
                wrong.append((file, module))
    assert wrong == []


def test_nothing_that_somebody_typed_becomes_code() -> None:
    """No eval, no pickle, no shell."""
    forbidden = {"eval", "exec", "pickle", "marshal", "subprocess", "os.system", "__import__"}
    found = (
        (file, node.lineno, ast.unparse(node)[:80])
        for file, node in walk()
        if (isinstance(node, ast.Name) and node.id in forbidden) or (isinstance(node, ast.Attribute) and dotted(node) in forbidden)
    )
    assert without(found, {"services/import_plan.py": "reads its own unnamed file, written a moment before"}) == []


def test_html_is_made_of_strings_in_few_places() -> None:
    """Whoever writes HTML must escape; everything else leaves it to React."""
    found = {
        file
        for file, node in walk("state", "services", "domain", "components", "pages")
        if (isinstance(node, ast.Attribute) and node.attr in ("html", "dangerously_set_inner_html") and dotted(node) in ("rx.html", "rx.el.html"))
        or (isinstance(node, ast.keyword) and node.arg == "dangerously_set_inner_html")
    }
    assert found == set()
