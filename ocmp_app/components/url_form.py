"""A form whose state is the address (url_form.jsx): filters and words of the search page."""

from __future__ import annotations

import reflex as rx

_MODULE = rx.asset("url_form.jsx", shared=True)


class UrlForm(rx.Component):
    """`<form method="get">`: a change writes the URL by the history API and fires `on_query` once.

    Inside it, links with `data-query` change the query without loading a page, and a button with
    `data-toggle-filters` opens the filters on narrow screens.
    """

    library = _MODULE.importable_path
    tag = "UrlForm"

    action: rx.Var[str]
    role: rx.Var[str]
    delay: rx.Var[int]

    on_query: rx.EventHandler[rx.event.no_args_event_spec]


url_form = UrlForm.create


class SearchBox(rx.Component):
    """A form with a search box that leads to the search page; without JavaScript an ordinary GET form."""

    library = _MODULE.importable_path
    tag = "SearchBox"

    action: rx.Var[str]
    role: rx.Var[str]


search_box = SearchBox.create
