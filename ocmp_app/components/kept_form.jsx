// A form that loses nothing, and the panels of a wizard.
//
// Why not Reflex' own form: its fields either belong to the server (which destroys Japanese composition) or to
// nobody (which loses them on reload), and its debounce knows one timer for all fields. Here the fields belong to
// the browser. What is typed is told to the server while typing, before the page is left, and again after a lost
// connection; what the server knows is written only into fields that nobody has touched.
import { Children, createContext, createElement, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";

const LONGEST_WAIT = 2000;
const CHOICES = new Set(["radio", "checkbox"]);
const Sending = createContext(false);

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && "value" in field && field.type !== "submit");

/** Name → text, or a list of texts where a name stands more than once. `kept`: without fields marked data-unkept. */
function read(form, kept) {
  const data = {};
  const unkept = kept ? new Set([...form.querySelectorAll("[data-unkept]")].map((field) => field.name)) : new Set();
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || unkept.has(name)) continue;
    data[name] = name in data ? [].concat(data[name], value) : value;
  }
  return data;
}

/** Write `values` into the fields that are in it and that nobody has touched. */
function fill(form, values, touched) {
  for (const field of fieldsOf(form)) {
    const value = values[field.name];
    if (value === undefined || value === null || touched.has(field.name)) continue;
    if (CHOICES.has(field.type)) field.checked = [].concat(value).includes(field.value);
    else if (field.value !== String(value)) field.value = String(value);
  }
}

/** Whether a touched field holds something else than the server knows. */
function isAhead(form, values, touched) {
  const now = read(form, true);
  return [...touched].some((name) => JSON.stringify(now[name] ?? "") !== JSON.stringify(values[name] ?? ""));
}

/**
 * draft: which draft the fields belong to; another one replaces what is in the fields.
 * values: what the server knows of it. turn: a new text with each answer of the server; empty while nothing is loaded.
 * onKeep: is told what is typed. onSend: is told what is sent; the next `turn` is its answer.
 */
export function KeptForm({ draft, values, turn, ready, delay = 400, onKeep, onSend, children, ...props }) {
  const ref = useRef(null);
  const live = useRef({ draft: null, touched: new Set(), timer: 0, since: 0, busy: false });
  const told = useRef({});
  told.current = { onKeep, onSend, ready };
  const [busy, setBusy] = useState(false);

  useLayoutEffect(() => {
    if (!turn) return;
    const form = ref.current;
    const state = live.current;
    if (state.draft !== draft) state.touched.clear();
    state.draft = draft;
    fill(form, values, state.touched);
    for (const trap of form.querySelectorAll("[data-honeypot]")) trap.value = ""; // a browser's autofill is no robot
    const answered = state.busy;
    state.busy = false;
    setBusy(false);
    if (isAhead(form, values, state.touched)) told.current.onKeep?.(read(form, true));
    if (answered) form.querySelector("[data-error-summary]")?.focus();
  }, [turn]);

  useEffect(() => {
    const form = ref.current;
    const state = live.current;
    const keep = () => {
      clearTimeout(state.timer);
      state.timer = 0;
      told.current.onKeep?.(read(form, true));
    };
    const flush = () => {
      if (state.timer) keep();
    };
    const onInput = (event) => {
      if (!event.target.name) return;
      state.touched.add(event.target.name);
      if (CHOICES.has(event.target.type) || event.target.tagName === "SELECT") return keep();
      const now = Date.now();
      if (!state.timer) state.since = now;
      clearTimeout(state.timer);
      state.timer = setTimeout(keep, Math.max(0, Math.min(delay, state.since + LONGEST_WAIT - now)));
    };
    const onSubmit = (event) => {
      event.preventDefault();
      if (state.busy || !told.current.ready) return;
      clearTimeout(state.timer);
      state.timer = 0;
      state.busy = true;
      setBusy(true);
      told.current.onSend?.(read(form, false));
    };
    const onClick = (event) => {
      const link = event.target.closest("[data-error-summary] a[href^='#']");
      if (!link) return;
      event.preventDefault(); // the focus is enough: no #hash in the address, no step in the history
      document.getElementById(link.hash.slice(1))?.focus();
    };
    const onHidden = () => {
      if (document.visibilityState === "hidden") flush();
    };
    form.addEventListener("input", onInput);
    form.addEventListener("submit", onSubmit);
    form.addEventListener("click", onClick);
    window.addEventListener("shop:leaving", flush); // behaviour.jsx
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      flush();
      form.removeEventListener("input", onInput);
      form.removeEventListener("submit", onSubmit);
      form.removeEventListener("click", onClick);
      window.removeEventListener("shop:leaving", flush);
      document.removeEventListener("visibilitychange", onHidden);
    };
  }, [delay]);

  return createElement(Sending.Provider, { value: busy }, createElement("form", { ...props, ref, method: "post", noValidate: true }, children));
}

/** The button that sends its KeptForm: says so and cannot be pressed while the answer is on its way. */
export function SendButton({ text, busyText, ready, children, ...props }) {
  const busy = useContext(Sending);
  return createElement("button", { ...props, type: "submit", disabled: busy || !ready }, busy ? busyText : text, children);
}

/**
 * Shows the panel named by `step`: `names` are those of all children but the first, which is shown before any is known.
 *
 * Known is a step when the server has answered for this visit: when the page has loaded (`ready`) and `turn` is
 * another than before. Until then a state may still hold what an earlier visit showed. The same counts from the moment
 * when the page turns to something else (`here`). Otherwise the last panel stays, with the cursor and the
 * composition in its fields, also while a server that has started anew knows no step.
 * After a change of step the focus goes to the field in the address' #hash, to [data-step-title] in the panel, or to
 * the page's title.
 */
export function StepPanels({ step, turn, ready, here, names, children, ...props }) {
  const ref = useRef(null);
  const before = useRef("");
  const [seen, setSeen] = useState({ here, turn, answered: false, shown: "" });
  let now = seen;
  if (here !== now.here) now = { here, turn, answered: false, shown: "" };
  if (!now.answered && ready && turn && turn !== now.turn) now = { ...now, answered: true };
  if (now.answered && step && step !== now.shown) now = { ...now, shown: step };
  if (now !== seen) setSeen(now);
  const { shown } = now;

  useEffect(() => {
    const previous = before.current;
    before.current = shown;
    if (!shown || previous === shown) return;
    const wanted = window.location.hash.slice(1);
    const field = wanted && [...ref.current.querySelectorAll("[id]")].find((element) => element.id === wanted);
    if (field) return field.focus();
    if (!previous) return;
    const title = ref.current.querySelector("[data-step-title]") ?? document.getElementById("page-title");
    window.scrollTo(0, 0);
    title?.focus({ preventScroll: true });
  }, [shown]);

  return createElement("div", { ...props, ref }, Children.toArray(children)[shown ? 1 + names.indexOf(shown) : 0]);
}
