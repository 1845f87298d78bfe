// The messages of one session, oldest first, one row each. Rows off screen are not laid out (CSS), so that
// ten thousand of them scroll.

const SETTLE_FRAMES = 5;
const drawn = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".transcript");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  if (!drawn.has(parentElement)) visitLinks(root, () => undefined);
  part("note").textContent = data.note;
  const rows = part("rows");
  rows.replaceChildren(
    ...data.messages.map((message) =>
      make("li", { class: `row ${message.author}`, "data-id": message.id, "aria-current": message.id === data.at ? "true" : "" }, [
        make("a", { class: "at", href: message.href, "data-visit": "to", title: message.time_title }, [message.time]),
        make("span", { class: "who", title: message.who }, [message.who]),
        make("div", { class: "text", dir: "auto" }, [
          ...(message.subject ? [make("strong", {}, [message.subject])] : []),
          make("p", {}, marked(message.text, message.spans)),
        ]),
      ]),
    ),
  );
  if (data.at && drawn.get(parentElement) !== data.at) {
    const row = rows.querySelector('[aria-current="true"]');
    if (row) scrollTo(rows, row, SETTLE_FRAMES);
  }
  drawn.set(parentElement, data.at);
}

// Rows that were never on screen have a guessed height, so the place is corrected while they come into view.
function scrollTo(rows, row, frames) {
  rows.scrollTop = row.offsetTop - rows.clientHeight / 3;
  if (frames) requestAnimationFrame(() => scrollTo(rows, row, frames - 1));
}
