// What the cards draw with.

const SAID_MS = 4000;

// Rows of {title, values: [{text, hover}]}.
function facts(rows) {
  return make("dl", {}, rows.flatMap(({ title, values }) => [make("dt", {}, [title]), make("dd", {}, values.map(({ text, hover }) => make("p", { title: hover, dir: "auto" }, [text])))]));
}

// A button; one that may not be used keeps its place and says why.
function deedButton(title, { reason, danger, primary, type } = {}, clicked) {
  const kind = danger ? "danger" : primary ? "primary" : "";
  const button = make("button", { type: type ?? "button", class: `deed ${kind}`, title: reason, "aria-disabled": reason ? "true" : "" }, [title]);
  if (reason) button.setAttribute("aria-description", reason);
  else if (clicked) button.addEventListener("click", clicked);
  return button;
}

// Where a value came from and when: {source, day, hover, href}.
function origin({ source, day, hover, href }) {
  const told = href ? make("a", { href, target: "_blank", rel: "noopener" }, [`${source} ↗`]) : make("span", {}, [source]);
  return make("span", { class: "origin", title: hover }, [told, ...(day ? [make("time", {}, [`· ${day}`])] : [])]);
}

// A click on a value copies it, unless it was for selecting a part of it.
function copyOnClick(root, say, signal) {
  const clicked = async (event) => {
    const value = event.target.closest?.("button.copy");
    if (!value || value.getRootNode().getSelection?.()?.toString() || getSelection().toString()) return;
    const done = await copied(value.dataset.copy);
    say(done ? "Copied" : "Copying is not allowed here");
    value.classList.toggle("done", done);
    setTimeout(() => value.classList.remove("done"), SAID_MS / 3);
  };
  root.addEventListener("click", clicked, { signal });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text);
  }
}

// Without https there is no clipboard but the old one.
function copiedByHand(text) {
  const area = make("textarea", { style: "position:fixed;opacity:0" }, []);
  const before = document.activeElement;
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus?.();
  return done;
}

// Whether something is said to a card for the first time; else it stays as it is, with the focus in it.
function isNews(card, ...told) {
  const before = card.told;
  card.told = JSON.stringify(told);
  return card.told !== before;
}

// Details that stay as the reader left them.
class Folds {
  constructor() {
    this.unfolded = new Map();
  }

  make(id, open, head, inside, opened) {
    const details = make("details", {}, [make("summary", {}, head), make("div", { class: "inside" }, inside)]);
    details.open = this.unfolded.get(id) ?? open;
    details.addEventListener("toggle", () => {
      this.unfolded.set(id, details.open);
      if (details.open) opened?.();
    });
    return details;
  }
}
