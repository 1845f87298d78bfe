// What stands behind an operator: an input by the field's type, two for a range, or tags with what there is to choose.

const ONE_OF = ["is", "is_not"];
const SAID = "communication.said";

// The inputs of a condition. `panel` is asked for choices and names, and told of every change.
function valueInputs(panel, node, field) {
  const { operator } = node;
  if (WITHOUT_VALUE.includes(operator)) return [];
  if (operator === "last_days") return [simple(panel, node, 0, "number", `Days of ${field.title}`, { min: "1", step: "1" }), " days"];
  if (field.type === "boolean") return [yesOrNo(panel, node, field)];
  if (["date", "number"].includes(field.type)) {
    const more = field.type === "number" ? { step: "any" } : { max: "9999-12-31" };
    if (operator !== "between") return [simple(panel, node, 0, field.type, `Value of ${field.title}`, more)];
    const [from, to] = ["From", "To"].map((word, at) => simple(panel, node, at, field.type, `${word}, ${field.title}`, more));
    return [from, make("span", { class: "and" }, ["to"]), to];
  }
  if (ONE_OF.includes(operator) && field.id !== SAID) return [tags(panel, node, field)];
  return [simple(panel, node, 0, "text", `Value of ${field.title}`, { maxlength: "1000" })];
}

function simple(panel, node, at, type, label, more) {
  const input = make("input", { type, "aria-label": label, autocomplete: "off", spellcheck: "false", ...more }, []);
  if (type === "text") input.dir = "auto";
  input.value = node.values[at] ?? "";
  input.addEventListener("input", () => {
    while (node.values.length < at) node.values.push("");
    node.values[at] = input.value;
    panel.changed();
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && panel.write());
  return input;
}

function yesOrNo(panel, node, field) {
  const choice = options({ "": "choose", true: "yes", false: "no" }, node.values[0] ?? "", `Value of ${field.title}`);
  choice.addEventListener("change", () => {
    node.values = choice.value ? [choice.value] : [];
    panel.write();
  });
  return choice;
}

function options(titles, chosen, label) {
  const drawn = Object.entries(titles).map(([value, title]) => {
    const option = make("option", {}, [title]);
    option.value = value;
    return option;
  });
  const select = make("select", { "aria-label": label }, drawn);
  select.value = chosen;
  return select;
}

// Chosen values as tags, and an input that offers others with how many customers have them.
function tags(panel, node, field) {
  const free = !["campaign", "channel"].includes(field.type);
  const input = make("input", { type: "text", "aria-label": `Value of ${field.title}`, maxlength: "1000", dir: "auto" }, []);
  if (free && field.type !== "choice") input.dataset.free = "1";
  const box = make("div", { class: "tags" }, []);
  const draw = () => {
    box.querySelectorAll(".tag").forEach((tag) => tag.remove());
    input.before(...node.values.map((value) => tag(value)));
    input.placeholder = node.values.length ? "" : "choose or type";
  };
  const tag = (value) => {
    const title = panel.nameOf(field.id, value);
    const off = make("button", { type: "button", "aria-label": `Remove ${title}` }, ["×"]);
    off.addEventListener("click", () => remove(value));
    return make("span", { class: "tag", title }, [make("bdi", {}, [title]), off]);
  };
  const remove = (value) => {
    node.values = node.values.filter((one) => one !== value);
    draw();
    input.focus();
    panel.write();
  };
  const add = (value) => {
    if (value && !node.values.includes(value)) node.values.push(value);
    input.value = "";
    draw();
    panel.write();
    dropdown.open();
  };
  box.append(input);
  const dropdown = new Dropdown(input, box, {
    label: `Values of ${field.title}`,
    nothing: free ? "No such value yet; press Enter to use it." : "None fits.",
    find: (typed, show) => panel.choices(field.id, typed, (items) => show(items.filter(({ value }) => !node.values.includes(value)))),
    pick: (item, typed) => {
      if (item) panel.learn(field.id, item);
      add(item ? item.value : free ? typed : "");
    },
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && node.values.length) remove(node.values.at(-1));
  });
  // What was typed and left without Enter still counts, where it need not be one of the list.
  input.addEventListener("blur", () => {
    const typed = input.value.trim();
    if (!typed || !input.dataset.free || node.values.includes(typed)) return;
    node.values.push(typed);
    input.value = "";
    draw();
    panel.write();
  });
  box.addEventListener("click", (event) => event.target === box && input.focus());
  panel.redraws.push(draw);
  draw();
  return box;
}
