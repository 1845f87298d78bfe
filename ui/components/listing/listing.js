// A plain table: rows of text, numbers to the right, a link in the first cell where the row leads somewhere.

const listening = new WeakSet();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".listing");
  if (!listening.has(parentElement)) visitLinks(root, () => setTriggerValue);
  listening.add(parentElement);
  const { columns, rows, empty } = data;
  const head = make("h2", {}, [data.title]);
  if (!rows.length) {
    root.replaceChildren(head, make("p", { class: "empty" }, [empty]));
    return;
  }
  root.replaceChildren(
    head,
    make("table", { "aria-label": data.title }, [
      make("thead", {}, [make("tr", {}, columns.map((column) =>
        make("th", { scope: "col", class: column.numeric ? "number" : "" }, [column.title]),
      ))]),
      make("tbody", {}, rows.map((row) =>
        make("tr", {}, row.cells.map((cell, at) =>
          make("td", { class: columns[at].numeric ? "number" : "", title: cell.title, dir: columns[at].numeric ? "" : "auto" }, [
            row.href && at === 0 ? make("a", { href: row.href, "data-visit": "to" }, [cell.text])
              : cell.tone !== undefined ? make("span", { class: `pill ${cell.tone}` }, [cell.text])
              : cell.text,
          ]),
        )),
      )),
    ]),
  );
}
