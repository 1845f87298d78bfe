// The two lines above the rows: titles, by which one sorts, moves and widens; and the filters under them.

class Head {
  constructor(table) {
    this.table = table;
    this.filters = new Map(); // column ID -> {shape, filter, cell}
  }

  draw(columns, filler) {
    const head = this.table.part("head");
    const focused = head.getRootNode().activeElement?.closest?.("th")?.dataset.id;
    head.replaceChildren(...columns.map((column) => this.title(column)), ...(filler ? [make("td", { "aria-hidden": "true", class: "filler" }, [])] : []));
    if (focused) [...head.children].find((each) => each.dataset.id === focused)?.querySelector("a, span[tabindex]")?.focus({ preventScroll: true });
    this.drawFilters(columns, filler);
  }

  title(column) {
    const { id, title, kind, sort_href, add_href, sorted, rank, hover } = column;
    const arrow = make("span", { class: "arrow", "aria-hidden": "true" }, [sorted === "descending" ? "▼" : "▲", rank ? make("sub", {}, [String(rank)]) : ""]);
    const name = sort_href
      ? make("a", { href: sort_href, "data-visit": "1", draggable: "false", title: hover }, [make("span", { class: "words" }, [title]), arrow])
      : make("span", { class: "words", tabindex: "0", title: hover }, [title]);
    const grip = make("span", { class: "grip", title: "Drag to widen or narrow" }, []);
    const head = make("th", { scope: "col", role: "columnheader", class: kind, "data-id": id, "aria-sort": sort_href ? sorted || "none" : undefined }, [name, grip]);
    grip.addEventListener("pointerdown", (event) => this.table.columns.startSizing(event, id, head));
    name.addEventListener("pointerdown", (event) => this.table.columns.startMoving(event, id, head));
    name.addEventListener("click", (event) => {
      if (this.table.wasDragged()) {
        event.preventDefault();
        event.stopPropagation();
      } else if (event.shiftKey && add_href) this.table.follow(add_href, event);
    });
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.shiftKey && add_href) this.table.follow(add_href, event);
      else this.table.columns.key(event, id, head);
    });
    return head;
  }

  // What is already there stays, with what is being typed into it.
  drawFilters(columns, filler) {
    const kept = new Map();
    const cells = columns.map((column) => {
      const shape = JSON.stringify([column.title, column.filter?.type, column.filter?.placeholder]);
      let drawn = this.filters.get(column.id);
      if (drawn?.shape !== shape) {
        const filter = column.filter && quickFilter(this.table, column);
        drawn = { shape, filter, cell: make("td", { role: "gridcell" }, filter ? [filter.element] : []) };
      }
      kept.set(column.id, drawn);
      return drawn.cell;
    });
    for (const [id, { filter }] of this.filters) if (kept.get(id)?.filter !== filter) filter?.forget();
    this.filters = kept;
    const row = this.table.part("filters");
    if (filler) cells.push((this.filler ??= make("td", { "aria-hidden": "true", class: "filler" }, [])));
    if (cells.length !== row.children.length || cells.some((cell, at) => row.children[at] !== cell)) {
      const focused = row.getRootNode().activeElement;
      row.replaceChildren(...cells);
      if (row.contains(focused)) focused.focus({ preventScroll: true });
    }
    row.hidden = !columns.some(({ filter }) => filter);
  }

  show(columns) {
    for (const { id, filter } of columns) if (filter) this.filters.get(id).filter.show(filter);
  }

  forget() {
    for (const { filter } of this.filters.values()) filter?.forget();
  }

  answered(choices) {
    this.filters.get(choices.field)?.filter?.answered?.(choices);
  }
}
