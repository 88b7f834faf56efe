"""Lets the page be painted before its scripts are fetched.

The build asks for all modules in the head, ahead of everything; on a slow line they hold up the style
sheet, and the words that the HTML already carries. Here the module script is kept as inert text and
started after the first frame, with its preloads. Without JavaScript nothing changes.
"""

from __future__ import annotations

import html
import json
import re

_PRELOAD = re.compile(r'<link rel="modulepreload" href="([^"]+)"/>')
_MODULE = re.compile(r'<script type="module" async="">(.*?)</script>', re.DOTALL)

STARTER = (
    '(()=>{const start=()=>{const boot=document.getElementById("boot");'
    "for(const href of JSON.parse(boot.dataset.preload)){const link=document.createElement(\"link\");"
    'link.rel="modulepreload";link.href=href;document.head.append(link)}'
    'const script=document.createElement("script");script.type="module";script.text=boot.textContent;document.head.append(script)};'
    'if(document.visibilityState==="hidden")start();else requestAnimationFrame(()=>setTimeout(start))})()'
)


def paint_first(document: str) -> tuple[str, list[str]]:
    """The document with its module script deferred, and the scripts that start later (for the CSP's hashes).

    Raises ValueError when the build does not look as expected.
    """
    modules = _MODULE.findall(document)
    if len(modules) != 1:
        raise ValueError(f"expected one module script, found {len(modules)}")
    preload = html.escape(json.dumps(_PRELOAD.findall(document)), quote=True)
    inert = f'<script type="text/plain" id="boot" data-preload="{preload}">{modules[0]}</script><script>{STARTER}</script>'
    deferred = _MODULE.sub(lambda _: inert, _PRELOAD.sub("", document))
    return deferred, modules
