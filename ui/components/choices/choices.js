// A list of links of which one is open: two lines each, arrows go from one to the next. All is text, never markup.

const listening = new WeakSet();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".choices");
  if (!listening.has(parentElement)) {
    visitLinks(root, () => setTriggerValue);
    root.addEventListener("keydown", move);
  }
  listening.add(parentElement);
  const focused = root.getRootNode().activeElement?.getAttribute("href");
  const head = make("h2", {}, [data.title]);
  const line = ({ href, text, note, current }) =>
    make("li", {}, [
      make("a", { href, "data-visit": "to", "aria-current": current ? "true" : "" }, [
        make("b", { dir: "auto" }, [text]),
        make("small", { dir: "auto" }, [note]),
      ]),
    ]);
  const body = data.items.length
    ? make("ul", { "aria-label": data.title }, data.items.map(line))
    : make("p", { class: "empty" }, [data.empty]);
  root.replaceChildren(head, body);
  if (focused) [...root.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
}

function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const next = links[links.indexOf(event.target.closest("a")) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
