// The advanced filter. The tree here may hold conditions that are not complete; what is complete stands in the
// address, some time after the last key. As long as the address says what was last written from here, the tree stays
// as it is, whatever the page draws meanwhile; when it says something else (Back, a chip, a saved filter), the tree
// is read from it.

const controllers = new WeakMap();
const WRITE_AFTER_MS = 350;
const ASK_AFTER_MS = 150;
const SEND_AGAIN_MS = 3000;
const BUSY_AFTER_MS = 200;
const WAITS_MS = 5000; // what was clicked longer ago is not what the reader wants now
const COPIED_MS = 1600;
const OPEN = "open360-conditions";
export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Panel(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.close();
    controllers.delete(parentElement);
  });
}

function whereOf(address) {
  return new URL(address).searchParams.get("where") ?? "";
}

class Panel extends Drawing {
  constructor(parent) {
    super();
    this.root = parent.querySelector(".panel");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.names = new Map();
    this.asked = this.turns = Date.now(); // also after coming back to the page no number is used again
    this.redraws = [];
    this.passed = new Set();
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
    listen(window, "popstate", () => {
      clearTimeout(this.writing);
      this.passed.clear();
    });
    document.documentElement.toggleAttribute(`data-${OPEN}`, sessionStorage.getItem(OPEN) === "1");
    this.fit = fillWindow(this.root, 320, signal);
    // More filters take more lines above.
    this.sizes = new ResizeObserver(() => this.fit());
    const around = document.querySelector("[data-testid=stMainBlockContainer]");
    if (around) this.sizes.observe(around);
  }

  close() {
    this.ending.abort();
    this.sizes.disconnect();
    for (const timer of [this.writing, this.asking, this.again, this.waiting, this.copying]) clearTimeout(timer);
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
    const address = whereOf(location.href);
    if (address === this.written && data.where === address) this.passed.clear();
    if (address !== this.written && !this.passed.has(address)) {
      clearTimeout(this.writing);
      this.passed.clear();
      this.written = address;
      this.tree = treeOf(address);
      this.draw();
    } else this.redraws.forEach((redraw) => redraw());
    this.part("count").textContent = data.count;
    this.busy();
    this.heard(data.turn);
    const waits = JSON.parse(sessionStorage.getItem(`${OPEN}-waits`));
    sessionStorage.removeItem(`${OPEN}-waits`);
    if (waits && Date.now() - waits.at < WAITS_MS) this.unfold(waits);
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
    // An answer to an earlier step can put its address back for a moment: that says nothing new.
    this.passed.add(this.written).add(whereOf(location.href));
    this.written = text;
    visit(addressWith({ where: text, page: "", row: "" }), () => this.turn(), typing ? "replaceState" : "pushState");
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.busy(), BUSY_AFTER_MS);
  }

  // One message at a time, and each says all there is to say: of two that follow each other closely Python sees only
  // the later one, and a run that overtakes the answer to another takes the panel off the page for a moment.
  turn() {
    this.more = this.unheard;
    if (this.unheard) return;
    this.unheard = ++this.turns;
    const { request, field, beginning } = this.wanted ?? {};
    const query = new URL(addressWith({ where: this.written }), location.href).search.slice(1);
    this.tell("turn", { turn: this.turns, query, ask: request ? { request, field, beginning } : null });
    // One that comes while the whole page is being drawn can be passed over: it is sent again.
    clearTimeout(this.again);
    this.again = setTimeout(() => {
      this.unheard = 0;
      this.turn();
    }, SEND_AGAIN_MS);
  }

  heard(turn) {
    if (!this.unheard || turn < this.unheard) return;
    clearTimeout(this.again);
    this.unheard = 0;
    if (this.more) this.turn();
  }

  busy() {
    const same = (text) => textOf(treeOf(text)); // an address may be spaced otherwise
    this.part("count").classList.toggle("busy", same(this.data.where) !== same(this.written));
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
}
