// What stands above a record: its name, its state, the facts in one line, and where one can go from it.

const listening = new WeakSet();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".heading");
  if (!listening.has(parentElement)) visitLinks(root, () => undefined);
  listening.add(parentElement);
  root.replaceChildren(
    make("div", { class: "line" }, [
      make("h1", {}, [data.title]),
      make("span", { class: `pill ${data.tone}` }, [data.state]),
      ...(data.active ? [make("i", { class: "live", title: "still going on" }, [])] : []),
      ...(data.icon ? [channelIcon(data.icon)] : []),
      make("span", { class: "facts" }, data.facts.map((fact) => make("span", { title: fact.title }, [fact.text]))),
    ]),
    ...(data.chips.length ? [make("nav", { class: "line", "aria-label": "From here" }, data.chips.map(chip))] : []),
    ...(data.summary ? [make("p", { dir: "auto" }, [make("b", {}, ["Summary: "]), data.summary])] : []),
  );
}

function chip({ text, href, label }) {
  if (href) return make("a", { class: "chip", href, "data-visit": "to" }, [text, " →"]);
  return make("span", { class: "chip plain" }, [make("span", { class: "muted" }, [label, " "]), text]);
}
