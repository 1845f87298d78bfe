// The search page's body: box, totals, facets, and hits grouped by customer and communication.
// Python decides what is shown and where every link leads; here are drawing, keys, scroll and going. All going,
// also within the page, is one history entry and a popstate event, as if by Forward: filters repeat in the address.

const controllers = new WeakMap();
const SKELETON_AFTER_MS = 200;

export default function ({ data, parentElement }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Hits(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.close();
    controllers.delete(parentElement);
  });
}

class Hits {
  constructor(parent) {
    this.root = parent.querySelector(".hits");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.results = this.part("results");
    this.shown = null;
    this.typed = false; // whether the box holds words that were not asked yet: an answer leaves those alone
    this.listeners = new AbortController();
    const listen = (target, kind, handler) =>
      target.addEventListener(kind, handler, { signal: this.listeners.signal });
    listen(this.root, "click", (event) => this.clicked(event));
    listen(this.part("form"), "submit", (event) => {
      event.preventDefault();
      this.change({ q: this.part("text").value.trim() });
    });
    listen(this.part("text"), "input", () => (this.typed = true));
    listen(window, "popstate", () => this.travelled());
    listen(this.part("sort"), "change", (event) => this.change({ sort: event.target.value }));
    for (const name of ["from", "to"])
      listen(this.part(name), "change", (event) => this.changeDate(name, event.target));
    listen(this.part("fold"), "click", () => this.fold(!this.root.classList.contains("folded-out")));
    listen(document, "keydown", (event) => this.key(event));
    listen(window, "pagehide", () => this.remember());
    listen(window, "resize", () => this.fit());
  }

  close() {
    this.listeners.abort();
    clearTimeout(this.waiting);
  }

  show(data) {
    this.answered();
    this.data = data;
    const text = this.part("text");
    if (!this.typed) text.value = data.text;
    this.part("sort").value = data.sort;
    this.part("from").value = data.from;
    this.part("to").value = data.to;
    this.part("totals").textContent = data.totals;
    this.drawChips();
    this.drawFacets();
    // The same results drawn again take no focus away.
    const at = this.shown === data.address ? this.current()?.dataset.id : undefined;
    this.drawResults();
    if (at) this.links().find((link) => link.dataset.id === at)?.focus({ preventScroll: true });
    this.fit();
    if (this.shown !== data.address) {
      this.restore();
      if (!data.text) text.focus({ preventScroll: true });
    }
    this.shown = data.address;
  }

  fit() {
    const top = this.root.getBoundingClientRect().top;
    if (top > 0) this.root.style.setProperty("--top", `${Math.round(top)}px`);
  }

  // ---- going ----

  go(href) {
    this.remember();
    history.pushState({}, "", href);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    this.waiting = setTimeout(() => {
      this.root.classList.add("waiting");
      this.results.setAttribute("aria-busy", "true");
    }, SKELETON_AFTER_MS);
  }

  // Back before an answer came brings what is drawn already, and then nothing is drawn anew.
  travelled() {
    this.typed = false;
    this.part("text").value = new URL(location.href).searchParams.get("q") ?? "";
    this.answered();
  }

  answered() {
    clearTimeout(this.waiting);
    this.root.classList.remove("waiting");
    this.results.removeAttribute("aria-busy");
  }

  change(values) {
    const address = new URL(location.href);
    address.searchParams.delete("page");
    for (const [name, value] of Object.entries(values)) {
      address.searchParams.delete(name);
      if (value) address.searchParams.set(name, value);
    }
    if (address.href !== location.href) this.go(address.href);
  }

  changeDate(name, input) {
    if (input.validity.valid) this.change({ [name]: input.value });
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    if (!link || link.target || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(link.href);
  }

  // What Back brings again: how far one had read, and which hit one had opened.
  remember() {
    const hit = this.current();
    const place = { top: this.results.scrollTop, hit: hit ? hit.dataset.id : null };
    history.replaceState({ ...history.state, hits: place }, "");
  }

  restore() {
    const place = history.state && history.state.hits;
    this.results.scrollTop = place ? place.top : 0;
    if (!place || !place.hit) return;
    const link = this.links().find((each) => each.dataset.id === place.hit);
    if (link) link.focus({ preventScroll: true });
  }

  // ---- keys ----

  links() {
    return [...this.results.querySelectorAll("a.hit")];
  }

  current() {
    const focused = this.root.getRootNode().activeElement;
    return focused && focused.classList.contains("hit") ? focused : null;
  }

  key(event) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const typing = isTyping(event);
    const box = this.part("text");
    if (typing && event.composedPath()[0] !== box) return;
    if (event.key === "/" && !typing) {
      box.focus();
      box.select();
    } else if (typing && event.key !== "ArrowDown") {
      return;
    } else if (event.key === "ArrowDown" || event.key === "n") {
      this.step(1);
    } else if (event.key === "ArrowUp" || event.key === "p") {
      this.step(-1);
    } else return;
    event.preventDefault();
  }

  step(by) {
    const links = this.links();
    const at = links.indexOf(this.current());
    if (by < 0 && at <= 0) {
      this.part("text").focus();
      this.results.scrollTop = 0;
      return;
    }
    const next = links[at + by];
    if (!next) return;
    next.focus({ preventScroll: true });
    const margin = 56;
    const view = this.results.getBoundingClientRect();
    const place = next.getBoundingClientRect();
    if (place.top < view.top + margin) this.results.scrollTop -= view.top + margin - place.top;
    if (place.bottom > view.bottom - margin) this.results.scrollTop += place.bottom - view.bottom + margin;
  }

  fold(out) {
    this.root.classList.toggle("folded-out", out);
    this.part("fold").setAttribute("aria-expanded", String(out));
  }

  // ---- drawing; every text from outside goes in as text ----

  drawChips() {
    const chips = this.data.chips.map((chip) =>
      make("a", { class: "chip", href: chip.href, "aria-label": `Remove: ${chip.text}` }, [
        chip.text,
        make("span", { class: "x", "aria-hidden": "true" }, ["×"]),
      ]),
    );
    if (chips.length > 1) chips.push(make("a", { class: "clear", href: this.data.clear }, ["Clear all"]));
    this.part("chips").replaceChildren(...chips);
  }

  drawFacets() {
    const blocks = this.data.facets.map((facet) =>
      make("section", { "aria-label": facet.title }, [
        make("h2", {}, [facet.title]),
        ...facet.options.map((option) =>
          make("a", { class: option.on ? "option on" : "option", href: option.href, ...(option.on && { "aria-current": "true" }) }, [
            ...(option.icon ? [channelIcon(option.icon)] : []),
            make("span", { class: "title", title: option.title }, [option.title]),
            make("span", { class: "count" }, [option.count]),
          ]),
        ),
      ]),
    );
    this.part("facets").replaceChildren(...blocks);
  }

  drawResults() {
    const { groups, message, tips, pages, problems, understood } = this.data;
    const parts = [];
    if (understood) parts.push(make("p", { class: "understood", dir: "auto" }, [understood]));
    if (problems) parts.push(leftOut(problems));
    parts.push(...groups.map((group) => this.group(group)));
    if (message) parts.push(make("p", { class: "message", role: "status" }, [message]));
    if (tips.length) parts.push(make("dl", { class: "tips" }, tips.flatMap(([term, text]) => [
      make("dt", {}, [make("code", {}, [term])]),
      make("dd", {}, [text]),
    ])));
    if (pages) parts.push(make("nav", { class: "pages", "aria-label": "Pages" }, [
      pageLink("‹ Previous", pages.previous),
      make("span", { class: "where" }, [pages.text]),
      pageLink("Next ›", pages.next),
    ]));
    this.part("list").replaceChildren(...parts);
    this.root.classList.toggle("bare", groups.length === 0);
  }

  group(group) {
    return make("section", { class: "group", "aria-label": group.name }, [
      make("header", {}, [
        make("a", { class: group.unnamed ? "name unnamed" : "name", href: group.href }, [group.name]),
        make("span", { class: "muted" }, [group.counts]),
      ]),
      ...group.sessions.map((session) => this.session(session)),
      ...(group.more ? [make("a", { class: "more", href: group.more.href }, [group.more.text])] : []),
    ]);
  }

  session(session) {
    return make("article", { class: "session" }, [
      make("header", {}, [
        channelIcon(session.icon),
        make("span", { class: "facts", title: session.time_title }, [session.facts]),
        make("a", { class: "record", href: session.record, target: "_blank", rel: "noopener" }, ["Session ↗"]),
      ]),
      ...session.hits.map((hit) =>
        make("a", { class: "hit", href: hit.href, "data-id": hit.id }, [
          make("span", { class: "who", title: hit.who_title }, [hit.who]),
          make("span", { class: "text", dir: "auto" }, marked(hit.text, hit.spans)),
          make("time", { class: "at", title: hit.time_title }, [hit.time]),
        ]),
      ),
    ]);
  }
}

// The words of the search with what was left out of it underlined, and why.
function leftOut({ text, spans, sentences }) {
  const words = make("p", { class: "asked", dir: "auto" }, marked(text, spans));
  return make("div", { class: "left-out", role: "note" }, [words, ...sentences.map((sentence) => make("p", {}, [sentence]))]);
}

function pageLink(text, href) {
  return href ? make("a", { href }, [text]) : make("span", { class: "off", "aria-disabled": "true" }, [text]);
}
