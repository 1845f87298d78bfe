// A small panel below a button. Escape, a click elsewhere or going on by Tab closes it; nothing else on the page moves.

const POPOVER_GAP_PX = 4;

class Popover {
  constructor(frame, signal) {
    this.frame = frame;
    this.panel = make("div", { class: "popover", role: "dialog", tabindex: "-1" }, []);
    this.panel.hidden = true;
    frame.append(this.panel);
    const away = (event) => {
      const path = event.composedPath();
      if (this.owner && !path.includes(this.panel) && !path.includes(this.owner)) this.close(false);
    };
    document.addEventListener("pointerdown", away, { signal, capture: true });
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true, event), { signal });
    const left = ({ relatedTarget }) => {
      if (this.owner && relatedTarget && !this.panel.contains(relatedTarget) && relatedTarget !== this.owner) this.close(false);
    };
    this.panel.addEventListener("focusout", left, { signal });
  }

  // Opens below `owner`; `closed` is called when it is gone, however that came about.
  open(owner, label, content, closed = () => undefined) {
    if (this.owner) this.close(false);
    this.owner = owner;
    this.closed = closed;
    owner.setAttribute("aria-expanded", "true");
    this.panel.setAttribute("aria-label", label);
    this.panel.replaceChildren(...content);
    this.panel.hidden = false;
    this.place();
    this.panel.querySelector("input, button")?.focus({ preventScroll: true });
  }

  place() {
    const [frame, owner] = [this.frame.getBoundingClientRect(), this.owner.getBoundingClientRect()];
    const furthest = frame.width - this.panel.offsetWidth - 8;
    const below = owner.bottom - frame.top + POPOVER_GAP_PX;
    this.panel.style.left = `${Math.max(0, Math.min(owner.left - frame.left, furthest))}px`;
    this.panel.style.top = `${below}px`;
    this.panel.style.maxHeight = `${Math.max(160, frame.height - below - 8)}px`;
  }

  close(back, event) {
    if (!this.owner) return;
    event?.stopPropagation();
    const { owner, closed } = this;
    this.owner = undefined;
    owner.setAttribute("aria-expanded", "false");
    if (back) owner.focus({ preventScroll: true });
    this.panel.hidden = true;
    this.panel.replaceChildren();
    closed();
  }
}

// Arrows go through what can be ticked, from the box above it too.
function arrowsThrough(list, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey) return;
  const all = [...list.querySelectorAll("input")];
  const at = all.indexOf(event.target) + step;
  event.preventDefault();
  if (all.length) all[Math.min(Math.max(at, 0), all.length - 1)].focus();
}
