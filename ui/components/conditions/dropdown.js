// A list below an input: typing narrows it, arrows move, Enter or a click picks, Escape closes.

let dropdowns = 0;

class Dropdown {
  // find(text, show) finds what fits and calls show(items), now or later; an item is {value, title, count, group, note}.
  // pick(item, typed) takes the chosen one; item is undefined where Enter was pressed on nothing in the list.
  constructor(input, place, { label, find, pick, nothing }) {
    Object.assign(this, { input, find, pick, nothing, items: [], at: -1 });
    const id = `choices-${++dropdowns}`;
    this.list = make("div", { class: "dropdown", role: "listbox", id, "aria-label": label }, []);
    this.list.hidden = true;
    place.append(this.list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false", autocomplete: "off" };
    for (const [name, value] of Object.entries({ ...roles, spellcheck: "false" })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.open());
    input.addEventListener("focus", () => this.open());
    input.addEventListener("click", () => this.open());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    // A click on the list must not take the focus away before it counts.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.items[Number(option.dataset.at)]);
    });
  }

  open() {
    const typed = this.input.value;
    this.find(typed.trim(), (items) => {
      if (this.input.value === typed && this.input.getRootNode().activeElement === this.input) this.show(items, typed.trim());
    });
  }

  show(items, typed) {
    this.items = items;
    this.shown = typed;
    // Where anything may be typed, what was typed counts unless one goes down to another.
    const first = this.input.dataset.free ? items.findIndex(({ title }) => title.toLowerCase() === typed.toLowerCase()) : 0;
    this.at = items.length ? first : -1;
    const drawn = [];
    let group;
    items.forEach((item, at) => {
      if (item.group && item.group !== group) drawn.push(make("div", { class: "group", role: "presentation" }, [item.group]));
      group = item.group;
      drawn.push(
        make("div", { role: "option", id: `${this.list.id}-${at}`, "data-at": String(at), title: item.note }, [
          make("span", { class: "name", dir: "auto" }, [item.title]),
          ...(item.count === undefined || item.count === null ? [] : [make("span", { class: "count" }, [item.count.toLocaleString("en-GB")])]),
        ]),
      );
    });
    if (!items.length) drawn.push(make("div", { class: "nothing" }, [this.nothing]));
    this.list.replaceChildren(...drawn);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
    if (this.entered === typed) this.choose(items[this.at]);
  }

  mark() {
    for (const option of this.list.querySelectorAll("[role=option]")) {
      const chosen = Number(option.dataset.at) === this.at;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen) option.scrollIntoView({ block: "nearest" });
    }
    if (this.at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  close() {
    this.entered = undefined;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  choose(item) {
    const typed = this.input.value.trim();
    this.close();
    this.pick(item, typed);
  }

  key(event) {
    const shown = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) return this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = Math.min(Math.max(this.at + step, 0), this.items.length - 1);
      this.mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const typed = this.input.value.trim();
      // Enter before the list for what was typed is there: it counts as soon as it is.
      if (!shown || this.shown !== typed) this.entered = typed;
      if (!shown) this.open();
      else if (this.shown === typed) this.choose(this.items[this.at]);
    } else if (event.key === "Escape" && shown) {
      event.stopPropagation();
      this.close();
    }
  }
}
