// When something happened, by channel: bars along time. Arrows go from bar to bar, Enter or a click to what it counts.

const controllers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Strip(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  });
}

class Strip {
  constructor(parent) {
    this.root = parent.querySelector("section");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.ending = new AbortController();
    const { signal } = this.ending;
    visitLinks(this.root, () => this.tell, signal);
    const strip = this.part("strip");
    for (const kind of ["pointerover", "focusin"]) strip.addEventListener(kind, (event) => this.tip(event.target.closest(".bar")), { signal });
    for (const kind of ["pointerleave", "focusout"]) strip.addEventListener(kind, () => this.tip(null), { signal });
    strip.addEventListener("keydown", (event) => this.key(event), { signal });
  }

  show({ bars, from, to, caption, channels, unknown }) {
    this.told = new Map();
    this.part("strip").replaceChildren(...bars.map((bar, index) => this.bar(bar, index)));
    this.part("strip").hidden = !bars.length;
    for (const [name, text] of Object.entries({ from, to, caption })) this.part(name).textContent = text;
    this.part("legend").replaceChildren(...channels.map(({ icon, count }) => make("span", {}, [colour(icon.colour), `${icon.name} ${count}`])));
    const aside = this.part("unknown");
    aside.hidden = !unknown.text;
    aside.textContent = unknown.text;
    if (unknown.href) aside.setAttribute("href", unknown.href);
    else aside.removeAttribute("href");
  }

  bar({ left, width, height, parts, when, what, href }, index) {
    const stack = make("span", {}, parts.map(([paint, share]) => colour(paint, share)));
    stack.style.height = `${height}%`;
    const bar = make("a", { class: "bar", href: href ?? "", "data-visit": "1", "aria-label": `${when}: ${what}`, tabindex: index ? "-1" : "0" }, [stack]);
    Object.assign(bar.style, { left: `min(${left}%, 100% - 5px)`, width: `${width}%` });
    this.told.set(bar, [when, what]);
    return bar;
  }

  tip(bar) {
    const tip = this.part("tip");
    tip.hidden = !bar;
    if (!bar) return;
    const [when, what] = this.told.get(bar);
    tip.replaceChildren(make("b", {}, [when]), what);
    const middle = bar.offsetLeft + bar.offsetWidth / 2 - tip.offsetWidth / 2;
    tip.style.left = `${Math.min(Math.max(middle, 0), this.root.clientWidth - tip.offsetWidth)}px`;
  }

  key(event) {
    const bars = [...this.told.keys()];
    const at = bars.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = bars[Math.min(Math.max(to, 0), bars.length - 1)];
    for (const bar of bars) bar.tabIndex = bar === next ? 0 : -1;
    next.focus();
  }
}

function colour(paint, share) {
  const patch = make("i", {}, []);
  patch.style.background = paint;
  if (share) patch.style.height = `${share}%`;
  return patch;
}
