// What several components draw with. It is put before each one's own script.

// An element with attributes (undefined and "" are left out) and children; strings become text, never markup.
function make(tag, attributes, children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== "") element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// What a component's call returns: it ends the component when that has left the page. Streamlit calls it as well for
// a call that a newer one overtook, while the component stays.
function whenGone(parentElement, end) {
  const check = () => parentElement.isConnected || end();
  return () => check() === true && setTimeout(check, 1000);
}

// The text with its matches in <mark>; spans are [start, end) in UTF-16 units, in order.
function marked(text, spans) {
  const parts = [];
  let done = 0;
  for (const [start, end] of spans) {
    if (start > done) parts.push(text.slice(done, start));
    parts.push(make("mark", {}, [text.slice(start, end)]));
    done = end;
  }
  if (done < text.length) parts.push(text.slice(done));
  return parts;
}

// A channel's icon, as ui/channels.py describes it.
function channelIcon({ name, colour, letters, path }) {
  const icon = make("span", { class: "channel", role: "img", title: name, "aria-label": name }, path ? [] : [letters]);
  icon.style.background = colour;
  if (path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    icon.append(svg);
  }
  return icon;
}

// The address as Python's urlencode writes it, so that one both sides arrive at is one step in the history, not two.
function queryText(params) {
  const code = (text) =>
    encodeURIComponent(text)
      .replace(/[!*'()]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase())
      .replace(/%20/g, "+");
  return [...params].map(([name, value]) => `${code(name)}=${code(value)}`).join("&");
}

// This address with some parameters changed; a list repeats the parameter, "", [] or null removes it.
function addressWith(changes) {
  const params = new URL(location.href).searchParams;
  for (const [name, value] of Object.entries(changes)) {
    const wanted = [value].flat().filter(Boolean);
    if (wanted.length === 1) params.set(name, wanted[0]);
    else if (wanted.join("\n") !== params.getAll(name).join("\n")) {
      params.delete(name);
      for (const one of wanted) params.append(name, one);
    }
  }
  const query = queryText(params);
  return location.pathname + (query ? `?${query}` : "");
}

// Go to an address of the product: one step in the history ("pushState") or none ("replaceState"). Within the page
// the trigger `go` tells Python (ui/filters.py), which asks again and leaves standing what does not change;
// to another page, or from a component without that trigger, Streamlit goes as if by Forward.
function visit(href, setTriggerValue, how = "pushState") {
  const target = new URL(href, location.href);
  const here = target.pathname === location.pathname;
  if (target.href !== location.href) history[how]({}, "", target);
  if (here && setTriggerValue) setTriggerValue("go", target.search.slice(1));
  else window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

// Plain clicks on links marked data-visit go without loading the page anew; others stay the browser's.
function visitLinks(root, setTriggerValue, signal) {
  const clicked = (event) => {
    const link = event.target.closest?.("a[data-visit]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visit(link.getAttribute("href"), setTriggerValue());
  };
  root.addEventListener("click", clicked, { signal });
}

// As high as the rest of the window below its top edge, at least `least` pixels.
function fillWindow(element, least, signal) {
  const fit = () => {
    const top = element.getBoundingClientRect().top + (document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0);
    element.style.height = `${Math.max(least, window.innerHeight - Math.max(top, 0))}px`;
  };
  fit();
  requestAnimationFrame(fit);
  window.addEventListener("resize", fit, { signal });
  return fit;
}

// Where typing goes is left to the one who types.
function isTyping(event) {
  const target = event.composedPath()[0];
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
