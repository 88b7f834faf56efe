// What the browser does by itself on a change of page: the heading takes the focus, so that a reader hears
// where one is and the keyboard goes on from there; an address with #id goes to its place instead.
import { useEffect } from "react";
import { useLocation } from "react-router";

let last = null;

// Reflex closes its socket as soon as a page is left. This listener is older than the socket's, so whoever hears
// "shop:leaving" can still tell the server something (kept_form.jsx).
if (typeof window !== "undefined") {
  for (const leaving of ["beforeunload", "pagehide"]) {
    window.addEventListener(leaving, () => window.dispatchEvent(new Event("shop:leaving")));
  }
}

export function RouteFocus() {
  const { pathname, hash } = useLocation();
  useEffect(() => {
    const before = last;
    last = pathname;
    if (before === null || before === pathname || hash) return;
    // What the server said of the first page (routes/head.py) is not true of this one.
    for (const tag of document.head.querySelectorAll("[data-page]")) tag.remove();
    document.getElementById("page-title")?.focus({ preventScroll: true });
  }, [pathname, hash]);
  return null;
}
