// What stands above a record: its name, its state, the facts in one line, and where one can go from it.

const listening = new WeakSet();

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".heading");
  if (!listening.has(parentElement)) visitLinks(root, () => undefined);
  listening.add(parentElement);
  root.replaceChildren(
    make("div", { class: "line" }, [
      make("h1", {}, [data.title]),
      make("span", { class: data.active ? "state active" : "state" }, [
        ...(data.active ? [make("i", { class: "dot", "aria-hidden": "true" }, [])] : []),
        data.state,
      ]),
      channelIcon(data.icon),
      make("span", { class: "facts" }, data.facts.map((fact) => make("span", { title: fact.title }, [fact.text]))),
    ]),
    make("nav", { class: "line", "aria-label": "From here" }, data.chips.map((chip) =>
      chip.href
        ? make("a", { class: "chip", href: chip.href, "data-visit": "to" }, [chip.text, " →"])
        : make("span", { class: "chip plain" }, [make("span", { class: "muted" }, [chip.label, " "]), chip.text]),
    )),
    ...(data.summary ? [make("p", { dir: "auto" }, [make("b", {}, ["Summary: "]), data.summary])] : []),
  );
}
