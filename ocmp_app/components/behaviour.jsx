// What the browser does by itself on a change of page: the heading takes the focus, so that a reader hears
// where one is and the keyboard goes on from there; an address with #id goes to its place instead.
import { useEffect } from "react";
import { useLocation } from "react-router";

let last = null;

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
