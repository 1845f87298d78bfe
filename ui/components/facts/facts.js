// Sections of named values: text as text, anything nested as JSON that unfolds.

const listening = new WeakSet();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".facts");
  if (!listening.has(parentElement)) visitLinks(root, () => undefined);
  listening.add(parentElement);
  root.replaceChildren(
    ...data.sections.map((section) =>
      make("section", { "aria-label": section.title }, [
        make("h2", {}, [section.title]),
        section.rows.length
          ? make("dl", {}, section.rows.flatMap((row) => [make("dt", {}, [row.name]), make("dd", { dir: "auto" }, [value(row)])]))
          : make("p", { class: "empty" }, [section.empty]),
      ]),
    ),
  );
}

function value(row) {
  if (row.href) return make("a", { href: row.href, "data-visit": "to" }, [row.text]);
  if (row.json === null) return make("span", { title: row.title }, [row.text]);
  return make("details", {}, [make("summary", {}, [row.text]), make("pre", {}, [row.json])]);
}
