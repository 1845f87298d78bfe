// Draws the table that ui/components/table describes. The highlight is shown at once and written into the address;
// Python is told after a pause, so that a double-click asks for nothing but the record it opens.

const controllers = new WeakMap();
const REPORT_AFTER_MS = 350;
const FILTER_AFTER_MS = 250;
const ICONS = 4;

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Table(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return () => {
    controller.close();
    controllers.delete(parentElement);
  };
}

class Table {
  constructor(parent) {
    this.frame = parent.querySelector(".frame");
    this.part = (name) => this.frame.querySelector(`[data-part="${name}"]`);
    this.box = this.part("box");
    this.rows = new Map();
    this.ending = new AbortController();
    const { signal } = this.ending;
    const listen = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
    const body = this.part("body");
    listen(body, "click", (event) => this.select(this.idOf(event)));
    listen(body, "dblclick", (event) => this.open(this.idOf(event)));
    listen(body, "auxclick", (event) => event.button === 1 && this.openBeside(this.idOf(event)));
    listen(body, "keydown", (event) => this.key(event));
    listen(document, "keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || !this.data.box) return;
      event.preventDefault();
      this.box.focus();
      this.box.select();
    });
    listen(this.box, "input", () => this.typed());
    listen(this.box, "blur", () => (this.typing = false));
    listen(this.box, "keydown", (event) => {
      if (event.key === "Enter") this.filter();
      if (event.key === "ArrowDown") this.focus(this.selected ?? this.ids[0], event);
    });
    // Back and Forward: what the address says counts, not what was typed or chosen since.
    listen(window, "popstate", () => {
      clearTimeout(this.reporting);
      clearTimeout(this.filtering);
      this.travelled = true;
      this.typing = false;
    });
    visitLinks(this.frame, () => this.tell, signal);
    fillWindow(this.frame, 320, signal);
  }

  close() {
    this.ending.abort();
    clearTimeout(this.reporting);
    clearTimeout(this.filtering);
  }

  show(data) {
    const turned = this.data && this.data.pager.text !== data.pager.text;
    const had = this.frame.getRootNode().activeElement?.dataset.id;
    const wanted = this.travelled ? data.selected : this.selected ?? data.selected;
    this.travelled = false;
    this.data = data;
    this.showBox();
    this.part("grid").setAttribute("aria-label", data.label);
    this.showHead();
    this.showBody();
    this.showFoot();
    this.mark(this.rows.has(wanted) ? wanted : data.selected);
    if (had) this.rows.get(this.rows.has(had) ? had : this.ids[0])?.focus();
    if (turned) this.part("scroller").scrollTop = 0;
    else this.reveal(this.rows.get(this.selected));
  }

  showBox() {
    const box = this.data.box;
    this.box.hidden = !box;
    if (!box) return;
    this.box.setAttribute("aria-label", box.label);
    this.box.placeholder = box.placeholder;
    if (!this.typing) this.box.value = box.value;
    this.box.classList.toggle("filled", Boolean(this.box.value));
  }

  showHead() {
    const { columns } = this.data;
    const widths = columns.map(({ width, optional }) => make("col", { class: optional ? "optional" : "", style: `width:${width}px` }, []));
    this.part("widths").replaceChildren(...widths);
    const least = (some) => `${some.reduce((sum, { width }) => sum + width, 0)}px`;
    this.part("grid").style.setProperty("--least", least(columns));
    this.part("grid").style.setProperty("--least-narrow", least(columns.filter(({ optional }) => !optional)));
    this.part("head").replaceChildren(...columns.map((column) => this.head(column)));
  }

  head({ title, kind, sort_href, sorted, hover, optional }) {
    const arrow = make("span", { class: "arrow", "aria-hidden": "true" }, [sorted === "descending" ? "▼" : "▲"]);
    const content = sort_href ? make("a", { href: sort_href, "data-visit": "1" }, [title, arrow]) : title;
    const sort = sort_href ? sorted || "none" : undefined;
    return make("th", { scope: "col", role: "columnheader", class: classOf(kind, optional), title: hover, "aria-sort": sort }, [content]);
  }

  showBody() {
    const { rows, empty } = this.data;
    this.ids = rows.map((row) => row.id);
    this.hrefs = new Map(rows.map((row) => [row.id, row.href]));
    this.rows = new Map(rows.map((row) => [row.id, this.row(row)]));
    this.part("body").replaceChildren(...this.rows.values());
    this.part("grid").setAttribute("aria-rowcount", rows.length);
    this.part("empty").replaceChildren(...(rows.length ? [] : [make("strong", {}, [empty[0]]), empty[1]]));
    this.part("empty").hidden = rows.length > 0;
  }

  row({ id, cells, live }) {
    const drawn = this.data.columns.map((column) => this.cell(column, cells[column.id]));
    if (live) drawn[0]?.prepend(make("span", { class: "live", role: "img", title: live, "aria-label": live }, []));
    return make("tr", { role: "row", "data-id": id, tabindex: "-1", "aria-selected": "false" }, drawn);
  }

  cell({ kind, missing, optional }, value) {
    const cell = make("td", { role: "gridcell", class: classOf(kind, optional) }, []);
    if (value === null || value === undefined || value.length === 0) {
      if (missing) cell.append(make("span", { class: "missing" }, [missing]));
    } else if (kind === "channels") {
      const icons = value.slice(0, ICONS).map((channel) => channelIcon(this.data.channels[channel]));
      cell.append(make("span", { class: "icons" }, icons), more(value.length - ICONS));
      cell.title = value.map((channel) => this.data.channels[channel].name).join(", ");
    } else if (kind === "status") {
      cell.append(make("span", { class: `pill ${value[0].tone}` }, [value[0].text]), more(value.length - 1));
      cell.title = value.map(({ text }) => text).join(", ");
    } else if (kind === "date") {
      cell.append(value.text);
      cell.title = value.hover;
    } else {
      const [text, hover] = Array.isArray(value) ? value : [value, value];
      cell.append(text);
      cell.title = hover;
    }
    return cell;
  }

  showFoot() {
    const { pager } = this.data;
    this.part("range").textContent = pager.text;
    this.part("note").textContent = pager.note;
    for (const name of ["previous", "next"])
      if (pager[name]) this.part(name).setAttribute("href", pager[name]);
      else this.part(name).removeAttribute("href");
  }

  idOf(event) {
    return event.target.closest("tr")?.dataset.id;
  }

  // Highlights one row, which is then the one that Tab reaches.
  mark(id) {
    for (const [each, row] of this.rows) row.setAttribute("aria-selected", String(each === id));
    this.selected = id;
    for (const [each, row] of this.rows) row.tabIndex = each === (id ?? this.ids[0]) ? 0 : -1;
  }

  select(id) {
    if (!id || id === this.selected) return;
    this.mark(id);
    const address = addressWith({ [this.data.row_parameter]: id });
    history.replaceState({}, "", address);
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => visit(address, this.tell, "replaceState"), REPORT_AFTER_MS);
  }

  open(id) {
    if (!id) return;
    this.select(id);
    clearTimeout(this.reporting);
    visit(this.hrefs.get(id), this.tell);
  }

  openBeside(id) {
    if (id) window.open(this.hrefs.get(id), "_blank", "noopener");
  }

  focus(id, event) {
    event?.preventDefault();
    if (!id) return;
    this.select(id);
    this.rows.get(id).focus({ preventScroll: true });
    this.reveal(this.rows.get(id));
  }

  key(event) {
    const at = this.ids.indexOf(this.idOf(event));
    const last = this.ids.length - 1;
    const page = Math.max(1, Math.floor(this.part("scroller").clientHeight / 36) - 2);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last };
    if (event.key === "Enter") this.open(this.idOf(event));
    else if (event.key === " ") this.focus(this.ids[at], event);
    else if (event.key in moves) this.focus(this.ids[Math.min(Math.max(moves[event.key], 0), last)], event);
  }

  // Scrolls the table, never the page, and only as far as the row needs.
  reveal(row) {
    if (!row) return;
    const scroller = this.part("scroller");
    const head = this.part("head").offsetHeight;
    const top = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - head;
    const over = top + row.offsetHeight - (scroller.clientHeight - head);
    if (top < 0) scroller.scrollTop += top;
    else if (over > 0) scroller.scrollTop += over;
  }

  typed() {
    this.box.classList.toggle("filled", Boolean(this.box.value));
    clearTimeout(this.filtering);
    this.filtering = setTimeout(() => this.filter(), FILTER_AFTER_MS);
  }

  // What is typed without leaving the box is one step in the history.
  filter() {
    clearTimeout(this.filtering);
    const { parameter, resets } = this.data.box;
    const address = addressWith({ ...Object.fromEntries(resets.map((name) => [name, ""])), [parameter]: this.box.value.trim() });
    if (address === location.pathname + location.search) return;
    this.mark(undefined);
    visit(address, this.tell, this.typing ? "replaceState" : "pushState");
    this.typing = true;
  }
}

function classOf(kind, optional) {
  return optional ? `${kind} optional` : kind;
}

function more(count) {
  return count > 0 ? make("span", { class: "more" }, [`+${count}`]) : "";
}
