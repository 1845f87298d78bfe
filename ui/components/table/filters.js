// The filter under a column's header, by its type. Each keeps its element for as long as the column is there.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ASK_AGAIN_MS = 2000;
const CHOICE_BOX_FROM = 8; // with fewer to choose from, nobody needs to type

// `table` offers go(changes, how), say(trigger, what), newRequest(), popover and signal.
function quickFilter(table, column) {
  const kinds = { text: TextFilter, number: TextFilter, date: DateFilter, choice: ChoiceFilter };
  return new kinds[column.filter.type](table, column);
}

class TextFilter {
  constructor(table, { title, filter }) {
    const numeric = filter.type === "number";
    this.element = make(
      "input",
      { type: "search", "aria-label": `Filter ${title}`, placeholder: filter.placeholder, autocomplete: "off", spellcheck: "false",
        maxlength: "400", inputmode: numeric ? "decimal" : undefined, title: numeric ? "At least; or a range, as 5..9" : undefined },
      [],
    );
    this.typing = new Typing(this.element, filter.parameter, table.go, table.signal, numeric ? AT_LEAST : {});
  }

  show({ values }) {
    this.typing.show(values[0] ?? "");
  }

  forget() {
    this.typing.forget();
  }
}

// A button that says what is chosen, and opens a panel to choose.
class PanelFilter {
  constructor(table, { id, title, filter }) {
    Object.assign(this, { table, title, field: id, parameter: filter.parameter, values: filter.values });
    this.text = make("span", {}, []);
    this.element = make("button", { type: "button", class: "opens", "aria-haspopup": "dialog", "aria-expanded": "false" }, [this.text]);
    this.element.addEventListener("click", () => this.open(), { signal: table.signal });
    this.element.addEventListener("keydown", (event) => event.key === "Delete" && this.set([], true), { signal: table.signal });
  }

  open() {
    if (this.table.popover.owner === this.element) return this.table.popover.close(true);
    this.table.popover.open(this.element, `Filter ${this.title}`, this.panel(), () => this.closed());
    return undefined;
  }

  // Changes made while the panel is open are one step of the history.
  set(values, now = false) {
    this.values = values;
    this.dirty = true;
    this.say();
    clearTimeout(this.timer);
    if (now) this.send();
    else this.timer = setTimeout(() => this.send(), FILTER_AFTER_MS);
  }

  send() {
    clearTimeout(this.timer);
    if (!this.dirty) return;
    this.dirty = false;
    if (this.table.go({ [this.parameter]: this.values }, this.visited ? "replaceState" : "pushState")) this.visited = true;
  }

  closed() {
    this.send();
    this.visited = false;
  }

  forget() {
    clearTimeout(this.timer);
    this.dirty = this.visited = false;
    if (this.table.popover.owner === this.element) this.table.popover.close(false);
  }

  show(filter) {
    if (this.dirty) return;
    this.values = filter.values;
    this.learn?.(filter);
    this.say();
  }

  say() {
    const said = this.words();
    this.text.textContent = said || this.nothing;
    this.element.title = said;
    this.element.classList.toggle("filled", Boolean(said));
    this.element.setAttribute("aria-label", `Filter ${this.title}: ${said || "any"}`);
  }
}

class DateFilter extends PanelFilter {
  nothing = "any time";

  panel() {
    const [from, to] = (this.values[0] ?? "..").split("..");
    const ends = [["From", from], ["To", to]].map(([name, value]) => {
      const input = make("input", { type: "date", value, max: "9999-12-31" }, []);
      return [input, make("label", {}, [make("span", {}, [name]), input])];
    });
    const read = () => ends.map(([input]) => input.value);
    const changed = () => this.set(read().some(Boolean) ? [read().join("..")] : []);
    for (const [input] of ends) input.addEventListener("input", changed);
    const clear = make("button", { type: "button", class: "quiet" }, ["Any time"]);
    clear.addEventListener("click", () => {
      for (const [input] of ends) input.value = "";
      this.set([], true);
    });
    return [make("div", { class: "dates" }, [...ends.map(([, label]) => label), clear])];
  }

  words() {
    const [from, to] = (this.values[0] ?? "..").split("..").map(spokenDay);
    if (from && to) return from === to ? from : `${from} – ${to}`;
    return from ? `from ${from}` : to ? `until ${to}` : "";
  }
}

function spokenDay(iso) {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso ?? "") ?? [];
  return year ? `${Number(day)} ${MONTHS[month - 1]} ${Number(year)}` : iso;
}

class ChoiceFilter extends PanelFilter {
  nothing = "any";

  constructor(table, column) {
    super(table, column);
    this.titles = new Map();
  }

  learn({ values, titles }) {
    values.forEach((value, at) => this.titles.set(value, titles[at]));
  }

  words() {
    return this.values.map((value) => this.titles.get(value) ?? value).join(", ");
  }

  panel() {
    this.box = make("input", { type: "search", "aria-label": `Find in ${this.title}`, placeholder: "Find …", autocomplete: "off" }, []);
    this.list = make("div", { class: "choices", role: "group", "aria-label": this.title }, [skeletonLines(4)]);
    this.more = make("p", { class: "muted" }, []);
    this.box.addEventListener("input", () => {
      clearTimeout(this.finding);
      this.finding = setTimeout(() => this.ask(), FILTER_AFTER_MS);
    });
    const panel = make("div", { class: "choosing" }, [this.box, this.list, this.more]);
    panel.addEventListener("keydown", (event) => arrowsThrough(this.list, event));
    this.first = [...this.values];
    this.ask();
    return [panel];
  }

  ask() {
    this.request = this.table.newRequest();
    this.put({ field: this.field, beginning: this.box.value.trim(), request: this.request }, ASK_AGAIN_MS);
  }

  // A question that a newer message overtook has no answer: it is asked again, less often each time.
  put(question, patience) {
    clearTimeout(this.asking);
    this.table.say("choices", question);
    this.asking = setTimeout(() => this.table.popover.owner === this.element && this.put(question, 2 * patience), patience);
  }

  forget() {
    clearTimeout(this.asking);
    super.forget();
  }

  // Those that were chosen when it was opened stand first, so that nothing moves under the pointer.
  answered({ request, beginning, options, more }) {
    if (request !== this.request || this.table.popover.owner !== this.element) return;
    clearTimeout(this.asking);
    for (const { value, title } of options) this.titles.set(value, title);
    const first = beginning ? [] : this.first.filter((value) => !options.some((option) => option.value === value));
    const lines = [...first.map((value) => ({ value, title: this.titles.get(value) ?? value, count: "" })), ...options];
    const active = this.list.getRootNode().activeElement;
    const focused = active?.type === "checkbox" ? active.value : undefined;
    this.list.replaceChildren(...lines.map((line) => this.line(line)));
    if (focused !== undefined) [...this.list.querySelectorAll("input")].find(({ value }) => value === focused)?.focus();
    this.box.hidden = !beginning && !more && lines.length < CHOICE_BOX_FROM;
    if (this.box.hidden && !this.list.contains(this.list.getRootNode().activeElement)) this.list.querySelector("input")?.focus();
    this.more.textContent = lines.length ? (more ? "Type to find others." : "") : "None.";
    this.table.popover.place();
  }

  line({ value, title, count }) {
    const tick = make("input", { type: "checkbox", value }, []);
    tick.checked = this.values.includes(value);
    tick.addEventListener("change", () => this.set(tick.checked ? [...this.values, value] : this.values.filter((one) => one !== value)));
    return make("label", {}, [tick, make("span", { class: "name", title }, [title]), make("span", { class: "count" }, [count])]);
  }
}

function skeletonLines(count) {
  return make("div", { class: "skeleton", "aria-hidden": "true" }, Array.from({ length: count }, () => make("i", {}, [])));
}
