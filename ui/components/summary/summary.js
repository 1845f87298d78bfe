// Three cards about one customer. What is unfolded, typed or asked stays so while the page is asked again.

const controllers = new WeakMap();
const PATIENCE_MS = 180_000; // longer than a product system or a deletion takes
const LEAVING_MS = 5000;
const NO_ANSWER = "No answer came; the connection may have been lost. Reload the page to see what was done.";

export default function ({ data, parentElement, setTriggerValue }) {
  let controller = controllers.get(parentElement);
  if (!controller) {
    controller = new Cards(parentElement);
    controllers.set(parentElement, controller);
  }
  controller.tell = setTriggerValue;
  controller.show(data);
  return whenGone(parentElement, () => {
    controller.ending.abort();
    controllers.delete(parentElement);
  });
}

class Cards {
  constructor(parent) {
    this.root = parent.querySelector(".cards");
    this.part = (name) => this.root.querySelector(`[data-part="${name}"]`);
    this.ending = new AbortController();
    this.requests = 0;
    this.waiting = new Map(); // request -> who wants the answer
    this.queue = [];
    visitLinks(this.root, () => this.leave(), this.ending.signal);
    copyOnClick(this.root, (text) => this.say(text), this.ending.signal);
    document.addEventListener("keydown", (event) => this.key(event), { signal: this.ending.signal });
    this.contact = new ContactCard(this);
    this.campaigns = new CampaignsCard(this);
    this.products = new ProductsCard(this);
    this.erasing = new Erasing(this);
  }

  show(data) {
    const another = data.customer !== this.customer;
    this.customer = data.customer;
    if (another) {
      this.queue = [];
      this.held = this.leaving = false;
      this.waiting.clear();
      this.say("");
    }
    for (const card of [this.contact, this.campaigns, this.products, this.erasing]) card.show(data, another);
    if (data.answer) this.answered(data.answer);
  }

  // One question at a time: Python answers by drawing again, and only the last one asked would be heard.
  ask(act, values, answer) {
    const request = `${this.customer} ${++this.requests}`;
    this.queue.push({ act, request, customer: this.customer, ...values });
    this.waiting.set(request, answer);
    if (this.queue.length === 1) this.send();
  }

  // Of two triggers of one component only the later one may be heard: nothing is asked while one is on the way out.
  leave() {
    this.leaving = true;
    setTimeout(() => {
      this.leaving = false;
      if (this.held && !this.ending.signal.aborted) this.send();
    }, LEAVING_MS);
    return this.tell;
  }

  send() {
    this.held = this.leaving;
    if (this.held) return;
    const { request } = this.queue[0];
    this.tell("act", this.queue[0]);
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.answered({ request, problem: NO_ANSWER }), PATIENCE_MS);
  }

  answered(told) {
    if (told.request !== this.queue[0]?.request) return;
    clearTimeout(this.patience);
    this.queue.shift();
    const answer = this.waiting.get(told.request);
    this.waiting.delete(told.request);
    answer?.(told);
    if (this.queue.length) this.send();
  }

  say(text) {
    this.part("said").textContent = text;
    clearTimeout(this.quiet);
    if (text) this.quiet = setTimeout(() => this.say(""), SAID_MS);
  }

  key(event) {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.key !== "e") return;
    if (event.composedPath().some(({ tagName }) => tagName === "DIALOG")) return;
    event.preventDefault();
    this.contact.edit();
  }
}
