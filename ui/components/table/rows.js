// The body of the table: one line a record, its cells by the kind of their column.

const ICONS = 4;
const ROW_PX = 36;

class Body {
  constructor(element) {
    this.element = element;
    this.ids = [];
    this.hrefs = new Map();
    this.rows = new Map();
  }

  // Draws anew only what is another body: what is pointed at, and the focus, stay otherwise.
  draw({ rows, columns, channels, sized }) {
    const drawn = JSON.stringify([rows, columns.map(({ id, kind, missing }) => [id, kind, missing]), sized]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.ids = rows.map(({ id }) => id);
    this.hrefs = new Map(rows.map(({ id, href }) => [id, href]));
    this.rows = new Map(rows.map((row) => [row.id, rowOf(row, columns, channels, sized)]));
    this.element.replaceChildren(...this.rows.values());
  }

  paint(current, selection) {
    const some = selection.all || selection.size > 0;
    for (const [id, row] of this.rows) {
      row.setAttribute("aria-selected", String(some ? selection.has(id) : id === current));
      row.classList.toggle("current", id === current);
      row.tabIndex = id === (current ?? this.ids[0]) ? 0 : -1;
    }
  }
}

function rowOf({ id, cells, live }, columns, channels, filler) {
  const drawn = columns.map((column) => cellOf(column, cells[column.id], channels));
  if (live) drawn[0]?.prepend(make("span", { class: "live", role: "img", title: live, "aria-label": live }, []));
  if (filler) drawn.push(make("td", { class: "filler", "aria-hidden": "true" }, []));
  return make("tr", { role: "row", "data-id": id, tabindex: "-1", "aria-selected": "false" }, drawn);
}

function cellOf({ kind, missing }, value, channels) {
  const cell = make("td", { role: "gridcell", class: kind }, []);
  if (value === null || value === undefined || value.length === 0) {
    if (missing) cell.append(make("span", { class: "missing" }, [missing]));
  } else if (kind === "channels") {
    const icons = value.slice(0, ICONS).map((channel) => channelIcon(channels[channel]));
    cell.append(make("span", { class: "icons" }, icons), moreOf(value.length - ICONS));
    cell.title = value.map((channel) => channels[channel].name).join(", ");
  } else if (kind === "status") {
    cell.append(make("span", { class: `pill ${value[0].tone}` }, [value[0].text]), moreOf(value.length - 1));
    cell.title = value.map(({ text }) => text).join(", ");
  } else if (kind === "date") {
    cell.append(value.text);
    cell.title = value.hover;
  } else {
    const [text, hover] = Array.isArray(value) ? value : [value, value];
    cell.append(make("bdi", {}, [text]));
    cell.title = hover;
  }
  return cell;
}

function moreOf(count) {
  return count > 0 ? make("span", { class: "more" }, [`+${count}`]) : "";
}
