// Raw log lines: one page at a time, filtered by level and text. A line's JSON is drawn when it is unfolded.
// What is asked (level, text, page, a long line's whole data) goes to Python as the trigger `ask`.

const controllers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Logs(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.ask = (changes) => setTriggerValue("ask", { ...controller.data.asked, ...changes });
  controller.show(data);
  return whenGone(parentElement, () => clearTimeout(controller.typing));
}

class Logs {
  constructor(parent) {
    this.root = parent.querySelector(".logs");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.open = new Set();
    const text = this.part("text");
    text.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.search(), 300);
    });
    text.addEventListener("search", () => this.search());
    this.part("rows").addEventListener("click", (event) => {
      const fold = event.target.closest("button");
      if (fold) this.toggle(fold);
    });
  }

  search() {
    clearTimeout(this.typing);
    const text = this.part("text").value.trim();
    if (text !== this.data.asked.text) this.ask({ text, page: 1, unfold: -1 });
  }

  show(data) {
    const place = JSON.stringify([data.asked.text, data.asked.level, data.asked.page]);
    const moved = place !== this.place;
    this.place = place;
    this.data = data;
    if (moved) this.open.clear();
    if (data.asked.unfold >= 0) this.open.add(data.asked.unfold);
    const text = this.part("text");
    if (this.root.getRootNode().activeElement !== text) text.value = data.asked.text;
    this.part("note").textContent = data.note;
    this.part("levels").replaceChildren(
      ...data.levels.map((level) => {
        const chosen = level.value === data.asked.level;
        const button = make("button", { type: "button", class: chosen ? "level on" : "level", "aria-pressed": String(chosen) }, [
          level.title, " ", make("span", { class: "count" }, [level.count]),
        ]);
        button.addEventListener("click", () => this.ask({ level: chosen ? "" : level.value, page: 1, unfold: -1 }));
        return button;
      }),
    );
    const rows = this.part("rows");
    rows.replaceChildren(...data.lines.map((line) => this.row(line)));
    if (data.empty) rows.append(make("li", { class: "empty" }, [data.empty]));
    if (moved) rows.scrollTop = 0;
    this.drawPages();
  }

  row(line) {
    const open = this.open.has(line.position);
    const fold = line.data
      ? make("button", { type: "button", class: "fold", "aria-expanded": String(open), "data-position": line.position }, [
          make("span", { class: "arrow", "aria-hidden": "true" }, ["▸"]), ...this.found(line.data),
        ])
      : make("span", {}, [""]);
    const row = make("li", { class: "row" }, [
      make("span", { class: "at", title: line.time_title }, [line.time]),
      make("span", { class: `badge ${line.tone}` }, [line.level]),
      make("span", { class: "event", title: line.event }, this.found(line.event)),
      fold,
    ]);
    if (open) row.append(this.whole(line));
    return row;
  }

  whole(line) {
    return make("pre", { class: "whole" }, line.whole === null ? ["Loading…"] : this.found(line.whole));
  }

  found(text) {
    return marked(text, occurrences(text, this.data.asked.text));
  }

  toggle(fold) {
    const position = Number(fold.dataset.position);
    const line = this.data.lines.find((each) => each.position === position);
    const row = fold.closest(".row");
    const open = !this.open.has(position);
    fold.setAttribute("aria-expanded", String(open));
    if (open) {
      this.open.add(position);
      row.append(this.whole(line));
      if (line.whole === null) this.ask({ unfold: position });
    } else {
      this.open.delete(position);
      row.querySelector(".whole").remove();
    }
  }

  drawPages() {
    const { page } = this.data.asked;
    const turn = (text, to, able) => {
      const button = make("button", { type: "button", ...(!able && { disabled: "disabled" }) }, [text]);
      button.addEventListener("click", () => this.ask({ page: to, unfold: -1 }));
      return button;
    };
    this.part("pages").replaceChildren(
      ...(this.data.pages > 1
        ? [
            turn("‹ Previous", page - 1, page > 1),
            make("span", {}, [this.data.where]),
            turn("Next ›", page + 1, page < this.data.pages),
          ]
        : []),
    );
  }
}

// Where `wanted` stands in `text` in any case. No marks where lower case changes a length (a Turkish İ).
function occurrences(text, wanted) {
  const folded = text.toLowerCase();
  const needle = wanted.toLowerCase();
  const spans = [];
  if (!needle || folded.length !== text.length) return spans;
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length))
    spans.push([at, at + needle.length]);
  return spans;
}
