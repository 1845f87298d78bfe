// Draws the table that ui/components/table describes. The highlight is shown at once and written into the address;
// Python is told after a pause, so that a double-click asks for nothing but the record it opens.

const controllers = new WeakMap();
const REPORT_AFTER_MS = 350;
const WAITING_AFTER_MS = 200;
const REMEMBER_AFTER_MS = 100;

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Table(parentElement, data.name);
    controllers.set(parentElement, controller);
  }
  controller.trigger = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.close();
    controllers.delete(parentElement);
  });
}

class Table {
  constructor(parent, name) {
    this.frame = parent.querySelector(".frame");
    this.part = (part) => this.frame.querySelector(`[data-part="${part}"]`);
    this.scroller = this.part("scroller");
    this.body = new Body(this.part("body"));
    this.requests = 0;
    this.places = new Memory(`${name}-places`);
    this.choices = new Memory(`${name}-chosen`);
    this.ending = new AbortController();
    this.signal = this.ending.signal;
    this.tell = (trigger, value) => {
      if (trigger === "go") {
        clearTimeout(this.reporting); // the address it would report is left
        this.wait();
      }
      this.trigger(trigger, value);
    };
    this.go = (changes, how) => this.change(changes, how);
    this.box = this.part("box");
    this.typing = new Typing(this.box, "q", (changes, how) => this.change(changes, how, this.data.box.resets), this.signal);
    this.popover = new Popover(this.frame, this.signal);
    this.columns = new Columns(this);
    this.head = new Head(this);
    this.selection = new Selection(() => this.chosenChanged());
    this.bar = new SelectionBar(this.part("foot"), this.selection, (action) => this.act(action));
    this.listenAll();
    new Keys(this);
    visitLinks(this.frame, () => this.tell, this.signal);
    this.fit = fillWindow(this.frame, 320, this.signal);
    this.sizes = new ResizeObserver(() => this.fit());
    const around = document.querySelector("[data-testid=stMainBlockContainer]");
    if (around) this.sizes.observe(around);
  }

  get ids() {
    return this.body.ids;
  }

  get rows() {
    return this.body.rows;
  }

  listenAll() {
    const listen = (target, kind, handler) => target.addEventListener(kind, handler, { signal: this.signal });
    const body = this.part("body");
    listen(body, "mousedown", (event) => event.shiftKey && event.preventDefault());
    listen(body, "click", (event) => this.clicked(event));
    listen(body, "dblclick", (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && this.open(this.idOf(event)));
    listen(body, "auxclick", (event) => event.button === 1 && this.openBeside(this.idOf(event)));
    listen(this.scroller, "scroll", () => this.scrolled());
    listen(this.part("help"), "click", () => this.part("key-list").showModal());
    listen(this.part("columns"), "click", ({ currentTarget: button }) => {
      if (this.popover.owner === button) this.popover.close(true);
      else this.popover.open(button, "Columns", this.columns.panel());
    });
    // Back and Forward: what the address says counts, not what was typed or chosen since.
    listen(window, "popstate", () => {
      clearTimeout(this.reporting);
      this.travelled = true;
      this.typing.forget();
      this.head.forget();
      if (!this.isCurrent()) this.wait();
    });
  }

  close() {
    this.ending.abort();
    this.sizes.disconnect();
    for (const timer of [this.reporting, this.patience, this.remembering]) clearTimeout(timer);
    this.typing.forget();
    this.head.forget();
  }

  show(data) {
    const first = !this.data;
    const turned = !first && this.data.place !== data.place;
    const filtered = !first && (this.data.filtered !== data.filtered || this.data.epoch !== data.epoch);
    const had = this.frame.getRootNode().activeElement?.dataset.id;
    const wanted = this.travelled ? data.selected : this.selected ?? data.selected;
    const back = first || this.travelled;
    this.data = data;
    if (this.isCurrent()) this.answered();
    this.part("grid").setAttribute("aria-label", data.label);
    this.columns.show(data);
    this.part("columns").hidden = !data.available.length;
    this.drawHead();
    this.drawBody();
    this.showFoot();
    if (first) this.recall();
    else if (filtered) this.selection.clear();
    this.mark(this.rows.has(wanted) ? wanted : data.selected);
    if (had && !this.frame.getRootNode().activeElement?.isConnected) this.rows.get(this.rows.has(had) ? had : this.ids[0])?.focus({ preventScroll: true });
    if (data.choices) this.head.answered(data.choices);
    this.fit();
    requestAnimationFrame(this.fit);
    const place = back ? this.places.get(data.place) : undefined;
    if (place) [this.scroller.scrollTop, this.scroller.scrollLeft] = place;
    else if (turned) this.scroller.scrollTop = 0;
    if (back || !turned) this.reveal(this.rows.get(this.selected));
    this.travelled = false;
  }

  // An answer that the address has left behind changes no filter.
  isCurrent() {
    const plain = (query) => [...new URLSearchParams(query)].filter(([name]) => name !== this.data.row_parameter).sort().join("\n");
    return plain(this.data.query) === plain(location.search);
  }

  answered() {
    clearTimeout(this.patience);
    this.frame.classList.remove("waiting");
    this.part("grid").removeAttribute("aria-busy");
    const { box } = this.data;
    this.box.hidden = !box;
    if (box) {
      this.box.setAttribute("aria-label", box.label);
      this.box.placeholder = box.placeholder;
      this.typing.show(box.value);
    }
  }

  wait() {
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.frame.classList.add("waiting");
      this.part("grid").setAttribute("aria-busy", "true");
    }, WAITING_AFTER_MS);
  }

  // ---- drawing

  drawHead() {
    const { columns, sized } = this.data;
    this.showWidths();
    const drawn = JSON.stringify([columns, sized]);
    if (drawn !== this.drawnHead) this.head.draw(columns, sized);
    this.drawnHead = drawn;
    if (this.isCurrent()) this.head.show(columns);
  }

  showWidths() {
    const { columns, sized } = this.data;
    const widths = columns.map(({ width }) => make("col", { style: `width:${width}px` }, []));
    this.part("widths").replaceChildren(...widths, ...(sized ? [make("col", {}, [])] : []));
    this.part("grid").style.setProperty("--least", `${columns.reduce((sum, { width }) => sum + width, 0)}px`);
  }

  // Widths while they are being dragged; the room that is left over goes into a column of its own from then on.
  drawWidths(columns, sized) {
    const anew = this.data.sized !== sized;
    const widths = new Map(columns.map(({ id, width }) => [id, width]));
    this.data = { ...this.data, sized, columns: this.data.columns.map((column) => ({ ...column, width: widths.get(column.id) ?? column.width })) };
    if (!anew) return this.showWidths();
    this.drawHead();
    this.drawBody();
    return this.paint();
  }

  drawBody() {
    const { rows, empty, hints, total } = this.data;
    this.body.draw(this.data);
    this.part("grid").setAttribute("aria-rowcount", total);
    const told = hints.map(({ text, href, link }) => {
      const leads = href ? make("a", { href, "data-visit": "1" }, [link || text]) : "";
      return make("p", {}, link ? [make("span", {}, [text]), leads] : [leads || text]);
    });
    this.part("empty").replaceChildren(...(rows.length ? [] : [make("strong", {}, [empty[0]]), empty[1], ...told]));
    this.part("empty").hidden = rows.length > 0;
  }

  showFoot() {
    const { pager } = this.data;
    this.part("range").textContent = pager.text;
    this.part("note").textContent = pager.note;
    for (const name of ["previous", "next"])
      if (pager[name]) this.part(name).setAttribute("href", pager[name]);
      else this.part(name).removeAttribute("href");
    this.bar.show(this.data, this.ids);
  }

  idOf(event) {
    return event.target.closest("tr")?.dataset.id;
  }

  // Highlights one row, which is then the one that Tab reaches.
  mark(id) {
    this.selected = id;
    this.paint();
  }

  paint() {
    this.body.paint(this.selected, this.selection);
  }

  // ---- choosing rows and opening them

  clicked(event) {
    const id = this.idOf(event);
    if (!id) return;
    if (event.shiftKey) this.selection.extend(id, this.selected, this.ids, event.ctrlKey || event.metaKey);
    else if (event.ctrlKey || event.metaKey) this.selection.toggle(id, this.selected, this.ids);
    else this.alone(id);
    this.select(id);
    this.rows.get(id).focus({ preventScroll: true });
  }

  alone(id) {
    this.selection.anchor = id;
    if (this.selection.all || this.selection.size) this.selection.clear();
  }

  chosenChanged() {
    this.paint();
    this.bar.say();
    const { filtered, epoch } = this.data;
    this.choices.set("rows", { filtered, epoch, ids: [...this.selection.ids], all: this.selection.all });
  }

  recall() {
    const kept = this.choices.get("rows");
    if (kept && kept.filtered === this.data.filtered && kept.epoch === this.data.epoch) this.selection.set(kept.ids, kept.all);
    else this.bar.say();
  }

  act(action) {
    this.say("bulk", { action, all: this.selection.all, ids: this.selection.all ? [] : [...this.selection.ids], request: this.newRequest() });
  }

  select(id) {
    if (!id || id === this.selected) return;
    this.mark(id);
    const row = this.data.row_parameter;
    history.replaceState({}, "", addressWith({ [row]: id }));
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => {
      const stands = new URL(location.href).searchParams.get(row) === id; // a filter may have changed since, elsewhere on the page
      if (stands && !document.querySelector("[data-testid=stDialog]")) visit(addressWith({}), this.trigger, "replaceState");
    }, REPORT_AFTER_MS);
  }

  open(id) {
    if (!id) return;
    this.select(id);
    clearTimeout(this.reporting);
    this.remember();
    visit(this.body.hrefs.get(id), this.trigger);
  }

  openBeside(id) {
    if (id) window.open(this.body.hrefs.get(id), "_blank", "noopener");
  }

  focus(id, event) {
    event?.preventDefault();
    if (!id) return;
    this.select(id);
    this.rows.get(id).focus({ preventScroll: true });
    this.reveal(this.rows.get(id));
  }

  // ---- scrolling: the table, never the page, and only as far as the row needs

  reveal(row) {
    if (!row) return;
    const head = this.part("head").parentElement.offsetHeight;
    const top = row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top - head;
    const over = top + row.offsetHeight - (this.scroller.clientHeight - head);
    if (top < 0) this.scroller.scrollTop += top;
    else if (over > 0) this.scroller.scrollTop += over;
  }

  scrolled() {
    this.scroller.classList.toggle("aside", this.scroller.scrollLeft > 0);
    if (this.popover.owner && this.part("filters").contains(this.popover.owner)) this.popover.place();
    clearTimeout(this.remembering);
    const { place } = this.data;
    this.remembering = setTimeout(() => place === this.data.place && this.remember(), REMEMBER_AFTER_MS);
  }

  remember() {
    this.places.set(this.data.place, [this.scroller.scrollTop, this.scroller.scrollLeft]);
  }

  // ---- what the other parts ask for

  // The address with a filter changed: a new list, from its beginning. True when that is another address.
  change(changes, how, resets = this.data.resets) {
    const address = addressWith({ ...Object.fromEntries(resets.map((name) => [name, ""])), ...changes });
    if (address === location.pathname + location.search) return false;
    clearTimeout(this.reporting);
    this.mark(undefined);
    visit(address, this.tell, how);
    return true;
  }

  follow(href, event) {
    event.preventDefault();
    event.stopPropagation();
    visit(href, this.tell);
  }

  // Of two messages that follow each other while Python is busy it hears only the later one: each says the address too.
  // The highlight is told with it; another run would close the dialog that an action opens.
  say(trigger, what) {
    clearTimeout(this.reporting);
    this.trigger(trigger, { ...what, query: location.search.slice(1) });
  }

  newRequest() {
    return ++this.requests;
  }

  ignoreClick() {
    this.dragged = performance.now();
  }

  wasDragged() {
    return performance.now() - (this.dragged ?? -Infinity) < 100;
  }
}
