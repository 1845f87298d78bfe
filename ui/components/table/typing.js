// A box whose value stands in a parameter of the address. What is typed goes there after a pause, as one step of the
// history for each visit to the box; an answer never takes away what has been typed since it was asked for.

const FILTER_AFTER_MS = 250;

class Typing {
  // `go(changes, how)` changes the address. `wanted` makes the parameter from the text, undefined while it is none yet;
  // `shown` is the text of a parameter.
  constructor(input, parameter, go, signal, { wanted = (text) => text.trim(), shown = (value) => value } = {}) {
    Object.assign(this, { input, parameter, go, wanted, shown });
    const listen = (kind, handler) => input.addEventListener(kind, handler, { signal });
    listen("input", () => this.typed());
    listen("blur", () => this.left());
    listen("keydown", (event) => event.key === "Enter" && this.send());
  }

  typed() {
    this.dirty = true;
    this.mark();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), FILTER_AFTER_MS);
  }

  send() {
    clearTimeout(this.timer);
    const value = this.wanted(this.input.value);
    if (!this.dirty || value === undefined) return;
    this.dirty = false;
    if (this.go({ [this.parameter]: value }, this.visited ? "replaceState" : "pushState")) this.visited = true;
  }

  left() {
    this.send();
    this.visited = false;
  }

  // What the address says counts, not what was typed since.
  forget() {
    clearTimeout(this.timer);
    this.dirty = this.visited = false;
  }

  // `value` is what the address of the answer says; spaces that are still being typed stay.
  show(value) {
    if (this.dirty) return;
    if (this.wanted(this.input.value) !== value) this.input.value = this.shown(value);
    this.mark();
  }

  mark() {
    this.input.classList.toggle("filled", Boolean(this.input.value));
    this.input.setAttribute("aria-invalid", String(this.wanted(this.input.value) === undefined));
  }
}

// "5" means at least 5; "5..9" and "..9" are ranges.
const AT_LEAST = {
  wanted: (text) => {
    const typed = text.trim().replace(",", ".");
    if (/^(≥\s*)?-?\d+(\.\d+)?$/.test(typed)) return `${typed.replace(/^≥\s*/, "")}..`;
    if (typed === "" || /^(-?\d+(\.\d+)?)?\.\.(-?\d+(\.\d+)?)?$/.test(typed)) return typed === ".." ? "" : typed;
    return undefined;
  },
  shown: (value) => (/^[^.]+(\.\d+)?\.\.$/.test(value) ? value.slice(0, -2) : value),
};
