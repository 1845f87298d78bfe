// Every filter as a sentence that can be taken out. Where an address was opened without filters and the reader starts
// with a saved one, the address comes to say so too, without a step in the history.

const controllers = new WeakMap();
const OPEN = "open360-conditions";

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Chips(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  });
}

class Chips {
  constructor(parent) {
    this.root = parent.querySelector(".chips");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.ending = new AbortController();
    const { signal } = this.ending;
    // The panel may not be there yet: it looks for what waits when it comes.
    const open = (detail) => {
      if (window.dispatchEvent(new CustomEvent(OPEN, { detail, cancelable: true }))) sessionStorage.setItem(`${OPEN}-waits`, JSON.stringify({ ...detail, at: Date.now() }));
    };
    this.part("add").addEventListener("click", () => open({ add: true }), { signal });
    this.root.addEventListener("click", (event) => event.target.closest(".say") && open({ look: true }), { signal });
    window.addEventListener("open360-conditions-folded", () => this.part("add").focus(), { signal });
    visitLinks(this.root, () => this.tell, signal);
  }

  show({ chips, clear, settle }) {
    const links = [...this.root.querySelectorAll("a.off")];
    const at = links.indexOf(this.root.getRootNode().activeElement);
    this.part("chips").replaceChildren(...chips.map(chip));
    this.part("clear").hidden = !clear;
    this.part("clear").setAttribute("href", clear);
    if (at >= 0) ([...this.root.querySelectorAll("a.off")][Math.min(at, chips.length - 1)] ?? this.part("add")).focus();
    if (settle) visit(settle, this.tell, "replaceState");
  }
}

function chip({ kind, parts, href }) {
  const said = parts.map(([text, strong]) => (strong ? make("b", { dir: "auto" }, [text]) : text));
  const sentence = parts.map(([text]) => text).join("");
  const say = kind === "where" ? make("button", { type: "button", class: "say", title: "Change it" }, said) : make("span", { class: "say" }, said);
  const off = make("a", { class: "off", href, "data-visit": "to", "aria-label": `Remove: ${sentence}`, title: "Remove" }, ["×"]);
  return make("span", { class: "chip", title: sentence.length > 70 ? sentence : "" }, [say, off]);
}
