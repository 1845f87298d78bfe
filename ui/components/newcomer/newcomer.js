// A form whose answers come while one types. What is typed is here alone; Python says what is wrong and who is alike.

const forms = new WeakMap();
const TYPED_AFTER_MS = 250;

export default function ({ data, parentElement, setTriggerValue }) {
  let form = forms.get(parentElement);
  if (!form) {
    form = new Newcomer(parentElement, data.fields);
    forms.set(parentElement, form);
  }
  form.tell = setTriggerValue;
  form.show(data);
  return whenGone(parentElement, () => {
    clearTimeout(form.timer);
    forms.delete(parentElement);
  });
}

class Newcomer {
  constructor(parent, fields) {
    this.root = parent.querySelector(".newcomer");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.fields = new Map();
    this.left = new Set(); // fields that were left once: what is wrong with them may be said
    for (const field of fields) this.addField(field);
    this.root.addEventListener("submit", (event) => this.submit(event));
    // The dialog takes the focus when it has opened; the first box has it after that.
    requestAnimationFrame(() => requestAnimationFrame(() => this.root.querySelector("input")?.focus()));
  }

  addField(field) {
    const values = make("div", { class: "values" }, []);
    const wrong = make("span", { class: "wrong", id: `wrong-${field.id}` }, []);
    const label = make("label", { for: `${field.id}-0` }, [field.title]);
    this.fields.set(field.id, { field, values, wrong });
    this.addInput(field.id);
    values.append(wrong);
    this.part(field.first ? "first" : "more").append(label, values);
  }

  addInput(id) {
    const { field, values, wrong } = this.fields.get(id);
    const count = values.querySelectorAll("input").length;
    const name = count ? `${field.title} ${count + 1}` : field.title;
    const input = make("input", { type: "text", id: `${id}-${count}`, autocomplete: "off", spellcheck: "false", "aria-label": name, "aria-describedby": wrong.id,
      placeholder: count ? `Another ${field.title.toLowerCase()}` : field.placeholder }, []);
    input.addEventListener("input", () => this.typed(id));
    input.addEventListener("blur", () => {
      if (!input.value) return;
      this.left.add(id);
      this.sayWrong();
    });
    if (wrong.parentElement === values) wrong.before(input);
    else values.append(input);
  }

  // There is always room for one more of what may repeat.
  typed(id) {
    const { field, values } = this.fields.get(id);
    const inputs = [...values.querySelectorAll("input")];
    if (field.repeats && inputs.every((input) => input.value.trim())) this.addInput(id);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell("typed", this.values()), TYPED_AFTER_MS);
  }

  values() {
    const found = {};
    for (const [id, { values }] of this.fields) {
      const texts = [...values.querySelectorAll("input")].map((input) => input.value).filter((text) => text.trim());
      if (texts.length) found[id] = texts;
    }
    return found;
  }

  submit(event) {
    event.preventDefault();
    clearTimeout(this.timer);
    for (const id of this.fields.keys()) this.left.add(id);
    this.part("add").disabled = true;
    this.sent = (this.answer ?? 0) + 1;
    this.tell("add", this.values());
  }

  show(data) {
    Object.assign(this, { wrong: data.wrong, answer: data.answer });
    if (this.sent !== undefined && data.answer >= this.sent) this.part("add").disabled = false;
    this.sayWrong();
    const whose = data.whose ? [" ", make("a", { href: data.whose, target: "_blank", rel: "noopener" }, ["Look at them ↗"])] : [];
    this.part("problem").replaceChildren(data.problem, ...whose);
    const lines = data.alike.map(({ name, why, href, certain }) =>
      make("li", { class: certain ? "certain" : "" }, [make("a", { href, target: "_blank", rel: "noopener" }, [name]), make("span", { class: "why" }, [why])]),
    );
    const told = lines.length ? make("ul", {}, lines) : make("p", {}, ["Nobody so far. Who has the same phone, e-mail or ID, or a similar name, is named here."]);
    this.part("alike").replaceChildren(make("h4", {}, ["Already there?"]), told);
  }

  sayWrong() {
    for (const [id, { values, wrong }] of this.fields) {
      const said = this.left.has(id) ? this.wrong[id] ?? "" : "";
      wrong.textContent = said;
      for (const input of values.querySelectorAll("input")) input.setAttribute("aria-invalid", String(Boolean(said && input.value.trim())));
      if (said && !this.part("first").contains(values)) this.root.querySelector("details").open = true;
    }
  }
}
