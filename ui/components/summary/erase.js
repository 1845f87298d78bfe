// Delete: says what is linked, asks for the name, and tells Python, which shows the proof.

class Erasing {
  constructor(cards) {
    this.cards = cards;
    this.dialog = cards.part("erase");
  }

  show(data, another) {
    this.data = data;
    if (another) this.dialog.close();
  }

  open() {
    const close = deedButton("Cancel", {}, () => this.dialog.close());
    this.dialog.replaceChildren(this.title(), make("p", { class: "waiting" }, ["Counting what is linked …"]), make("div", { class: "buttons" }, [close]));
    this.dialog.showModal();
    this.cards.ask("linked", {}, (answer) => this.confirm(answer));
  }

  title() {
    return make("h2", { id: "erase-title" }, [`Delete ${this.data.name || "this customer"}`]);
  }

  confirm({ problem, linked }) {
    if (!this.dialog.open || this.dialog.querySelector("form")) return; // the form stands; an earlier opening asked too
    const cancel = deedButton("Cancel", {}, () => this.dialog.close());
    if (problem) {
      this.dialog.replaceChildren(this.title(), make("p", { class: "problem", role: "alert" }, [problem]), make("div", { class: "buttons" }, [cancel]));
      return;
    }
    const word = this.data.name || "delete";
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": `Type ${word} to confirm` }, []);
    const told = make("p", { class: "problem", role: "alert" }, []);
    const erase = deedButton("Delete for ever", { danger: true, type: "submit" });
    const same = () => input.value.trim().replace(/\s+/g, " ") === word.trim().replace(/\s+/g, " ");
    erase.disabled = true;
    input.addEventListener("input", () => (erase.disabled = !same()));
    const form = make("form", {}, [
      make("label", {}, ["Type ", make("b", { dir: "auto" }, [word]), " to confirm.", input]),
      told,
      make("div", { class: "buttons" }, [erase, cancel]),
    ]);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!same() || input.disabled) return;
      erase.textContent = "Deleting …";
      input.disabled = erase.disabled = cancel.disabled = true;
      this.cards.ask("delete", { name: input.value }, ({ problem }) => {
        erase.textContent = "Delete for ever";
        input.disabled = erase.disabled = cancel.disabled = false;
        told.textContent = problem ?? "";
      });
    });
    this.dialog.replaceChildren(this.title(), ...linked.map((line) => make("p", {}, [line])), form);
    input.focus();
  }
}
