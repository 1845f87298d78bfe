// The advanced filter. The tree here may hold conditions that are not complete; what is complete stands in the
// address, some time after the last key. As long as the address says what was last written from here, the tree stays
// as it is, whatever the page draws meanwhile; when it says something else (Back, a chip, a saved filter), the tree
// is read from it.

const controllers = new WeakMap();
const WRITE_AFTER_MS = 350;
const ASK_AFTER_MS = 150;
const BUSY_AFTER_MS = 200;
const COPIED_MS = 1600;
const OPEN = "open360-conditions";
const THINGS = { participation: "campaign", product: "product", communication: "communication" };
const GROUPS = [
  { value: "any", title: "any of …", note: "At least one of them holds" },
  { value: "all", title: "all of …", note: "All of them hold" },
  { value: "none", title: "none of …", note: "None of them holds" },
  ...Object.entries(THINGS).map(([of, title]) => ({ value: of, title: `of the same ${title} …`, note: `All of them hold of one ${title}` })),
];

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Panel(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return () => {
    controller.close();
    controllers.delete(parentElement);
  };
}

class Panel {
  constructor(parent) {
    this.root = parent.querySelector(".panel");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.names = new Map();
    this.asked = 0;
    this.redraws = [];
    this.ending = new AbortController();
    const { signal } = this.ending;
    const listen = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
    listen(this.part("fold"), "click", () => this.fold());
    listen(this.part("save"), "click", () => window.dispatchEvent(new CustomEvent("open360-save-filter")));
    listen(this.part("copy"), "click", () => this.copy());
    listen(this.root, "keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      if (event.target.tagName === "INPUT") this.root.focus();
      else this.fold();
    });
    listen(window, OPEN, (event) => {
      event.preventDefault();
      this.unfold(event.detail ?? {});
    });
    listen(window, "popstate", () => clearTimeout(this.writing));
    document.documentElement.toggleAttribute(`data-${OPEN}`, sessionStorage.getItem(OPEN) === "1");
    this.fit = fillWindow(this.root, 320, signal);
  }

  close() {
    this.ending.abort();
    for (const timer of [this.writing, this.asking, this.waiting, this.copying]) clearTimeout(timer);
  }

  show(data) {
    this.data = data;
    this.fields = new Map(data.fields.map((field) => [field.id, field]));
    for (const [field, values] of Object.entries(data.names))
      for (const [value, title] of Object.entries(values)) this.names.set(`${field} ${value}`, title);
    const answer = data.choices;
    if (answer && answer.request === this.wanted?.request) {
      this.wanted.show(answer.items);
      this.wanted = undefined;
    }
    const address = new URL(location.href).searchParams.get("where") ?? "";
    if (address !== this.written) {
      clearTimeout(this.writing);
      this.written = address;
      this.tree = treeOf(address);
      this.draw();
    } else this.redraws.forEach((redraw) => redraw());
    this.part("count").textContent = data.count;
    this.busy();
    const waits = sessionStorage.getItem(`${OPEN}-waits`);
    sessionStorage.removeItem(`${OPEN}-waits`);
    if (waits) this.unfold(JSON.parse(waits));
  }

  // ---- folding

  unfold({ add }) {
    document.documentElement.toggleAttribute(`data-${OPEN}`, true);
    sessionStorage.setItem(OPEN, "1");
    this.fit();
    window.dispatchEvent(new Event("resize"));
    const begun = this.tree.parts.find((part) => !isGroup(part) && !part.field);
    if (begun) this.draw(begun);
    else if (add || !this.tree.parts.length) this.add(this.tree, newCondition());
    else this.root.focus();
  }

  fold() {
    document.documentElement.toggleAttribute(`data-${OPEN}`, false);
    sessionStorage.setItem(OPEN, "0");
    window.dispatchEvent(new Event("resize"));
    window.dispatchEvent(new CustomEvent("open360-conditions-folded"));
  }

  // ---- the address

  changed() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => this.write(), WRITE_AFTER_MS);
  }

  // What is typed into one input is one step in the history.
  write() {
    clearTimeout(this.writing);
    const text = textOf(this.tree);
    if (text === this.written) return;
    const at = this.root.getRootNode().activeElement;
    const typing = at?.tagName === "INPUT" && at === this.typedIn;
    this.typedIn = at;
    this.written = text;
    visit(addressWith({ where: text, page: "", row: "" }), () => this.turn(), typing ? "replaceState" : "pushState");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.busy(), BUSY_AFTER_MS);
  }

  // Of two messages that follow each other closely Python sees only the later one, so each says all there is to say.
  turn() {
    const { request, field, beginning } = this.wanted ?? {};
    this.tell("turn", { query: location.search.slice(1), ask: request ? { request, field, beginning } : null });
  }

  busy() {
    this.part("count").classList.toggle("busy", this.data.where !== this.written);
  }

  choices(field, beginning, show) {
    this.wanted = { request: ++this.asked, field, beginning, show };
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.turn(), beginning ? ASK_AFTER_MS : 0);
  }

  learn(field, { value, title }) {
    this.names.set(`${field} ${value}`, title);
  }

  nameOf(field, value) {
    return this.names.get(`${field} ${value}`) ?? value;
  }

  async copy() {
    this.write();
    const button = this.part("copy");
    await navigator.clipboard.writeText(new URL(addressWith({ row: "", page: "" }), location.href).href);
    button.textContent = "Copied";
    clearTimeout(this.copying);
    this.copying = setTimeout(() => (button.textContent = "Copy link"), COPIED_MS);
  }

  // ---- changing the tree

  add(group, node) {
    group.parts.push(node);
    this.draw(isGroup(node) ? node.parts[0] : node);
    this.write();
  }

  remove(group, node) {
    const at = group.parts.indexOf(node);
    group.parts.splice(at, 1);
    this.draw(group.parts[Math.min(at, group.parts.length - 1)] ?? group, "off");
    this.write();
  }

  addGroup(group, kind) {
    const more = { any: ["any", "none"].includes(kind), negated: kind === "none", of: kind in THINGS ? kind : "" };
    this.add(group, newGroup({ ...more, parts: [newCondition()] }));
  }

  // Puts a condition into a group where another one can be said of the same campaign, product or communication.
  tie(group, node) {
    const more = newCondition();
    group.parts[group.parts.indexOf(node)] = newGroup({ of: scopeOf(node.field), parts: [node, more] });
    this.draw(more);
    this.write();
  }

  setField(group, node, id) {
    const [before, field] = [this.fields.get(node.field), this.fields.get(id)];
    if (before?.type !== field.type || field.type === "choice") node.values = [];
    node.field = id;
    if (!field.operators.includes(node.operator)) node.operator = field.operators[0];
    node.picking = false;
    this.draw(node, "value");
    this.write();
  }

  setOperator(node, operator) {
    if (operator === "last_days" || node.operator === "last_days") node.values = [];
    if (!ONE_OF.includes(operator) && operator !== "between") node.values = node.values.slice(0, 1);
    node.operator = operator;
    this.draw(node, "value");
    this.write();
  }

  // ---- drawing

  // Draws the whole tree and puts the focus on a node: on its field, its "value", or the button that takes it "off".
  draw(focused, part = "field") {
    this.redraws = [];
    this.spots = new Map();
    this.part("tree").replaceChildren(this.group(this.tree, null, 1));
    this.part("hint").hidden = this.tree.parts.length > 0;
    if (!focused) return;
    const spots = this.spots.get(focused) ?? {};
    (spots[part] ?? spots.field ?? spots.add ?? this.root).focus();
  }

  group(node, parent, depth) {
    const of = node.of || parent?.within || "";
    const within = { within: of };
    const head = make("div", { class: "head" }, [...this.heading(node, parent)]);
    const spots = {};
    if (parent) {
      spots.off = crossOut("Remove the group", () => this.remove(parent.node, node));
      head.append(spots.off);
    }
    const parts = node.parts.map((part) => (isGroup(part) ? this.group(part, { node, ...within }, depth + 1) : this.condition(part, node, of)));
    spots.add = make("button", { type: "button", class: "chip" }, ["+ Condition"]);
    spots.add.addEventListener("click", () => this.add(node, newCondition()));
    this.spots.set(node, spots);
    const adders = make("div", { class: "adders" }, [spots.add, ...(depth < MAX_DEPTH ? [this.groupAdder(node, of)] : [])]);
    return make("div", { class: parent ? "group inner" : "group", role: "group", "aria-label": parent ? "Group of conditions" : "Conditions" }, [head, ...parts, adders]);
  }

  *heading(node, parent) {
    const joined = (titles, chosen, label, change) => {
      const select = options(titles, chosen, label);
      select.addEventListener("change", () => {
        change(select.value);
        this.write();
      });
      return select;
    };
    const how = { all: "all", any: "any" };
    if (node.of) {
      const thing = THINGS[node.of];
      yield joined({ "": `One ${thing}`, not: `No ${thing}` }, node.negated ? "not" : "", `One ${thing} or none`, (value) => (node.negated = value === "not"));
      yield " with ";
      yield joined(how, node.any ? "any" : "all", "How conditions are joined", (value) => (node.any = value === "any"));
      yield " of";
      return;
    }
    const value = `${node.negated ? "not_" : ""}${node.any ? "any" : "all"}`;
    const titles = { ...how, not_any: "none", ...(value === "not_all" ? { not_all: "not all" } : {}) };
    if (!parent) yield "Customers who match ";
    yield joined(titles, value, "How conditions are joined", (chosen) => Object.assign(node, { any: chosen.endsWith("any"), negated: chosen.startsWith("not") }));
    yield parent ? " of these" : " of";
  }

  groupAdder(node, of) {
    const place = make("span", { class: "place" }, []);
    const button = make("button", { type: "button", class: "chip" }, ["+ Group"]);
    button.addEventListener("click", () => {
      const input = make("input", { type: "text", class: "find", "aria-label": "Kind of group" }, []);
      const kinds = GROUPS.filter(({ value }) => !of || !(value in THINGS));
      const done = () => place.replaceChildren(button);
      new Dropdown(input, place, {
        label: "Kinds of groups",
        nothing: "No such group.",
        find: (typed, show) => show(kinds.filter(({ title }) => title.includes(typed.toLowerCase()))),
        pick: (item) => item && this.addGroup(node, item.value),
      });
      this.picking(input, done, () => button.focus());
      place.prepend(input);
      button.remove();
      input.focus();
    });
    place.append(button);
    return place;
  }

  // An input that stands in for a button while one picks; Escape gives the focus back.
  picking(input, done, back) {
    let gone = false;
    const end = (after) => {
      if (gone) return;
      gone = true;
      done();
      after?.();
    };
    input.addEventListener("blur", () => input.isConnected && end());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end(back);
    });
  }

  condition(node, group, of) {
    const field = this.fields.get(node.field);
    const title = field?.title ?? (node.field || "Choose a field");
    const spots = { off: crossOut(`Remove the condition on ${title}`, () => this.remove(group, node)) };
    const line = make("div", { class: "line" }, [this.fieldPicker(node, group, of, title, spots)]);
    const row = make("div", { class: "row", role: "group", "aria-label": `Condition on ${title}` }, [line]);
    if (field) {
      const named = { ...this.data.operators.any, ...this.data.operators[field.type], ...this.data.operators[field.id] };
      const titles = Object.fromEntries(field.operators.map((one) => [one, named[one] ?? one]));
      const select = options(titles, node.operator, `Comparison of ${title}`);
      select.addEventListener("change", () => this.setOperator(node, select.value));
      line.append(select);
      const inputs = valueInputs(this, node, field);
      spots.value = inputs.map((one) => (one.matches?.("input, select") ? one : one.querySelector?.("input"))).find(Boolean) ?? select;
      if (inputs.length) row.append(make("div", { class: "values" }, inputs));
    } else if (node.field) row.append(make("div", { class: "problem" }, ["This field is not known here."]));
    line.append(spots.off);
    const scope = scopeOf(node.field);
    if (field && scope && !of) {
      const tie = make("button", { type: "button", class: "plain tie" }, [`+ of the same ${THINGS[scope]}`]);
      tie.addEventListener("click", () => this.tie(group, node));
      row.append(tie);
    }
    this.spots.set(node, spots);
    return row;
  }

  fieldPicker(node, group, of, title, spots) {
    const place = make("span", { class: "place" }, []);
    const button = make("button", { type: "button", class: "field", "aria-label": `Field: ${title}` }, [make("bdi", {}, [title]), make("i", { "aria-hidden": "true" }, ["▾"])]);
    spots.field = button;
    const pick = () => {
      const input = make("input", { type: "text", class: "find", "aria-label": "Find a field", placeholder: "Find a field" }, []);
      new Dropdown(input, place, {
        label: "Fields",
        nothing: "No field has such a name.",
        find: (typed, show) => show(this.fitting(typed, of)),
        pick: (item) => item && this.setField(group, node, item.value),
      });
      this.picking(input, () => place.replaceChildren(button), () => button.focus());
      place.prepend(input);
      button.remove();
      input.focus();
      return input;
    };
    button.addEventListener("click", pick);
    place.append(button);
    if (!node.field) queueMicrotask(() => this.root.getRootNode().activeElement === button && pick());
    return place;
  }

  // Fields with all the typed words in title or group; in a group of one campaign only those of a campaign.
  fitting(typed, of) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.data.fields.filter(({ id, title, group, hidden }) => {
      if (hidden || (of && scopeOf(id) !== of)) return false;
      const text = `${group} ${title}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return found.map(({ id, title, group, source }) => ({ value: id, title, group, note: source }));
  }
}

function crossOut(label, act) {
  const button = make("button", { type: "button", class: "plain off", "aria-label": label, title: label }, ["×"]);
  button.addEventListener("click", act);
  return button;
}
