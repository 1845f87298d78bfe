// Customers side by side, field by field, and what they would be as one. All values are text, never markup.

const listening = new WeakSet();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".compare");
  if (!listening.has(parentElement)) visitLinks(root, () => setTriggerValue);
  listening.add(parentElement);
  const { label, people, merged, fields } = data;
  const column = ({ name, href, note }) =>
    make("th", { scope: "col", dir: "auto" }, [make("a", { href, "data-visit": "to" }, [name]), make("small", {}, [note])]);
  const head = [make("th", {}, []), ...people.map(column)];
  if (merged) head.push(make("th", { scope: "col", class: "merged" }, ["As one", make("small", {}, [merged])]));
  const line = ({ title, cells, together, differs, adds }) => {
    const kept = new Set(together);
    const drawn = cells.map((values) => make("td", { class: "own", dir: "auto" }, texts(values, merged && !adds ? kept : null)));
    if (merged) drawn.push(make("td", { class: "merged", dir: "auto" }, texts(together, null)));
    return make("tr", { class: differs ? "differs" : "" }, [make("th", { scope: "row" }, [title]), ...drawn]);
  };
  root.replaceChildren(
    make("table", { "aria-label": label }, [
      make("colgroup", {}, [make("col", { class: "name" }, [])]),
      make("thead", {}, [make("tr", {}, head)]),
      make("tbody", {}, fields.map(line)),
    ]),
  );
}

// A value that the merged customer would not show is struck through, and says so.
function texts(values, kept) {
  if (!values.length) return [make("span", { class: "none" }, ["–"])];
  return values.map((value) => {
    const loses = kept && !kept.has(value);
    return make("span", { class: loses ? "value loses" : "value", title: loses ? "Kept as an earlier value" : "" }, breakable(value));
  });
}

// Long addresses break behind their signs.
function breakable(value) {
  return value.split(/(?<=[@.])/).flatMap((part, at) => (at ? [make("wbr", {}, []), part] : [part]));
}
