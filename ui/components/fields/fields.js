// All fields, group by group. A title is renamed where it stands: Enter or going on keeps it, Escape takes it back.

const controllers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Fields(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  });
}

class Fields {
  constructor(parent) {
    this.root = parent.querySelector(".fields");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.requests = 0;
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.part("find").addEventListener("input", () => this.draw(), { signal });
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
        event.preventDefault();
        this.part("find").focus();
      },
      { signal },
    );
    visitLinks(this.root, () => this.tell, signal);
    fillWindow(this.root, 320, signal);
  }

  show(data) {
    this.data = data;
    this.part("back").setAttribute("href", data.back);
    this.part("reason").textContent = data.reason;
    const problem = data.answer.request === this.acted?.request ? data.answer.problem : "";
    this.part("problem").textContent = problem;
    this.refused = problem ? this.acted : undefined;
    this.draw();
  }

  act(what) {
    this.acted = { request: ++this.requests, ...what };
    this.tell("act", this.acted);
  }

  draw() {
    const words = this.part("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ id, title, group }) => words.every((word) => `${group} ${title} ${id}`.toLowerCase().includes(word));
    const found = this.data.fields.filter(fits);
    const at = this.root.getRootNode().activeElement;
    const focused = at?.dataset.stop;
    const typing = focused?.startsWith("title ") && [at.value, at.selectionStart, at.selectionEnd];
    const drawn = [];
    for (const group of new Set(found.map((field) => field.group))) {
      drawn.push(make("tr", { class: "group" }, [make("th", { colspan: "5", scope: "colgroup" }, [group])]));
      drawn.push(...found.filter((field) => field.group === group).map((field) => this.line(field)));
    }
    this.drawing = true;
    this.part("body").replaceChildren(...drawn);
    this.drawing = false;
    this.part("empty").hidden = found.length > 0;
    const again = focused && [...this.root.querySelectorAll("[data-stop]")].find(({ dataset }) => dataset.stop === focused);
    again?.focus();
    if (!again || !typing) return;
    again.value = typing[0];
    again.setSelectionRange(typing[1], typing[2]);
  }

  line(field) {
    const title = this.data.reason ? make("bdi", {}, [field.title]) : this.title(field);
    const known = field.customers && field.href ? make("a", { href: field.href, "data-visit": "to", title: "Show them" }, [field.customers]) : field.customers;
    const first = make("td", { class: "title" }, [title, ...(field.renamed ? [make("span", { class: "id", title: "What the product or the data call it" }, [field.id])] : [])]);
    return make("tr", { class: field.hidden ? "hidden" : "" }, [
      first,
      make("td", {}, [field.type]),
      make("td", { class: "source", title: field.note }, [field.source, ...(field.note ? [make("span", { class: "note" }, [` · ${field.note}`])] : [])]),
      make("td", { class: "number" }, [known]),
      make("td", {}, [this.offered(field)]),
    ]);
  }

  title(field) {
    const refused = this.refused?.id === field.id && this.refused.do === "rename";
    const value = refused ? this.refused.title : field.title;
    const input = make("input", { value, "aria-invalid": String(refused), "aria-label": `Title of ${field.title}`, maxlength: "60", dir: "auto", "data-stop": `title ${field.id}`, autocomplete: "off" }, []);
    const keep = () => {
      if (input.value.trim() !== value && !this.drawing) this.act({ do: "rename", id: field.id, title: input.value });
    };
    input.addEventListener("blur", keep);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") input.value = field.title;
      if (event.key === "Escape" || event.key === "Enter") input.blur();
    });
    return input;
  }

  offered(field) {
    if (this.data.reason) return field.hidden ? "no" : "yes";
    const box = make("input", { type: "checkbox", "aria-label": `Offer ${field.title} in filters and columns`, "data-stop": `offer ${field.id}` }, []);
    box.checked = !field.hidden;
    box.addEventListener("change", () => this.act({ do: box.checked ? "show" : "hide", id: field.id }));
    return box;
  }
}
