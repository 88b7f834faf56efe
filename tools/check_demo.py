"""Checks the demo catalogue files against the exchange record: python tools/check_demo.py [FILE …]"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydantic import ValidationError

from ocmp_app.domain.catalogue import CATEGORY_PARENT
from ocmp_app.domain.product_record import ProductRecord, ProviderRecord


def main(paths: list[Path]) -> int:
    bad = 0
    slugs: Counter[str] = Counter()
    per_category: Counter[str] = Counter()
    for path in paths:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        providers = {}
        for raw in data.get("provider", []):
            try:
                providers[raw.get("slug")] = ProviderRecord.model_validate(raw)
            except ValidationError as error:
                bad += 1
                print(path.name, raw.get("slug"), error)
        for raw in data.get("product", []):
            try:
                product = ProductRecord.model_validate(raw)
            except ValidationError as error:
                bad += 1
                print(path.name, raw.get("slug"), error)
                continue
            slugs[product.slug] += 1
            per_category[product.category] += 1
            problems = []
            if product.provider not in providers:
                problems.append(f"unknown provider {product.provider}")
            elif product.terms and not product.terms[-1].body and not providers[product.provider].terms_body:
                problems.append("no terms body")
            if product.category not in CATEGORY_PARENT:
                problems.append(f"unknown category {product.category}")
            if product.sales_kind == "direct" and not product.terms:
                problems.append("no terms")
            if not 3 <= len(product.features) <= 6 or len(product.faq) < 2 or len(product.specification) < 10:
                problems.append("features 3–6, faq 2+, specification 10+")
            if problems:
                bad += 1
                print(path.name, product.slug, "; ".join(problems))
    bad += sum(count > 1 for count in slugs.values())
    print(f"{sum(slugs.values())} products, {bad} problems; twice: {[s for s, c in slugs.items() if c > 1]}")
    print(dict(per_category))
    return 1 if bad else 0


if __name__ == "__main__":
    default = sorted(Path("ocmp_app/demo/catalogue").glob("*.toml"))
    sys.exit(main([Path(name) for name in sys.argv[1:]] or default))
