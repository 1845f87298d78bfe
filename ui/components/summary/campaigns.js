// Campaigns Summary: each campaign with its summary, its facts, and the counter that leads to its chat.

class CampaignsCard {
  constructor(cards) {
    this.cards = cards;
    this.body = cards.part("campaigns");
    this.folds = new Folds();
    this.summaries = new Map(); // campaign -> what Python made
  }

  show(data, another) {
    this.data = data;
    if (another) {
      this.folds = new Folds();
      this.summaries.clear();
      this.editing = null;
    }
    const news = isNews(this, data.customer, data.campaigns, data.may);
    if (!this.editing && (news || another)) this.draw();
  }

  draw() {
    const { campaigns } = this.data;
    this.cards.part("campaign-count").textContent = campaigns.length || "";
    const drawn = campaigns.map((one, index) => this.campaign(one, index === 0));
    this.body.replaceChildren(...(drawn.length ? drawn : [make("p", { class: "none" }, ["In no campaign yet."])]));
  }

  campaign(one, open) {
    const { id, name, status, inbound, live, facts: rows, channels, communications, href, label } = one;
    const icons = () => make("span", { class: "icons" }, channels.map(channelIcon));
    const jump = () => make("a", { class: "jump", href, "data-visit": "1", "aria-label": label, title: label }, [`${communications} →`]);
    const head = [make("b", {}, [name])];
    if (live) head.push(make("span", { class: "live", role: "img", title: live, "aria-label": live }, []));
    if (status) head.push(make("span", { class: `pill ${status.tone}` }, [status.text]));
    if (inbound) head.push(make("span", { class: "quiet" }, ["inbound"]));
    if (href) head.push(make("span", { class: "far" }, [icons(), jump()]));
    const list = facts(rows);
    list.append(make("dt", {}, ["Communications"]), make("dd", {}, href ? [icons(), jump()] : ["none"]));
    const text = make("div", { class: "text", "data-summary": id }, []);
    const unfolded = () => this.summary(one, text);
    const details = this.folds.make(id, open, head, [text, list, this.below(one)], unfolded);
    if (details.open) unfolded();
    return details;
  }

  // The upload's own stands there at once; any other is made when the campaign is first unfolded.
  summary({ id, summary, made }, into) {
    const known = summary ? { text: summary } : this.summaries.get(id);
    if (known) return this.tell(into, known);
    if (!made) return this.tell(into, {});
    into.classList.add("waiting");
    this.summaries.set(id, { waiting: true });
    this.cards.ask("summary", { campaign: id }, (answer) => {
      this.summaries.set(id, answer);
      const now = this.body.querySelector(`[data-summary="${CSS.escape(id)}"]`);
      if (now) this.tell(now, answer);
    });
  }

  tell(into, { text, generated, problem, note, waiting }) {
    into.classList.toggle("waiting", Boolean(waiting));
    const told = [];
    if (text) told.push(make("p", { dir: "auto" }, [text, ...(generated ? [" ", make("span", { class: "mark", title: generated }, ["generated"])] : [])]));
    if (problem || note) told.push(make("p", { class: problem ? "problem" : "none" }, [problem || note]));
    into.replaceChildren(...told);
  }

  below(one) {
    const people = make("a", { class: "link", href: one.people, "data-visit": "1" }, ["All customers of this campaign"]);
    const deeds = one.inbound ? [] : [people, this.editButton(one)];
    return make("div", { class: "more" }, deeds);
  }

  editButton(one) {
    const reason = this.data.may.edit;
    const button = make("button", { type: "button", class: "link", title: reason, "aria-disabled": reason ? "true" : "", "aria-label": `Edit status and stage in ${one.name}` }, ["Edit status and stage"]);
    if (!reason) button.addEventListener("click", () => this.edit(one, button.parentElement));
    return button;
  }

  // Status and stage by hand, where they stand. Only what was changed is sent, with what stood there before.
  edit(one, place) {
    if (this.editing) return;
    this.editing = one.id;
    const known = ["status", "stage"].map((name) => make("datalist", { id: `known-${name}` }, []));
    const row = (id, title) => new FormRow({ id, title, kind: "text", known: `known-${id}`, values: [one.values[id]].filter(Boolean), shown: [one.values[id]].filter(Boolean) });
    const rows = [row("status", "Status"), row("stage", "Stage")];
    const problem = make("p", { class: "problem", role: "alert" }, []);
    const close = (focus) => {
      this.editing = null;
      this.draw();
      if (focus) this.body.querySelector(`[aria-label="${CSS.escape(`Edit status and stage in ${one.name}`)}"]`)?.focus();
    };
    const save = deedButton("Save", { primary: true, type: "submit" });
    const form = make("form", { class: "edit" }, [...rows.map(({ root }) => root), ...known, problem, make("div", { class: "buttons" }, [save, deedButton("Cancel", {}, () => close(true))])]);
    form.addEventListener("keydown", (event) => event.key === "Escape" && close(true));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (save.disabled) return;
      const undecided = rows.find(({ theirs }) => theirs);
      if (undecided) return undecided.focus();
      const changes = rows.map((one) => one.change()).filter(Boolean);
      if (!changes.length) return close(true);
      save.disabled = true;
      problem.textContent = "";
      this.cards.ask("participation", { campaign: one.id, changes }, (answer) => {
        save.disabled = false;
        if (answer.ok) {
          close(true);
          this.cards.say("Saved");
          return;
        }
        problem.textContent = answer.problem;
        for (const row of rows) if (answer.differences?.[row.id]) row.differs(answer.differences[row.id]);
        rows.find(({ theirs }) => theirs)?.focus();
      });
    });
    this.cards.ask("known", {}, (found) => {
      for (const list of known) list.replaceChildren(...(found[list.id.slice("known-".length)] ?? []).map((value) => make("option", { value }, [])));
    });
    place.replaceChildren(form);
    rows[0].focus();
  }
}
