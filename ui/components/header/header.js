// The head of one record's page.

const controllers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = { ending: new AbortController() };
    controllers.set(parentElement, controller);
    const root = parentElement.querySelector("header");
    visitLinks(root, () => controller.tell, controller.ending.signal);
    controller.show = (data) => {
      const part = (name) => root.querySelector(`[data-part="${name}"]`);
      const back = part("back");
      back.setAttribute("href", data.back);
      for (const name of ["title", "aria-label"]) back.setAttribute(name, data.back_label);
      part("title").textContent = data.title;
      part("tabs").replaceChildren(...data.tabs.map(tab));
    };
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  };
}

function tab({ title, href, current, count }) {
  const children = count ? [title, make("span", {}, [count])] : [title];
  return make("a", { role: "tab", href, "data-visit": "1", "aria-selected": String(current), "data-bold": `${title} ${count}` }, children);
}
