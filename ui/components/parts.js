// What several components draw with. It is put before each one's own script.

// An element with attributes (undefined and "" are left out) and children; strings become text, never markup.
function make(tag, attributes, children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== "") element.setAttribute(name, value);
  element.append(...children);
  return element;
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
