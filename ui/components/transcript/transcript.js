// The messages of one session, oldest first, one row each. Rows off screen are not laid out (CSS), so that
// ten thousand of them scroll.

const drawn = new WeakMap();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".transcript");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  part("note").textContent = data.note;
  const rows = part("rows");
  rows.replaceChildren(
    ...data.messages.map((message) =>
      make("li", { class: `row ${message.author}`, "data-id": message.id, "aria-current": message.id === data.at ? "true" : "" }, [
        make("a", { class: "at", href: message.href, title: message.time_title }, [message.time]),
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
    if (row) rows.scrollTop = row.offsetTop - rows.offsetTop - rows.clientHeight / 3;
  }
  drawn.set(parentElement, data.at);
}
