// The tree of conditions as it is seen: groups in boxes, conditions in rows, the pickers for fields and kinds of groups.
// What it shows can be changed by the methods of `Panel`, which is built on it.

const THINGS = { participation: "campaign", product: "product", communication: "communication" };
const GROUPS = [
  { value: "any", title: "any of …", note: "At least one of them holds" },
  { value: "all", title: "all of …", note: "All of them hold" },
  { value: "none", title: "none of …", note: "None of them holds" },
  ...Object.entries(THINGS).map(([of, title]) => ({ value: of, title: `of the same ${title} …`, note: `All of them hold of one ${title}` })),
];

class Drawing {
  // Draws the whole tree and puts the focus on a node: on its field, its "value", or the button that takes it "off".
  draw(focused, part = "field") {
    this.redraws = [];
    this.spots = new Map();
    this.part("tree").replaceChildren(this.group(this.tree, null, 1));
    this.part("hint").hidden = this.tree.parts.length > 0;
    if (!focused) return;
    const spots = this.spots.get(focused) ?? {};
    (spots[part] ?? spots.field ?? spots.add ?? this.root).focus();
  }

  group(node, parent, depth) {
    const of = node.of || parent?.within || "";
    const within = { within: of };
    const head = make("div", { class: "head" }, [...this.heading(node, parent)]);
    const spots = {};
    if (parent) {
      spots.off = crossOut("Remove the group", () => this.remove(parent.node, node));
      head.append(spots.off);
    }
    const parts = node.parts.map((part) => (isGroup(part) ? this.group(part, { node, ...within }, depth + 1) : this.condition(part, node, of)));
    spots.add = make("button", { type: "button", class: "chip" }, ["+ Condition"]);
    spots.add.addEventListener("click", () => this.add(node, newCondition()));
    this.spots.set(node, spots);
    const adders = make("div", { class: "adders" }, [spots.add, ...(depth < MAX_DEPTH ? [this.groupAdder(node, of)] : [])]);
    return make("div", { class: parent ? "group inner" : "group", role: "group", "aria-label": parent ? "Group of conditions" : "Conditions" }, [head, ...parts, adders]);
  }

  *heading(node, parent) {
    const joined = (titles, chosen, label, change) => {
      const select = options(titles, chosen, label);
      select.addEventListener("change", () => {
        change(select.value);
        this.write();
      });
      return select;
    };
    const how = { all: "all", any: "any" };
    if (node.of) {
      const thing = THINGS[node.of];
      yield joined({ "": `One ${thing}`, not: `No ${thing}` }, node.negated ? "not" : "", `One ${thing} or none`, (value) => (node.negated = value === "not"));
      yield " with ";
      yield joined(how, node.any ? "any" : "all", "How conditions are joined", (value) => (node.any = value === "any"));
      yield " of";
      return;
    }
    const value = `${node.negated ? "not_" : ""}${node.any ? "any" : "all"}`;
    const titles = { ...how, not_any: "none", ...(value === "not_all" ? { not_all: "not all" } : {}) };
    if (!parent) yield "Customers who match ";
    yield joined(titles, value, "How conditions are joined", (chosen) => Object.assign(node, { any: chosen.endsWith("any"), negated: chosen.startsWith("not") }));
    yield parent ? " of these" : " of";
  }

  groupAdder(node, of) {
    const place = make("span", { class: "place" }, []);
    const button = make("button", { type: "button", class: "chip" }, ["+ Group"]);
    button.addEventListener("click", () => {
      const input = make("input", { type: "text", class: "find", "aria-label": "Kind of group" }, []);
      const kinds = GROUPS.filter(({ value }) => !of || !(value in THINGS));
      const done = () => place.replaceChildren(button);
      new Dropdown(input, place, {
        label: "Kinds of groups",
        nothing: "No such group.",
        find: (typed, show) => show(kinds.filter(({ title }) => title.includes(typed.toLowerCase()))),
        pick: (item) => item && this.addGroup(node, item.value),
      });
      this.picking(input, done, () => button.focus());
      place.prepend(input);
      button.remove();
      input.focus();
    });
    place.append(button);
    return place;
  }

  // An input that stands in for a button while one picks; Escape gives the focus back.
  picking(input, done, back) {
    let gone = false;
    const end = (after) => {
      if (gone) return;
      gone = true;
      done();
      after?.();
    };
    input.addEventListener("blur", () => input.isConnected && end());
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end(back);
    });
  }

  condition(node, group, of) {
    const field = this.fields.get(node.field);
    const title = field?.title ?? (node.field || "Choose a field");
    const spots = { off: crossOut(`Remove the condition on ${title}`, () => this.remove(group, node)) };
    const line = make("div", { class: "line" }, [this.fieldPicker(node, group, of, title, spots)]);
    const row = make("div", { class: "row", role: "group", "aria-label": `Condition on ${title}` }, [line]);
    if (field) {
      const named = { ...this.data.operators.any, ...this.data.operators[field.type], ...this.data.operators[field.id] };
      const titles = Object.fromEntries(field.operators.map((one) => [one, named[one] ?? one]));
      const select = options(titles, node.operator, `Comparison of ${title}`);
      select.addEventListener("change", () => this.setOperator(node, select.value));
      line.append(select);
      const inputs = valueInputs(this, node, field);
      spots.value = inputs.map((one) => (one.matches?.("input, select") ? one : one.querySelector?.("input"))).find(Boolean) ?? select;
      if (inputs.length) row.append(make("div", { class: "values" }, inputs));
    } else if (node.field) row.append(make("div", { class: "problem" }, ["This field is not known here."]));
    line.append(spots.off);
    const scope = scopeOf(node.field);
    if (field && scope && !of) {
      const tie = make("button", { type: "button", class: "plain tie" }, [`+ of the same ${THINGS[scope]}`]);
      tie.addEventListener("click", () => this.tie(group, node));
      row.append(tie);
    }
    this.spots.set(node, spots);
    return row;
  }

  fieldPicker(node, group, of, title, spots) {
    const place = make("span", { class: "place" }, []);
    const button = make("button", { type: "button", class: "field", "aria-label": `Field: ${title}` }, [make("bdi", {}, [title]), make("i", { "aria-hidden": "true" }, ["▾"])]);
    spots.field = button;
    const pick = () => {
      const input = make("input", { type: "text", class: "find", "aria-label": "Find a field", placeholder: "Find a field" }, []);
      new Dropdown(input, place, {
        label: "Fields",
        nothing: "No field has such a name.",
        find: (typed, show) => show(this.fitting(typed, of)),
        pick: (item) => item && this.setField(group, node, item.value),
      });
      this.picking(input, () => place.replaceChildren(button), () => button.focus());
      place.prepend(input);
      button.remove();
      input.focus();
      return input;
    };
    button.addEventListener("click", pick);
    place.append(button);
    if (!node.field) queueMicrotask(() => this.root.getRootNode().activeElement === button && pick());
    return place;
  }

  // Fields with all the typed words in title or group; in a group of one campaign only those of a campaign.
  fitting(typed, of) {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.data.fields.filter(({ id, title, group, hidden }) => {
      if (hidden || (of && scopeOf(id) !== of)) return false;
      const text = `${group} ${title}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return found.map(({ id, title, group, source }) => ({ value: id, title, group, note: source }));
  }
}

function crossOut(label, act) {
  const button = make("button", { type: "button", class: "plain off", "aria-label": label, title: label }, ["×"]);
  button.addEventListener("click", act);
  return button;
}
