// Products: each unfolds to its attributes and where it came from; Get products asks the product system.

class ProductsCard {
  constructor(cards) {
    this.cards = cards;
    this.folds = new Folds();
    this.problem = cards.part("product-problem");
    cards.ending.signal.addEventListener("abort", () => clearInterval(this.ticking));
  }

  show({ customer, products, fetches, may }, another) {
    if (another) {
      this.folds = new Folds();
      this.fetching = false;
      clearInterval(this.ticking);
      this.problem.textContent = "";
    }
    if (!isNews(this, customer, products, fetches, may) && !another) return;
    this.cards.part("product-count").textContent = products.length || "";
    const drawn = products.map((one, index) => this.product(one, index));
    this.cards.part("products").replaceChildren(...(drawn.length ? drawn : [make("p", { class: "none" }, ["No products yet."])]));
    if (fetches) this.button(may.edit);
  }

  product({ name, hint, facts: rows }, index) {
    const head = [make("b", {}, [name]), ...(hint ? [make("span", { class: "quiet" }, [hint])] : [])];
    return this.folds.make(`${index} ${name}`, index === 0, head, [facts(rows)]);
  }

  button(reason) {
    const place = this.cards.part("product-deeds");
    if (this.fetching) return;
    place.replaceChildren(deedButton("Get products", { reason }, () => this.fetch(place)));
  }

  fetch(place) {
    this.fetching = true;
    this.problem.textContent = "";
    const since = Date.now();
    const button = deedButton("Fetching …", {});
    button.disabled = true;
    place.replaceChildren(button);
    this.ticking = setInterval(() => (button.textContent = `Fetching … ${Math.round((Date.now() - since) / 1000)} s`), 1000);
    this.cards.ask("products", {}, ({ said, problem }) => {
      clearInterval(this.ticking);
      this.fetching = false;
      this.button("");
      this.problem.textContent = problem ?? "";
      if (said) this.cards.say(said);
    });
  }
}
