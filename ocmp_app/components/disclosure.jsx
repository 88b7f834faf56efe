// Questions that open to their answers. An address with #anchor opens the one it names, on a fresh load and
// whenever the hash changes; what is open stays open while the visitor is away on another page of the shop.
// The answer of a closed one can be found by the browser's search (hidden="until-found"), and stands open on
// paper and where no script runs (assets/shop.css).
import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "react-router";

const Shown = createContext(null); // the anchors that are shown; null: all of them
const opened = new Set();

function named(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return "";
  }
}

/** Shows only the disclosures and parts of `anchors`, or all, and the one that the address names.
 *
 *  What the server `asked` must be the `q` of the address: an answer to an earlier one changes nothing. A page that is
 *  loaded with words to search shows nothing until they are answered, so that nothing jumps. */
export function ShownOnly({ asked, all, anchors, children }) {
  const { hash, key } = useLocation();
  const [shown, setShown] = useState(null);
  const [extra, setExtra] = useState("");
  const settled = useRef(false);

  useLayoutEffect(() => {
    const wanted = new URLSearchParams(window.location.search).get("q") ?? "";
    if (asked === wanted) {
      settled.current = true;
      setShown(all ? null : anchors);
    } else if (!settled.current) {
      setShown([]);
    }
  }, [asked, all, anchors]);
  useEffect(() => {
    const patience = setTimeout(() => settled.current || setShown(null), 4000);
    return () => clearTimeout(patience);
  }, []);
  useEffect(() => setExtra(named(window.location.hash)), [shown, hash, key]);

  return <Shown.Provider value={shown && [...shown, extra]}>{children}</Shown.Provider>;
}

/** An element that is there only while one of its anchors is shown. */
export function ShownPart({ of, element: Element = "div", anchor, children, ...rest }) {
  const shown = useContext(Shown);
  return (
    <Element {...rest} id={anchor} hidden={shown !== null && !of.some((one) => shown.includes(one))}>
      {children}
    </Element>
  );
}

export function Disclosure({ anchor, label, children }) {
  const { hash, key, pathname } = useLocation();
  const place = pathname + "#" + anchor;
  const [open, setOpen] = useState(() => opened.has(place));
  const shown = useContext(Shown);
  const visible = shown === null || shown.includes(anchor);
  const arrived = useRef(null);
  const early = useRef(-Infinity);
  const button = useRef(null);
  const panel = useRef(null);

  useLayoutEffect(() => {
    // Clicked before the script ran: the style sheet has shown the answer meanwhile.
    if (!button.current.matches(":focus:not(:focus-visible)")) return;
    early.current = performance.now();
    setOpen(true);
  }, []);
  const toggle = (event) => {
    if (event.timeStamp - early.current < 500) early.current = -Infinity; // the click of that very press
    else setOpen(!open);
  };

  useEffect(() => {
    if (open) {
      opened.add(place);
      panel.current.removeAttribute("hidden");
    } else {
      opened.delete(place);
      panel.current.setAttribute("hidden", "until-found"); // React knows only true and false
    }
  }, [open, place]);

  useEffect(() => {
    const element = panel.current;
    const found = () => setOpen(true);
    element.addEventListener("beforematch", found);
    return () => element.removeEventListener("beforematch", found);
  }, []);

  useEffect(() => {
    if (named(hash) !== anchor) return;
    setOpen(true);
    if (!visible || arrived.current === key) return; // a search may still hide it: then as soon as it is there
    const frame = requestAnimationFrame(() => {
      arrived.current = key;
      button.current?.scrollIntoView({ block: "start" });
      button.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [hash, key, anchor, visible]);

  return (
    <ShownPart of={[anchor]} anchor={anchor} className="disclosure">
      <h3>
        <button
          type="button"
          ref={button}
          className="disclosure-button"
          aria-expanded={open}
          aria-controls={anchor + "-answer"}
          onClick={toggle}
        >
          <span className="disclosure-mark" aria-hidden="true">Q</span>
          <span>{label}</span>
        </button>
      </h3>
      <div id={anchor + "-answer"} ref={panel} className="disclosure-panel" data-closed={open ? undefined : ""}>
        <div className="disclosure-answer">{children}</div>
      </div>
    </ShownPart>
  );
}
