// Contact info: filled fields by group, each value with where it came from; Edit turns the card into a form.

class ContactCard {
  constructor(cards) {
    this.cards = cards;
    this.body = cards.part("contact");
    this.unfolded = new Set();
  }

  show(data, another) {
    this.data = data;
    if (another) {
      this.form = null;
      this.unfolded.clear();
    }
    const news = isNews(this, data.customer, data.contact, data.may);
    if (!this.form && (news || another)) this.draw();
  }

  draw() {
    const { contact, may } = this.data;
    this.editButton = deedButton("Edit", { reason: may.edit }, () => this.edit());
    this.cards.part("deeds").replaceChildren(this.editButton, deedButton("Delete", { reason: may.delete, danger: true }, () => this.cards.erasing.open()));
    const drawn = contact.groups.flatMap(({ title, fields }) => [make("h3", {}, [title]), make("dl", {}, fields.flatMap((field) => this.field(field)))]);
    if (contact.emptied.length) drawn.push(this.emptied(contact.emptied));
    this.body.replaceChildren(...(drawn.length ? drawn : [make("p", { class: "none" }, ["No contact fields are filled. Edit adds one."])]));
  }

  field({ id, title, values, earlier, was, manual }) {
    const drawn = values.map((value) => this.value(id, value));
    const release = manual && !this.data.may.edit ? [this.release(id, title)] : [];
    const fold = earlier.length ? this.earlier(id, earlier, was) : [[], []];
    if (release.length || fold[0].length) drawn.push(make("div", { class: "more" }, [...fold[0], ...release]));
    return [make("dt", {}, [title]), make("dd", {}, [...drawn, ...fold[1]])];
  }

  value(id, { text, copy, ...from }) {
    const value = make("button", { type: "button", class: "copy", dir: "auto", title: "Copy", "data-copy": copy }, [text]);
    return make("div", { class: "value" }, [value, origin(from)]);
  }

  // What it was before, or what others say: on demand.
  earlier(id, earlier, was) {
    const list = make("ul", { class: "earlier" }, earlier.map(({ text, ...from }) => make("li", {}, [make("span", { dir: "auto" }, [text]), origin(from)])));
    const toggle = make("button", { type: "button", class: "link", "aria-expanded": "false" }, [was]);
    const set = (open) => {
      list.hidden = !open;
      toggle.setAttribute("aria-expanded", String(open));
      this.unfolded[open ? "add" : "delete"](id);
    };
    toggle.addEventListener("click", () => set(list.hidden));
    set(this.unfolded.has(id));
    return [[toggle], [list]];
  }

  release(id, title) {
    const why = `Take back what was set by hand as ${title}, so that uploads and conversations say it again`;
    const button = make("button", { type: "button", class: "link", title: why, "aria-label": `Release ${title}` }, ["release"]);
    button.addEventListener("click", () => {
      button.textContent = "releasing …";
      button.disabled = true;
      this.cards.ask("release", { field: id }, ({ problem }) => {
        this.cards.say(problem || "Released");
        this.draw();
      });
    });
    return button;
  }

  // Fields that were emptied by hand: not shown as values, but they can be released.
  emptied(fields) {
    const told = fields.map(({ id, title, ...from }) =>
      make("li", {}, [`${title}: emptied`, origin(from), ...(this.data.may.edit ? [] : [this.release(id, title)])]),
    );
    return make("ul", { class: "earlier emptied" }, told);
  }

  edit() {
    if (this.form || this.data.may.edit) return;
    this.form = new ContactForm(this.data.contact.form, {
      save: (changes, answer) => this.cards.ask("save", { changes }, answer),
      saved: () => this.close("Saved"),
      cancel: () => this.close(""),
    });
    this.cards.part("deeds").replaceChildren();
    this.body.replaceChildren(this.form.root);
    this.form.focus();
  }

  close(text) {
    this.form = null;
    this.draw();
    this.cards.say(text);
    this.editButton.focus({ preventScroll: true });
  }
}
