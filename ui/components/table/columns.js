// Which columns stand in the table, in which order and how wide. `save(columns)` keeps it for whoever looks.

const LEAST_WIDTH_PX = 60;
const MOST_WIDTH_PX = 900;
const WIDTH_STEP_PX = 16;
const DRAG_FROM_PX = 5;

class Columns {
  constructor(table) {
    this.table = table;
    this.shown = [];
    this.saved = 0;
  }

  // An answer from before the last change that was saved here says nothing about it.
  show({ columns, available, sized, saved }) {
    if (saved < this.saved) return;
    this.saved = saved;
    this.shown = columns.map(({ id, width }) => ({ id, width }));
    this.available = available;
    this.sized = sized;
  }

  ids() {
    return this.shown.map(({ id }) => id);
  }

  // Widths that one chose are told; as long as there are none the table shares out the room itself.
  save(columns = this.shown.map(({ id, width }) => (this.sized && width ? { id, width } : { id }))) {
    clearTimeout(this.saving);
    this.table.say("columns", { saved: ++this.saved, columns });
  }

  set(ids) {
    const known = new Map(this.shown.map((column) => [column.id, column]));
    this.shown = ids.map((id) => known.get(id) ?? { id });
    this.save();
  }

  move(id, by) {
    const ids = this.ids();
    const at = ids.indexOf(id);
    const to = Math.min(Math.max(at + by, 0), ids.length - 1);
    if (at < 0 || to === at) return;
    ids.splice(to, 0, ...ids.splice(at, 1));
    this.set(ids);
  }

  // From now on each column has the width that it has at this moment.
  size(id, width) {
    if (!this.sized) {
      const heads = [...this.table.part("head").children];
      this.shown = this.shown.map((column, at) => ({ ...column, width: Math.round(heads[at].offsetWidth) }));
      this.sized = true;
    }
    const to = Math.min(Math.max(Math.round(width), LEAST_WIDTH_PX), MOST_WIDTH_PX);
    this.shown = this.shown.map((column) => (column.id === id ? { ...column, width: to } : column));
    this.table.drawWidths(this.shown, true);
    return to;
  }

  // ---- by the mouse

  startSizing(event, id, head) {
    event.preventDefault();
    event.stopPropagation();
    const [from, width] = [event.clientX, head.offsetWidth];
    const move = ({ clientX }) => this.size(id, width + clientX - from);
    this.follow(event, move, (moved) => moved && this.save());
  }

  startMoving(event, id, head) {
    if (event.button) return;
    const from = event.clientX;
    const heads = () => [...this.table.part("head").querySelectorAll("th[data-id]")];
    let to;
    const move = ({ clientX }) => {
      if (to === undefined && Math.abs(clientX - from) < DRAG_FROM_PX) return;
      head.classList.add("dragged");
      const others = heads().filter((each) => each.dataset.id !== id);
      const isLeft = (each) => each.getBoundingClientRect().left + each.offsetWidth / 2 < clientX;
      to = others[0] && !isLeft(others[0]) ? 0 : others.filter(isLeft).length; // others may lie under the first, which stays in view
      for (const each of others) each.classList.remove("drop-before", "drop-after");
      if (to < others.length) others[to].classList.add("drop-before");
      else others.at(-1)?.classList.add("drop-after");
    };
    const done = () => {
      for (const each of heads()) each.classList.remove("dragged", "drop-before", "drop-after");
      if (to === undefined) return;
      this.table.ignoreClick();
      const ids = this.ids().filter((each) => each !== id);
      ids.splice(to, 0, id);
      if (ids.join("\n") !== this.ids().join("\n")) this.set(ids);
    };
    this.follow(event, move, done);
  }

  follow(event, move, done) {
    const ending = new AbortController();
    let moved = false;
    const listen = (kind, handler) => window.addEventListener(kind, handler, { signal: ending.signal });
    listen("pointermove", (now) => {
      moved = true;
      move(now);
    });
    for (const kind of ["pointerup", "pointercancel"])
      listen(kind, () => {
        ending.abort();
        done(moved);
      });
  }

  // ---- by the keyboard, on a header: Ctrl and an arrow moves the column, Shift and an arrow widens or narrows it

  key(event, id, head) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.altKey || event.metaKey || event.ctrlKey === event.shiftKey) return;
    event.preventDefault();
    if (event.ctrlKey) this.move(id, by);
    else {
      this.size(id, head.offsetWidth + by * WIDTH_STEP_PX);
      clearTimeout(this.saving);
      this.saving = setTimeout(() => this.save(), FILTER_AFTER_MS);
    }
  }

  // ---- the panel to choose from

  panel() {
    const box = make("input", { type: "search", "aria-label": "Find a field", placeholder: "Find a field …", autocomplete: "off" }, []);
    this.list = make("div", { class: "choices fields", role: "group", "aria-label": "Columns" }, []);
    const reset = make("button", { type: "button", class: "quiet" }, ["As they were at first"]);
    reset.addEventListener("click", () => {
      this.save([]);
      this.table.popover.close(true);
    });
    box.addEventListener("input", () => this.listFields(box.value));
    this.listFields("");
    const panel = make("div", { class: "choosing" }, [box, this.list, reset]);
    panel.addEventListener("keydown", (event) => arrowsThrough(this.list, event));
    return [panel];
  }

  listFields(wanted) {
    const words = foldedText(wanted);
    const title = new Map(this.available.map((field) => [field.id, field]));
    const fits = (field) => !words || foldedText(`${field.title} ${field.group}`).includes(words);
    const shown = this.ids().map((id) => title.get(id) ?? { id, title: id, group: "" });
    const parts = [["Shown", shown.filter(fits)]];
    for (const field of this.available.filter((each) => !this.ids().includes(each.id) && fits(each))) {
      if (parts.at(-1)[0] !== field.group) parts.push([field.group, []]);
      parts.at(-1)[1].push(field);
    }
    const lines = parts.filter(([, fields]) => fields.length).flatMap(([name, fields]) => [make("h4", {}, [name]), ...fields.map((field) => this.line(field, wanted))]);
    this.list.replaceChildren(...(lines.length ? lines : [make("p", { class: "muted" }, ["No such field."])]));
  }

  line({ id, title }, wanted) {
    const on = this.ids().includes(id);
    const tick = make("input", { type: "checkbox", value: id }, []);
    tick.checked = on;
    tick.disabled = on && this.shown.length === 1;
    const again = () => {
      this.listFields(wanted);
      [...this.list.querySelectorAll("input")].find(({ value }) => value === id)?.focus();
    };
    tick.addEventListener("change", () => {
      this.set(on ? this.ids().filter((each) => each !== id) : [...this.ids(), id]);
      again();
    });
    tick.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || !on || !event.ctrlKey) return;
      event.preventDefault();
      this.move(id, by);
      again();
    });
    const step = (by, sign, name) => {
      const button = make("button", { type: "button", tabindex: "-1", title: name, "aria-label": `${name}: ${title}` }, [sign]);
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.move(id, by);
        again();
      });
      return button;
    };
    const steps = on ? [step(-1, "↑", "Further left"), step(1, "↓", "Further right")] : [];
    return make("div", { class: "line" }, [make("label", {}, [tick, make("span", { class: "name", title }, [title])]), make("span", { class: "steps" }, steps)]);
  }
}

function foldedText(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
