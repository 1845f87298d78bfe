// Three cards about one customer. What is unfolded stays so while the page is asked again.

const controllers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Cards(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  };
}

class Cards {
  constructor(parent) {
    this.root = parent.querySelector(".cards");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.unfolded = new Map();
    this.ending = new AbortController();
    visitLinks(this.root, () => this.tell, this.ending.signal);
  }

  show({ contact, campaigns, products }) {
    this.fill("contact", contact.length ? [facts(contact)] : [], "No contact fields are filled.");
    this.fill("campaigns", campaigns.map((one, i) => this.campaign(one, i === 0)), "In no campaign yet.");
    this.fill("products", products.map((one, i) => this.product(one, i, products.length === 1)), "No products yet.");
    this.part("campaign-count").textContent = campaigns.length || "";
    this.part("product-count").textContent = products.length || "";
  }

  fill(name, drawn, nothing) {
    this.part(name).replaceChildren(...(drawn.length ? drawn : [make("p", { class: "none" }, [nothing])]));
  }

  fold(id, open, head, inside) {
    const details = make("details", {}, [make("summary", {}, head), make("div", { class: "inside" }, inside)]);
    details.open = this.unfolded.get(id) ?? open;
    details.addEventListener("toggle", () => this.unfolded.set(id, details.open));
    return details;
  }

  campaign({ id, name, status, inbound, live, summary, facts: rows, channels, communications, href, label }, open) {
    const icons = () => make("span", { class: "icons" }, channels.map(channelIcon));
    const jump = () => make("a", { class: "jump", href, "data-visit": "1", "aria-label": label, title: label }, [`${communications} →`]);
    const head = [make("b", {}, [name])];
    if (live) head.push(make("span", { class: "live", role: "img", title: live, "aria-label": live }, []));
    if (status) head.push(make("span", { class: `pill ${status.tone}` }, [status.text]));
    if (inbound) head.push(make("span", { class: "quiet" }, ["inbound"]));
    if (href) head.push(make("span", { class: "far" }, [icons(), jump()]));
    const list = facts(rows);
    list.append(make("dt", {}, ["Communications"]), make("dd", {}, href ? [icons(), jump()] : ["none"]));
    return this.fold(`campaign ${id}`, open, head, [...(summary ? [make("p", {}, [summary])] : []), list]);
  }

  product({ name, hint, facts: rows }, index, open) {
    const head = [make("b", {}, [name]), ...(hint ? [make("span", { class: "quiet" }, [hint])] : [])];
    return this.fold(`product ${index} ${name}`, open || index === 0, head, [facts(rows)]);
  }
}

// Rows of {title, values: [{text, hover, source, day, source_href}]}.
function facts(rows) {
  const list = make("dl", {}, []);
  for (const { title, values } of rows)
    list.append(make("dt", {}, [title]), make("dd", {}, values.map(value)));
  return list;
}

// The value, and below it where it came from and when, in one line that the hover shows whole.
function value({ text, hover, source, day, source_href }) {
  const line = make("p", { title: hover, dir: "auto" }, [text]);
  if (source) {
    const told = source_href ? make("a", { href: source_href, target: "_blank", rel: "noopener" }, [`${source} ↗`]) : make("span", {}, [source]);
    line.append(make("small", { title: [source, day].filter(Boolean).join(" · ") }, [told, ...(day ? [make("time", {}, [`· ${day}`])] : [])]));
  }
  return line;
}
