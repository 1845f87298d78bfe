// The head of one record's page, and the keys that lead away from it.

const controllers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Head(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  });
}

class Head {
  constructor(parent) {
    this.root = parent.querySelector("header");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.ending = new AbortController();
    const { signal } = this.ending;
    visitLinks(this.root, () => this.tell, signal);
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    this.part("help").addEventListener("click", () => this.part("keys").showModal(), { signal });
  }

  show({ title, back, position, previous, next, deeds, note, tabs, keys }) {
    for (const [name, way] of Object.entries({ back, previous, next })) this.way(this.part(name), way);
    this.root.querySelector(".neighbours").hidden = !previous.label && !next.label;
    this.part("title").textContent = title;
    this.part("position").textContent = position;
    this.part("note").textContent = note;
    this.draw(this.part("deeds"), deeds.map(deed));
    this.draw(this.part("tabs"), tabs.map(tab));
    this.part("help").hidden = !keys.length;
    const listed = keys.flatMap(([names, what]) => [make("dt", {}, names.split(" ").map((name) => make("kbd", {}, [name]))), make("dd", {}, [what])]);
    this.part("keys").querySelector("dl").replaceChildren(...listed);
  }

  // The focus stays where it was, on what now stands there.
  draw(place, children) {
    const focusable = () => [...place.querySelectorAll("a, button")];
    const at = focusable().indexOf(this.root.getRootNode().activeElement);
    place.replaceChildren(...children);
    if (at >= 0) focusable()[at]?.focus({ preventScroll: true });
  }

  way(link, { href, label }) {
    if (href) link.setAttribute("href", href);
    else link.removeAttribute("href");
    for (const name of ["title", "aria-label"]) link.setAttribute(name, label);
    link.setAttribute("aria-disabled", String(!href));
  }

  key(event) {
    if (isTyping(event) || event.defaultPrevented) return;
    if (event.composedPath().some(({ tagName }) => tagName === "DIALOG")) return;
    const way = this.meant(event);
    const href = way && this.part(way).getAttribute("href");
    if (way === "help") this.part("help").hidden || this.part("keys").showModal();
    else if (href) visit(href, this.tell);
    else return;
    event.preventDefault();
  }

  meant(event) {
    if (event.altKey && !event.ctrlKey && !event.metaKey) return { ArrowUp: "previous", ArrowDown: "next" }[event.key];
    // On many keyboards brackets are typed with AltGr, which looks like Ctrl and Alt.
    if ((event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph")) return undefined;
    return { "[": "previous", "]": "next", u: "back", "?": "help" }[event.key];
  }
}

function tab({ title, href, current, count }) {
  const children = count ? [title, make("span", {}, [count])] : [title];
  return make("a", { role: "tab", href, "data-visit": "1", "aria-selected": String(current), "data-bold": `${title} ${count}` }, children);
}

// One that cannot be used keeps its place, can be reached by Tab, and says why.
function deed({ title, href, reason, primary }, index) {
  const tip = `why-${index}`;
  const about = { class: primary ? "primary" : "", "aria-describedby": reason ? tip : "" };
  const main = href && !reason ? make("a", { ...about, href, "data-visit": "1" }, [title]) : make("button", { ...about, type: "button", "aria-disabled": "true" }, [title]);
  return make("div", { class: "deed" }, [main, ...(reason ? [make("span", { class: "why", id: tip, role: "tooltip" }, [reason])] : [])]);
}
