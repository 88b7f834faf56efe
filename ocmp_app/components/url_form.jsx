// A form whose state is the address: every change writes the URL and tells the server once.
//
// Why not Reflex' own events: a redirect runs the whole page-load chain (three events) for each tick, and
// on_change fires in the middle of Japanese composition. Here the URL changes by the history API, which the
// event's router data sees, and exactly one event follows. Typing is read only when no composition is
// open, and nothing that is typed is ever overwritten by an answer: the fields are written only when the
// address changed by other means (back, forward, a link).
import { createElement, useEffect, useRef } from "react";
import { useLocation, useNavigate } from "react-router";

const TYPED = new Set(["search", "text", "number"]);

function queryOf(form) {
  const params = new URLSearchParams();
  for (const element of form.elements) {
    if (!element.name || element.disabled) continue;
    const choice = element.type === "checkbox" || element.type === "radio";
    if (choice && !element.checked) continue;
    const value = element.value.trim();
    if (!value || value === element.dataset.default) continue;
    const before = params.get(element.name);
    params.set(element.name, before && choice ? `${before},${value}` : value);
  }
  return params.toString().replace(/%2C/g, ",");
}

function fill(form) {
  const params = new URLSearchParams(window.location.search);
  for (const element of form.elements) {
    if (!element.name) continue;
    const value = params.get(element.name) ?? "";
    if (element.type === "checkbox") {
      element.checked = value.split(",").includes(element.value);
    } else if (element.type === "radio") {
      element.checked = value ? element.value === value : element.value === (element.dataset.default ?? "");
    } else if (element !== document.activeElement || !TYPED.has(element.type)) {
      element.value = value || element.dataset.default || "";
    }
  }
}

function pushState(url, replace) {
  const { idx = 0 } = window.history.state ?? {};
  const key = Math.random().toString(36).slice(2, 10);
  if (replace) window.history.replaceState(window.history.state, "", url);
  else window.history.pushState({ usr: null, key, idx: idx + 1 }, "", url);
}

export function UrlForm({ onQuery, delay = 150, children, ...props }) {
  const ref = useRef(null);
  const live = useRef({ timer: 0, composing: false, typing: false });
  const tell = useRef(onQuery);
  tell.current = onQuery;
  const location = useLocation();

  useEffect(() => {
    if (ref.current) fill(ref.current);
  }, [location]);

  useEffect(() => {
    const form = ref.current;
    const state = live.current;

    const go = (search, { typed = false } = {}) => {
      clearTimeout(state.timer);
      const url = form.getAttribute("action") + (search ? `?${search}` : "");
      if (url === window.location.pathname + window.location.search) return;
      pushState(url, typed && state.typing);
      state.typing = typed;
      tell.current?.();
    };
    const typed = () => {
      clearTimeout(state.timer);
      if (!state.composing) state.timer = setTimeout(() => go(queryOf(form), { typed: true }), delay);
    };
    const onInput = (event) => {
      if (TYPED.has(event.target.type)) typed();
    };
    const onChange = (event) => {
      if (!TYPED.has(event.target.type)) go(queryOf(form));
    };
    const onCompositionStart = () => {
      state.composing = true;
      clearTimeout(state.timer);
    };
    const onCompositionEnd = () => {
      state.composing = false;
      typed();
    };
    const onSubmit = (event) => {
      event.preventDefault();
      if (!state.composing) go(queryOf(form));
    };
    const onClick = (event) => {
      const toggle = event.target.closest("[data-toggle-filters]");
      if (toggle) {
        const open = form.toggleAttribute("data-filters-open");
        toggle.setAttribute("aria-expanded", String(open));
        return;
      }
      const link = event.target.closest("a[data-query]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      event.stopPropagation();
      const { pathname, search } = new URL(link.href);
      pushState(pathname + search, false);
      state.typing = false;
      if (document.activeElement?.name) document.activeElement.blur();
      fill(form);
      tell.current?.();
      const target = document.getElementById(link.dataset.focus || "");
      if (target) {
        target.focus({ preventScroll: true });
        target.scrollIntoView({ block: "start" });
      }
    };
    const listeners = { input: onInput, change: onChange, compositionstart: onCompositionStart, compositionend: onCompositionEnd, submit: onSubmit };
    for (const [name, listener] of Object.entries(listeners)) form.addEventListener(name, listener);
    form.addEventListener("click", onClick, true);
    return () => {
      clearTimeout(state.timer);
      for (const [name, listener] of Object.entries(listeners)) form.removeEventListener(name, listener);
      form.removeEventListener("click", onClick, true);
    };
  }, [delay]);

  return createElement("form", { ...props, ref, method: "get" }, children);
}

// A search box elsewhere in the shop: sends the words to the search page without loading it anew.
export function SearchBox({ children, ...props }) {
  const navigate = useNavigate();
  const onSubmit = (event) => {
    event.preventDefault();
    const query = queryOf(event.currentTarget);
    navigate(event.currentTarget.getAttribute("action") + (query ? `?${query}` : ""));
  };
  return createElement("form", { ...props, method: "get", onSubmit }, children);
}
