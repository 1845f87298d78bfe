// The audit log: filters write the address, entries unfold. What is said of people is text, never markup.

const controllers = new WeakMap();
const ANY = { by: "Anyone", action: "Any action", what: "Anything" };

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Trail(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.setTriggerValue = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => clearTimeout(controller.typing));
}

class Trail {
  constructor(parent) {
    this.root = parent.querySelector(".trail");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.open = new Set();
    visitLinks(this.root, () => this.setTriggerValue);
    const form = this.part("filters");
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
      clearTimeout(this.typing);
      if (event.target.type === "search") this.typing = setTimeout(() => this.ask("replaceState"), 300);
    });
    form.addEventListener("change", () => this.ask("pushState"));
    this.part("clear").addEventListener("click", () => {
      for (const field of form.elements) if (field.name) field.value = "";
      this.ask("pushState");
    });
    this.part("rows").addEventListener("click", (event) => {
      const entry = event.target.closest(".entry");
      if (entry) this.toggle(entry);
    });
  }

  ask(how) {
    clearTimeout(this.typing);
    const asked = {};
    for (const field of this.part("filters").elements) if (field.name) asked[field.name] = field.value.trim();
    if (Object.entries(asked).every(([name, value]) => value === this.data.asked[name])) return;
    visit(addressWith({ ...asked, page: "" }), this.setTriggerValue, how);
  }

  show(data) {
    this.data = data;
    const typing = this.root.getRootNode().activeElement;
    for (const field of this.part("filters").elements) {
      if (!field.name) continue;
      if (field.tagName === "SELECT") this.choose(field, data.choices[field.name] ?? []);
      if (field !== typing) field.value = data.asked[field.name];
      field.classList.toggle("on", Boolean(data.asked[field.name]));
    }
    this.part("clear").hidden = !Object.values(data.asked).some(Boolean);
    const rows = this.part("rows");
    rows.replaceChildren(...data.rows.map((row) => this.row(row)));
    if (!data.rows.length) rows.append(make("li", { class: "empty", role: "status" }, [data.empty]));
    this.drawPages();
  }

  choose(select, values) {
    const options = ["", ...values];
    if (select.dataset.options === JSON.stringify(options)) return;
    select.dataset.options = JSON.stringify(options);
    const chosen = this.data.asked[select.name];
    select.replaceChildren(...options.map((value) => {
      const option = make("option", {}, [value || ANY[select.name]]);
      option.value = value;
      return option;
    }));
    select.value = chosen;
  }

  row(row) {
    const open = this.open.has(row.id);
    const entry = make("button", { type: "button", class: "entry", "aria-expanded": String(open), "data-id": row.id }, [
      make("span", { class: "arrow", "aria-hidden": "true" }, ["▸"]),
      make("span", { class: "at", title: row.time_title }, [row.time]),
      make("span", { class: "by", title: `${row.by} (${row.role})` }, [row.by]),
      make("span", { class: "pill" }, [row.action]),
      make("span", { class: "sentence", dir: "auto" }, [row.sentence]),
    ]);
    const link = row.link ? [make("a", { href: row.link.href, "data-visit": "to" }, [row.link.text])] : [];
    const item = make("li", {}, [make("div", { class: "line" }, [entry, ...link])]);
    if (open) item.append(this.whole(row));
    return item;
  }

  whole(row) {
    const parts = [make("dl", {}, row.facts.flatMap((fact) => [make("dt", {}, [fact.name]), make("dd", {}, [fact.text])]))];
    if (row.changes.length)
      parts.push(make("table", { "aria-label": "Changes" }, [
        make("thead", {}, [make("tr", {}, ["Field", "Before", "After"].map((name) => make("th", { scope: "col" }, [name])))]),
        make("tbody", {}, row.changes.map((change) =>
          make("tr", {}, [change.field, change.before, change.after].map((text) => make("td", { dir: "auto" }, [text]))),
        )),
      ]));
    if (row.other) parts.push(make("pre", {}, [row.other]));
    return make("div", { class: "whole" }, parts);
  }

  toggle(entry) {
    const { id } = entry.dataset;
    const open = !this.open.has(id);
    entry.setAttribute("aria-expanded", String(open));
    const item = entry.closest("li");
    if (open) {
      this.open.add(id);
      item.append(this.whole(this.data.rows.find((row) => row.id === id)));
    } else {
      this.open.delete(id);
      item.querySelector(".whole").remove();
    }
  }

  drawPages() {
    const { page, pages, where } = this.data;
    const turn = (text, to, able) => {
      const button = make("button", { type: "button", ...(!able && { disabled: "disabled" }) }, [text]);
      button.addEventListener("click", () => visit(addressWith({ page: to > 1 ? String(to) : "" }), this.setTriggerValue));
      return button;
    };
    this.part("pages").replaceChildren(
      ...(pages > 1 ? [turn("‹ Newer", page - 1, page > 1), make("span", {}, [where]), turn("Older ›", page + 1, page < pages)] : []),
    );
  }
}
