// One endless chat. Here: scrolling, what is loaded, which communication is in view, its Details. In Python: the data.
// Nothing that is being read may move: whatever changes above, beside or below, the first visible message keeps its
// place (`keep` and `restore`); at the very bottom the bottom does.

const controllers = new WeakMap();
const NEAR_PX = 900; // asked for so early, a window is there before one reaches its edge
const WAITING_AFTER_MS = 200;
const ASK_AGAIN_MS = 2000;
const MEDIUM_PX = 1040;
const NARROW_PX = 760;
const NARROWER_PX = 620;
const ICONS = 4; // as many fit beside a count and a day
const GROUPS = [["", "All"], ["campaigns", "Campaigns"], ["other", "Other"]];

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Chat(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.close();
    controllers.delete(parentElement);
  });
}

class Chat {
  constructor(parent) {
    this.root = parent.querySelector(".chat");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.scroller = this.part("scroller");
    this.messages = this.part("messages");
    this.campaigns = [];
    this.group = "";
    this.requests = 0;
    this.ending = new AbortController();
    const { signal } = this.ending;
    const listen = (target, kind, handler) => target.addEventListener(kind, handler, { signal });
    listen(this.scroller, "scroll", () => this.scrolled());
    listen(this.part("details-off"), "click", () => this.showDetails(false));
    listen(this.part("details-on"), "click", () => this.showDetails(true));
    listen(this.part("newest"), "click", () => this.toNewest());
    listen(this.part("groups"), "click", (event) => this.choose(event.target.dataset.group));
    listen(this.part("campaigns-on"), "click", () => this.foldCampaigns());
    listen(this.part("campaigns"), "click", () => this.foldCampaigns(false));
    listen(this.root, "keydown", (event) => this.key(event));
    visitLinks(this.root, () => this.tell, signal);
    fillWindow(this.root, 420, signal);
    this.inView = new IntersectionObserver((entries) => this.crossed(entries), {
      root: this.scroller,
      rootMargin: "-49% 0px -49% 0px",
    });
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.root);
    this.sizes.observe(this.scroller);
  }

  close() {
    this.ending.abort();
    this.inView.disconnect();
    this.sizes.disconnect();
    clearTimeout(this.patience);
    clearTimeout(this.again);
  }

  show(data) {
    if (data.campaigns) {
      this.campaigns = data.campaigns;
      this.selected = data.selected;
      this.showCampaigns();
    }
    if (data.request === 0) {
      const chat = JSON.stringify(data.chat);
      if (chat !== this.chat) this.begin(chat, data);
      else if (this.pending) this.send(); // overtaken by a click on the chat that is shown
    } else if (data.request === this.pending?.request) {
      if (data.problem) this.askLater(data.problem);
      else this.arrived(data);
    }
  }

  // A chat from its beginning: at the message of the link, or at the newest.
  begin(chat, data) {
    clearTimeout(this.again);
    this.chat = chat;
    this.reset();
    this.say(data.notice);
    this.anchor = data.anchor;
    this.merge(data, "after");
    this.part("empty").hidden = this.sections.size > 0;
    const message = this.anchor && this.drawn.get(this.anchor);
    if (message) {
      message.classList.add("anchor");
      const middle = (this.scroller.clientHeight - message.offsetHeight) / 2;
      this.scroller.scrollTop += this.topOf(message) - Math.max(middle, 24);
    } else {
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }
    this.keep();
    this.look();
    this.more();
  }

  reset() {
    this.inView.disconnect();
    this.messages.replaceChildren();
    this.drawn = new Map(); // message ID -> bubble
    this.sections = new Map(); // session ID -> its part of the chat
    this.facts = {};
    this.first = this.last = this.viewed = this.kept = undefined;
    this.pending = undefined;
    this.middle = new Set();
    this.foundOldest = this.foundNewest = true;
    this.showFacts(undefined);
    this.wait(false);
  }

  // Draws what is not yet drawn: all of it belongs before, or all of it after, what is.
  merge({ messages, communications, found_oldest, found_newest }, where) {
    Object.assign(this.facts, communications);
    const fresh = messages.filter(({ id }) => !this.drawn.has(id));
    const empty = this.drawn.size === 0;
    if (where === "before") for (const message of fresh.reverse()) this.section(message, where).querySelector(".divider").after(this.bubble(message));
    else for (const message of fresh) this.section(message, where).append(this.bubble(message));
    if (messages.length) {
      if (where === "before" || empty) this.first = messages[0].cursor;
      if (where === "after" || empty) this.last = messages[messages.length - 1].cursor;
    }
    if (where === "before" || empty) this.foundOldest = found_oldest;
    if (where === "after" || empty) this.foundNewest = found_newest;
  }

  section({ session }, where) {
    let section = this.sections.get(session);
    if (!section) {
      section = make("section", { class: "communication", "data-session": session }, [this.divider(this.facts[session])]);
      this.sections.set(session, section);
      if (where === "before") this.messages.prepend(section);
      else this.messages.append(section);
      this.inView.observe(section);
    }
    return section;
  }

  divider(facts) {
    const words = facts ? [channelIcon(facts.icon), make("span", { class: "words" }, [facts.divider])] : ["time unknown"];
    return make("div", { class: "divider", title: facts?.hover, role: "separator", "aria-label": facts?.divider }, words);
  }

  bubble({ id, author, name, subject, text, spans, offset, time, hover }) {
    const parts = [];
    const who = [offset, author === "agent" && !offset ? "" : name].filter(Boolean).join(" · ");
    if (who && (author !== "customer" || offset)) parts.push(make("div", { class: "who" }, [who]));
    if (subject) parts.push(make("div", { class: "subject", dir: "auto" }, [subject]));
    parts.push(make("div", { class: "text", dir: "auto" }, marked(text, spans)));
    if (time) parts.push(make("time", { title: hover }, [time]));
    const bubble = make("article", { class: `message ${author}`, "data-id": id, "aria-label": name || author }, parts);
    if (!time) bubble.title = hover;
    this.drawn.set(id, bubble);
    return bubble;
  }

  // ---- asking for more, one window at a time

  more() {
    if (this.pending || !this.sections.size) return;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (!this.foundOldest && scrollTop < NEAR_PX) this.ask("before", this.first);
    else if (!this.foundNewest && scrollHeight - clientHeight - scrollTop < NEAR_PX) this.ask("after", this.last);
  }

  ask(where, cursor) {
    this.pending = { request: ++this.requests, where, cursor };
    this.send();
    this.patience = setTimeout(() => this.wait(true, where), WAITING_AFTER_MS);
  }

  // Says of which chat, and where the browser is: a click that led to another one may have been overtaken by this.
  send() {
    this.tell("load", { ...this.pending, chat: JSON.parse(this.chat), query: location.search.slice(1) });
  }

  arrived(data) {
    const { where } = this.pending;
    this.pending = undefined;
    this.wait(false);
    if (this.problem) this.say("");
    this.problem = false;
    if (where === "newest") {
      this.reset();
      this.say("");
      this.merge(data, "after");
      this.scroller.scrollTop = this.scroller.scrollHeight;
      this.keep();
    } else {
      this.keep();
      this.merge(data, where);
      this.restore();
    }
    this.look();
    this.more();
  }

  // The engine is away: what is loaded stays, and the same is asked again.
  askLater(problem) {
    const { where, cursor } = this.pending;
    this.wait(false);
    this.problem = true;
    this.say(problem);
    this.again = setTimeout(() => this.ask(where, cursor), ASK_AGAIN_MS);
  }

  wait(on, where) {
    clearTimeout(this.patience);
    const waiting = this.part("waiting");
    waiting.hidden = !on;
    waiting.textContent = where === "before" ? "Loading earlier messages …" : "Loading later messages …";
    waiting.classList.toggle("below", where !== "before");
  }

  say(notice) {
    this.part("notice").hidden = !notice;
    this.part("notice").textContent = notice || "";
  }

  toNewest() {
    if (this.foundNewest) {
      this.scroller.scrollTop = this.scroller.scrollHeight;
      return;
    }
    this.pending = undefined; // its answer would no longer fit
    this.ask("newest", null);
  }

  // ---- keeping the place

  topOf(element) {
    return element.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  atBottom() {
    return this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop < 2;
  }

  // Remembers the first visible message and where it stands.
  keep() {
    this.kept = undefined;
    this.stuck = this.atBottom() && this.foundNewest;
    const bubbles = this.messages.querySelectorAll(".message");
    let [low, high] = [0, bubbles.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.topOf(bubbles[middle]) + bubbles[middle].offsetHeight > 0) high = middle;
      else low = middle + 1;
    }
    if (bubbles[low]) this.kept = { id: bubbles[low].dataset.id, top: this.topOf(bubbles[low]) };
  }

  restore() {
    const kept = this.kept && this.drawn.get(this.kept.id);
    if (this.stuck) this.scroller.scrollTop = this.scroller.scrollHeight;
    else if (kept) this.scroller.scrollTop += this.topOf(kept) - this.kept.top;
  }

  scrolled() {
    this.keep();
    this.look();
    this.more();
  }

  resized() {
    const width = this.root.clientWidth;
    const was = this.root.classList.contains("narrow");
    this.root.classList.toggle("medium", width < MEDIUM_PX);
    this.root.classList.toggle("narrow", width < NARROW_PX);
    this.root.classList.toggle("narrower", width < NARROWER_PX);
    if (was !== width < NARROW_PX) this.root.dataset.details = width < NARROW_PX ? "off" : "on";
    if (this.sections) this.restore();
  }

  // ---- the communication in view, and its Details

  crossed(entries) {
    for (const { target, isIntersecting } of entries)
      if (isIntersecting) this.middle.add(target.dataset.session);
      else this.middle.delete(target.dataset.session);
    this.look();
  }

  // The one in the middle of the panel; at the very bottom the last one, as it may be too short to get there.
  look() {
    const all = [...this.sections.keys()];
    const last = this.foundNewest && this.atBottom() ? this.messages.lastElementChild?.dataset.session : undefined;
    const anchored = this.drawn.get(this.anchor)?.closest("section").dataset.session;
    const session = last ?? [...this.middle].at(-1) ?? this.viewed ?? anchored ?? all.at(-1);
    this.part("newest").hidden = !this.sections.size || (this.foundNewest && this.scroller.scrollHeight - this.scroller.clientHeight - this.scroller.scrollTop < 240);
    if (session === this.viewed) return;
    this.viewed = session;
    this.showFacts(this.facts[session]);
  }

  showDetails(on) {
    this.root.dataset.details = on ? "on" : "off";
    this.restore();
    this.part(on ? "details-off" : "details-on").focus({ preventScroll: true });
  }

  showFacts(facts) {
    const link = this.part("session");
    link.hidden = !facts;
    if (!facts) {
      this.part("facts").replaceChildren();
      return;
    }
    link.setAttribute("href", facts.session);
    const head = [make("b", {}, [facts.agent])];
    if (facts.active) head.push(make("span", { class: "live", role: "img", title: "Active now", "aria-label": "Active now" }, []));
    head.push(channelIcon(facts.icon));
    this.part("facts").replaceChildren(
      make("div", { class: "card" }, [make("div", {}, head), make("p", {}, [facts.address])]),
      make("p", { dir: "auto" }, [make("b", {}, ["Summary: "]), facts.summary || "none"]),
      make("p", {}, [make("b", {}, ["Responsible: "]), facts.responsible]),
      make("h3", {}, ["PARAMETERS"]),
      pairs(facts.parameters, "No parameters found."),
      make("h3", {}, ["RESULTS"]),
      pairs(facts.results, "No results found."),
    );
    this.part("details").scrollTop = 0;
  }

  // ---- campaigns

  showCampaigns() {
    const groups = GROUPS.map(([group, title]) =>
      make("button", { type: "button", role: "tab", "data-group": group || "all", "aria-selected": String(group === this.group) }, [title]),
    );
    this.part("groups").replaceChildren(...groups);
    const shown = this.campaigns.filter(({ group }) => !this.group || group === this.group);
    const none = make("p", {}, [this.group === "other" ? "No inbound activity." : "No campaigns."]);
    this.part("campaigns").replaceChildren(...(shown.length ? shown.map((one) => this.campaign(one)) : [none]));
    const now = this.campaigns.find(({ id }) => id === this.selected);
    this.part("title").textContent = now?.name ?? "This campaign";
    this.part("counted").textContent = now?.counted ?? "";
  }

  campaign({ id, name, line, hover, icons, active, href }) {
    const head = [make("span", {}, [name])];
    if (active) head.push(make("span", { class: "live", role: "img", title: "Active now", "aria-label": "Active now" }, []));
    const below = make("span", { class: "line" }, [make("span", {}, [line]), make("span", { class: "icons" }, few(icons))]);
    return make("a", { href, "data-visit": "1", title: hover, "aria-current": String(id === this.selected) }, [make("b", {}, head), below]);
  }

  choose(group) {
    if (group === undefined) return;
    this.group = group === "all" ? "" : group;
    this.showCampaigns();
    this.part("groups").querySelector('[aria-selected="true"]').focus();
  }

  foldCampaigns(on = !this.root.classList.contains("campaigns-shown")) {
    this.root.classList.toggle("campaigns-shown", on);
    this.part("campaigns-on").setAttribute("aria-expanded", String(on));
  }

  key(event) {
    const links = [...this.part("campaigns").querySelectorAll("a")];
    const at = links.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  }
}

function pairs(rows, nothing) {
  if (!rows.length) return make("p", { class: "none" }, [nothing]);
  return make("dl", {}, rows.flatMap(([title, value]) => [make("dt", {}, breakable(title)), make("dd", { dir: "auto" }, [value])]));
}

// A long technical name breaks after an underscore rather than anywhere.
function breakable(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, make("wbr", {}, [])]);
}

function few(icons) {
  if (icons.length <= ICONS) return icons.map(channelIcon);
  return [...icons.slice(0, ICONS - 1).map(channelIcon), `+${icons.length - ICONS + 1}`];
}
