// The form of Contact info. It keeps what was there when it was opened, so that Python can tell whether somebody else
// changed it meanwhile; then both values stand there, and the one who edits chooses.

const OTHER = "other";
const WAITING_MS = 200;

class ContactForm {
  constructor({ fields, further }, { save, saved, cancel }) {
    Object.assign(this, { save, saved, cancel, further, rows: [] });
    this.list = make("div", { class: "rows" }, []);
    this.problem = make("p", { class: "problem", role: "alert" }, []);
    this.saving = deedButton("Save", { primary: true, type: "submit" });
    const buttons = make("div", { class: "buttons" }, [this.saving, deedButton("Cancel", {}, () => this.leave()), this.adding()]);
    this.root = make("form", { class: "edit", novalidate: "novalidate", "aria-label": "Edit contact info" }, [this.list, this.problem, buttons]);
    for (const field of fields) this.add(field);
    this.root.addEventListener("submit", (event) => this.submit(event));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leave();
    });
  }

  focus() {
    this.rows[0]?.focus();
  }

  add(field) {
    const row = new FormRow(field);
    this.rows.push(row);
    this.list.append(row.root);
    return row;
  }

  adding() {
    const groups = new Map();
    for (const field of this.further) groups.set(field.group, [...(groups.get(field.group) ?? []), field]);
    const choices = [...groups].map(([group, fields]) => make("optgroup", { label: group }, fields.map(({ id, title }) => make("option", { value: id }, [title]))));
    const select = make("select", { "aria-label": "Add a field" }, [make("option", {}, ["Add a field …"]), ...choices, make("option", { value: OTHER }, ["Another field …"])]);
    select.firstChild.value = "";
    select.addEventListener("change", () => {
      const field = this.further.find(({ id }) => id === select.value) ?? { id: "", title: "", kind: "text", many: false, values: [], shown: [] };
      if (!select.value) return;
      if (field.id) select.querySelector(`option[value="${CSS.escape(field.id)}"]`).remove();
      select.value = "";
      this.add(field).focus();
    });
    return select;
  }

  changes() {
    return this.rows.map((row) => row.change()).filter(Boolean);
  }

  submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const undecided = this.rows.find((row) => row.theirs);
    if (undecided) return undecided.focus();
    const changes = this.changes();
    if (!changes.length) return this.cancel();
    this.wait(true);
    this.problem.textContent = "";
    for (const row of this.rows) row.complain("");
    this.save(changes, (answer) => this.answered(answer));
  }

  answered({ ok, problem, href, errors = {}, differences = {} }) {
    this.wait(false);
    if (ok) return this.saved();
    const other = href ? [" ", make("a", { href, target: "_blank", rel: "noopener" }, ["Look at them ↗"])] : [];
    this.problem.replaceChildren(problem ?? "", ...other);
    for (const row of this.rows) {
      row.complain(errors[row.key()] ?? "");
      if (differences[row.key()]) row.differs(differences[row.key()]);
    }
    this.rows.find((row) => errors[row.key()] || row.theirs)?.focus();
  }

  wait(on) {
    this.busy = on;
    clearTimeout(this.patience);
    if (on) this.patience = setTimeout(() => (this.saving.textContent = "Saving …"), WAITING_MS);
    else this.saving.textContent = "Save";
  }

  // What was typed is not thrown away by one key.
  leave() {
    if (!this.changes().length || this.asked) return this.cancel();
    this.asked = true;
    this.problem.textContent = "What you typed is not saved. Cancel once more to leave it.";
    setTimeout(() => (this.asked = false), SAID_MS);
  }
}

class FormRow {
  // `shown` are the values as people read them; what is left as it was shown stays what it was.
  // `known` is the ID of a list of values on offer.
  constructor({ id, title, kind, many, values, shown, hint, known }) {
    Object.assign(this, { id, title, kind, many, hint, known, before: values });
    this.stored = new Map(values.map((value, index) => [shown[index], value]));
    this.inputs = make("div", { class: "inputs" }, []);
    this.error = make("p", { class: "problem", role: "alert" }, []);
    this.choice = make("div", { class: "choice" }, []);
    this.naming = id ? null : make("input", { type: "text", placeholder: "Name of the field", "aria-label": "Name of the field", maxlength: "100" }, []);
    this.root = make("div", { class: id ? "row" : "row new", role: "group", "aria-label": title || "Another field" }, [this.naming ?? make("span", { class: "label" }, [title]), this.inputs, this.error, this.choice]);
    this.set(shown);
  }

  key() {
    return this.id || this.naming.value.trim();
  }

  set(values) {
    this.inputs.replaceChildren();
    for (const value of values.length ? values : [""]) this.input(value);
    if (!this.many) return;
    const more = make("button", { type: "button", class: "link" }, ["add another"]);
    more.addEventListener("click", () => this.input("", more).focus());
    this.inputs.append(more);
  }

  input(value, before) {
    const type = { phone: "tel", email: "email" }[this.kind] ?? "text";
    const field = make("input", { type, placeholder: this.hint, "aria-label": this.title || "Value", list: this.known, autocomplete: "off", spellcheck: "false", dir: "auto" }, []);
    field.value = value;
    const line = make("div", { class: "line" }, [field]);
    if (this.many) {
      const remove = make("button", { type: "button", class: "square", title: "Remove", "aria-label": `Remove ${value || "this one"}` }, ["×"]);
      remove.addEventListener("click", () => {
        line.remove();
        this.inputs.querySelector("input, button")?.focus();
      });
      line.append(remove);
    }
    this.inputs.insertBefore(line, before ?? null);
    return field;
  }

  focus() {
    (this.theirs ? this.choice.querySelector("button") : (this.naming ?? this.root.querySelector("input, button")))?.focus();
  }

  values() {
    const typed = [...this.inputs.querySelectorAll("input")].map(({ value }) => value.trim()).filter(Boolean);
    return typed.map((text) => this.stored.get(text) ?? text);
  }

  change() {
    const after = this.values();
    if (JSON.stringify(after) === JSON.stringify(this.before)) return null;
    return { field: this.id, title: this.naming?.value.trim() ?? this.title, before: this.before, after };
  }

  complain(text) {
    this.error.textContent = text;
    for (const input of this.root.querySelectorAll("input")) input.setAttribute("aria-invalid", String(Boolean(text)));
  }

  // Somebody else changed it while the form was open: {now: [raw], shown: [as people read them]}.
  differs({ now, shown }) {
    this.theirs = now;
    now.forEach((value, index) => this.stored.set(shown[index], value));
    const decide = (taken) => () => {
      this.before = this.theirs;
      this.theirs = null;
      if (taken) this.set(shown);
      this.choice.replaceChildren();
      this.focus();
    };
    const told = make("p", {}, ["Somebody changed this meanwhile. It is now ", make("b", { dir: "auto" }, [shown.join(", ") || "empty"]), "."]);
    this.choice.replaceChildren(told, deedButton("Keep mine", {}, decide(false)), deedButton("Take theirs", {}, decide(true)));
  }
}
