// The menu of saved filters. Every entry is a link; what changes an entry stands behind its "…", and is asked of
// Python by the trigger `act`. The menu stays open until the answer is there.

const controllers = new WeakMap();
const ASK_AFTER_MS = 150;

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Saved(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.close();
    controllers.delete(parentElement);
  });
}

class Saved {
  constructor(parent) {
    this.root = parent.querySelector(".saved");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.requests = 0;
    this.ending = new AbortController();
    const { signal } = this.ending;
    const listen = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
    listen(this.part("opener"), "click", () => (this.part("menu").hidden ? this.open() : this.fold()));
    listen(this.part("find"), "input", () => {
      this.draw();
      this.ask(ASK_AFTER_MS);
    });
    listen(this.part("form"), "submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    listen(this.part("cancel"), "click", () => this.naming(undefined));
    listen(this.root, "keydown", (event) => this.key(event));
    listen(document, "pointerdown", (event) => event.composedPath().includes(this.root) || this.fold(false));
    listen(window, "open360-save-filter", () => {
      this.open();
      this.naming({ do: "save" });
    });
    listen(this.root, "click", (event) => event.target.closest("a[data-visit]") && this.fold());
    visitLinks(this.root, () => this.tell, signal);
  }

  close() {
    this.ending.abort();
    clearTimeout(this.asking);
  }

  show(data) {
    this.data = data;
    this.part("fields").setAttribute("href", data.fields);
    const current = this.current();
    const title = current ? current.name : "Saved filters";
    this.part("opener").replaceChildren(
      make("bdi", {}, [title]),
      ...(current && data.changed ? [make("span", { class: "changed" }, ["changed"])] : []),
      make("i", { "aria-hidden": "true" }, ["▾"]),
    );
    this.part("opener").setAttribute("aria-label", current ? `Saved filters: ${current.name}${data.changed ? ", changed" : ""}` : "Saved filters");
    if (data.answer.request === this.acting) {
      this.acting = undefined;
      if (!data.answer.problem) {
        if (["save", "update"].includes(this.did)) this.fold();
        this.naming(undefined);
        this.more = undefined;
        this.deleting = false;
      }
    }
    this.draw();
  }

  current() {
    return this.data.filters.find(({ id }) => id === this.data.current);
  }

  open() {
    const menu = this.part("menu");
    menu.hidden = false;
    menu.classList.remove("right");
    menu.classList.toggle("right", menu.getBoundingClientRect().right > window.innerWidth - 12);
    this.part("opener").setAttribute("aria-expanded", "true");
    this.part("find").value = "";
    this.more = undefined;
    this.naming(undefined);
    this.ask(0);
    this.part("find").focus({ preventScroll: true });
  }

  fold(back = true) {
    if (this.part("menu").hidden) return;
    clearTimeout(this.asking);
    this.part("menu").hidden = true;
    this.part("opener").setAttribute("aria-expanded", "false");
    if (back) this.part("opener").focus({ preventScroll: true });
  }

  // Which campaigns there are is asked when the menu opens, and as one types.
  ask(after) {
    clearTimeout(this.asking);
    this.asking = setTimeout(() => this.tell("ask", { request: ++this.requests, beginning: this.part("find").value.trim() }), after);
  }

  act(what) {
    this.acted = this.acting = ++this.requests;
    this.did = what.do;
    this.tell("act", { request: this.acting, ...what });
  }

  // Shows the line in which a name is typed: for a new filter, or a new name for one; undefined hides it.
  naming(act) {
    this.named = act;
    this.part("problem").hidden = true;
    if (!act) {
      this.acted = undefined;
      if (this.part("form").contains(this.root.getRootNode().activeElement)) this.part("find").focus();
      this.part("form").hidden = true;
      return this.data && this.draw();
    }
    this.part("form").hidden = false;
    const fresh = act.do === "save";
    this.part("name").value = act.name ?? "";
    this.part("sharing").hidden = !fresh;
    this.part("shared").checked = false;
    this.part("shared").disabled = Boolean(this.data.sharing_refused);
    this.part("sharing").title = this.data.sharing_refused;
    this.draw();
    this.part("name").focus();
    this.part("name").select();
  }

  submit() {
    this.act({ ...this.named, name: this.part("name").value, shared: this.part("shared").checked });
  }

  key(event) {
    if (event.key === "Escape" && !this.part("menu").hidden) {
      event.stopPropagation();
      if (this.named) this.naming(undefined);
      else this.fold();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.root.getRootNode().activeElement;
    if (!step || !at || (at.tagName === "INPUT" && at !== this.part("find"))) return;
    event.preventDefault();
    const stops = [this.part("find"), ...this.part("lists").querySelectorAll("a")];
    stops[Math.min(Math.max(stops.indexOf(at) + step, 0), stops.length - 1)].focus();
  }

  // ---- drawing

  draw() {
    const { data } = this;
    const words = this.part("find").value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ name }) => words.every((word) => name.toLowerCase().includes(word));
    const everybody = { name: "Everybody", href: data.everybody };
    const own = data.filters.filter((one) => one.own && fits(one));
    const shared = data.filters.filter((one) => !one.own && fits(one));
    const focused = this.root.getRootNode().activeElement?.dataset.stop;
    this.part("lists").replaceChildren(
      ...(fits(everybody) ? [make("ul", {}, [make("li", { class: data.filtered ? "" : "here" }, [link(everybody, !data.filtered)])])] : []),
      ...list("Yours", own.map((one) => this.entry(one)), words.length || data.filters.length ? "" : "Nothing is saved yet. Filter the list, then save it here under a name."),
      ...list("Shared", shared.map((one) => this.entry(one))),
      ...list("Participants of", data.campaigns.map((one) => make("li", {}, [link(one, false), make("span", { class: "count" }, [one.count])]))),
    );
    if (focused) this.part("lists").querySelector(`[data-stop="${CSS.escape(focused)}"]`)?.focus();
    const problem = data.answer.problem && data.answer.request === this.acted ? data.answer.problem : "";
    this.part("problem").hidden = !problem;
    this.part("problem").textContent = problem;
    this.drawFoot();
  }

  entry(one) {
    const here = one.id === this.data.current;
    const marks = [
      ...(one.default ? [make("span", { class: "mark", title: "The list starts with it" }, ["start"])] : []),
      ...(one.own && one.shared ? [make("span", { class: "mark", title: "Everyone sees it" }, ["shared"])] : []),
      ...(one.own ? [] : [make("span", { class: "count", title: `Shared by ${one.owner}` }, [one.owner])]),
    ];
    const more = make("button", { type: "button", class: "plain", "aria-label": `Change ${one.name}`, "aria-expanded": String(this.more === one.id), "data-stop": `more ${one.id}` }, ["…"]);
    more.addEventListener("click", () => {
      this.more = this.more === one.id ? undefined : one.id;
      this.deleting = false;
      this.draw();
    });
    const line = make("li", { class: here ? "here" : "" }, [link(one, here && !this.data.changed), ...marks, more]);
    if (this.more !== one.id) return line;
    return make("li", { class: "open" }, [make("ul", {}, [line]), this.deleting ? this.sure(one) : this.actions(one)]);
  }

  actions(one) {
    const act = (title, what, refused = "") => {
      const button = make("button", { type: "button", class: "plain", title: refused, "data-stop": `${what.do} ${one.id}` }, [title]);
      button.disabled = Boolean(refused);
      button.addEventListener("click", () => {
        if (what.do === "rename") this.naming(what);
        else if (what.do === "delete") {
          this.deleting = true;
          this.draw();
          this.part("lists").querySelector(`[data-stop="sure ${CSS.escape(one.id)}"]`)?.focus();
        } else this.act(what);
      });
      return button;
    };
    return make("div", { class: "actions" }, [
      one.default ? act("Do not start with it", { do: "no_default", id: one.id }) : act("Start with it", { do: "default", id: one.id }),
      act("Rename", { do: "rename", id: one.id, name: one.name }, one.change_refused),
      one.shared ? act("Keep private", { do: "unshare", id: one.id }, one.share_refused) : act("Share", { do: "share", id: one.id }, one.share_refused),
      act("Delete", { do: "delete", id: one.id }, one.change_refused),
    ]);
  }

  sure(one) {
    const yes = make("button", { type: "button", class: "bad", "data-stop": `sure ${one.id}` }, ["Delete it"]);
    yes.addEventListener("click", () => this.act({ do: "delete", id: one.id }));
    const no = make("button", { type: "button", class: "plain" }, ["Keep it"]);
    no.addEventListener("click", () => {
      this.deleting = false;
      this.draw();
    });
    return make("div", { class: "actions" }, [make("span", {}, [one.shared ? "Everyone loses it." : "Only the filter goes."]), yes, no]);
  }

  drawFoot() {
    const current = this.current();
    const drawn = [];
    if (current && this.data.changed && this.data.filtered) {
      const update = make("button", { type: "button", class: "main", title: current.change_refused }, [`Update “${current.name}”`]);
      update.disabled = Boolean(current.change_refused);
      update.addEventListener("click", () => this.act({ do: "update", id: current.id }));
      drawn.push(update);
    }
    const save = make("button", { type: "button", title: this.data.filtered ? "" : "Filter the list first" }, ["Save as…"]);
    save.disabled = !this.data.filtered;
    save.addEventListener("click", () => this.naming({ do: "save" }));
    this.part("foot").replaceChildren(...drawn, save);
    this.part("foot").hidden = Boolean(this.named);
  }
}

function link({ name, href }, here) {
  return make("a", { href, "data-visit": "to", "aria-current": here ? "true" : "" }, [make("bdi", {}, [name])]);
}

function list(title, entries, empty = "") {
  if (!entries.length && !empty) return [];
  return [make("h3", {}, [title]), entries.length ? make("ul", {}, entries) : make("p", {}, [empty])];
}
