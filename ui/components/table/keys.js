// What keys do: on a row, in the boxes above the rows, and anywhere else on the page.

class Keys {
  constructor(table) {
    this.table = table;
    const listen = (target, handler) => target.addEventListener("keydown", handler, { signal: table.signal });
    listen(table.part("body"), (event) => this.onRow(event));
    listen(table.part("filters"), (event) => this.above(event));
    listen(table.box, (event) => this.above(event));
    listen(document, (event) => this.anywhere(event));
  }

  onRow(event) {
    const { table } = this;
    const { key, ctrlKey, metaKey, shiftKey } = event;
    const here = table.idOf(event);
    const at = table.ids.indexOf(here);
    const last = table.ids.length - 1;
    const page = Math.max(1, Math.floor(table.scroller.clientHeight / ROW_PX) - 3);
    const moves = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last };
    if (key === "Enter") table.open(here);
    else if (key === "Escape") table.alone(here);
    else if (key === " " && (ctrlKey || metaKey)) {
      table.selection.toggle(here, here, table.ids);
      table.focus(here, event);
    } else if (key === " ") table.focus(here, event);
    else if (key in moves) {
      const to = table.ids[Math.min(Math.max(moves[key], 0), last)];
      if (shiftKey) table.selection.extend(to, here, table.ids, ctrlKey || metaKey);
      else if (!ctrlKey && !metaKey) table.alone(to);
      table.focus(to, event);
    }
  }

  above(event) {
    const { table } = this;
    if (event.key !== "ArrowDown" || event.target.tagName !== "INPUT") return;
    table.focus(table.rows.has(table.selected) ? table.selected : table.ids[0], event);
  }

  anywhere(event) {
    const { table } = this;
    if (isTyping(event) || event.altKey || document.querySelector("[data-testid=stDialog]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "/" && !command && table.data.box) {
      event.preventDefault();
      table.box.focus();
      table.box.select();
    } else if (event.key === "?" && !command) {
      event.preventDefault();
      if (!table.part("key-list").open) table.part("key-list").showModal();
    } else if (event.key === "a" && command && table.ids.length) {
      event.preventDefault();
      table.selection.everything(table.ids);
    }
  }
}
