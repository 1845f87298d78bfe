// Which rows are chosen: by themselves, or all that match. Apart from the one highlighted row, which a click moves.

class Selection {
  constructor(changed) {
    this.changed = changed;
    this.ids = new Set();
    this.all = false;
  }

  get size() {
    return this.ids.size;
  }

  has(id) {
    return this.all || this.ids.has(id);
  }

  clear() {
    this.set([], false);
  }

  set(ids, all = false) {
    this.ids = new Set(ids);
    this.all = all;
    this.changed();
  }

  // One more, or one less; the highlighted row is the first of several. Of "all that match" the page's rows remain.
  toggle(id, highlighted, page) {
    const ids = new Set(this.all ? page : this.ids);
    if (!this.all && !ids.size && page.includes(highlighted) && highlighted !== id) ids.add(highlighted);
    if (!ids.delete(id)) ids.add(id);
    this.anchor = id;
    this.set(ids);
  }

  // From where one began to `id`, instead of what was chosen or (with `more`) beside it.
  extend(id, highlighted, page, more = false) {
    if (!page.includes(this.anchor)) this.anchor = page.includes(highlighted) ? highlighted : id;
    const [from, to] = [page.indexOf(this.anchor), page.indexOf(id)].sort((a, b) => a - b);
    this.set([...(more ? this.ids : []), ...page.slice(from, to + 1)]);
  }

  // The page; again: all that match.
  everything(page) {
    const whole = page.every((id) => this.ids.has(id));
    this.set(page, whole);
  }
}

// Says how many are chosen and offers what can be done with them.
class SelectionBar {
  constructor(root, selection, act) {
    Object.assign(this, { root, selection, act });
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.part("choose-all").addEventListener("click", () => selection.set(this.page, true));
    this.part("choose-none").addEventListener("click", () => selection.clear());
  }

  show({ actions, total, total_text }, page) {
    Object.assign(this, { total, totalText: total_text, page });
    const drawn = JSON.stringify(actions);
    if (drawn !== this.drawn) this.part("actions").replaceChildren(...actions.map((action) => this.button(action)));
    this.drawn = drawn;
    this.say();
  }

  button({ id, title, reason }) {
    const button = make("button", { type: "button", title: reason, "aria-disabled": reason ? "true" : undefined, class: id === "delete" ? "bad" : "" }, [title]);
    if (reason) button.setAttribute("aria-description", reason);
    else button.addEventListener("click", () => this.act(id));
    return button;
  }

  say() {
    const { selection } = this;
    const some = selection.all || selection.size > 0;
    const whole = selection.all || (selection.size >= this.total && this.page.length >= this.total);
    this.root.classList.toggle("choosing", some);
    this.part("count").textContent = some ? `${selection.all ? this.totalText : selection.size.toLocaleString("en")} selected` : "";
    this.part("choose-all").textContent = some ? `Select all ${this.totalText} that match` : `Select all ${this.totalText}`;
    this.part("choose-all").hidden = whole || !this.total;
    this.part("actions").hidden = this.part("choose-none").hidden = !some;
    this.part("keys").hidden = some;
  }
}
