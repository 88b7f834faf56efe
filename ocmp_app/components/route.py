"""What the browser's address says at this moment, before the server has answered for it."""

from __future__ import annotations

import json

import reflex as rx
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData


def route_slug() -> rx.Var[str]:
    """The parameter `[slug]` of the address on screen.

    After a change of page a state still holds what the page before showed: while its slug is another
    than this one, a page shows its loading face instead of somebody else's data.
    """
    data = VarData(
        imports={"react-router": [ImportVar(tag="useParams")]},
        hooks={"const routeSlug = useParams().slug ?? '';": None},
    )
    return rx.Var("routeSlug", _var_type=str, _var_data=data)


def query_parameter(name: str) -> rx.Var[str]:
    """A parameter of the query in the address on screen; empty where it has none."""
    data = VarData(
        imports={"react-router": [ImportVar(tag="useSearchParams")]},
        hooks={"const [queryParameters] = useSearchParams();": None},
    )
    return rx.Var(f"(queryParameters.get({json.dumps(name)}) ?? '')", _var_type=str, _var_data=data)


def present_title() -> rx.Var[str]:
    """The title that the window has now: kept while the new one is not known yet, so that it is never blank."""
    return rx.Var("(typeof document === 'undefined' ? '' : document.title)", _var_type=str)
