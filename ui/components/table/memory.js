// What a list looked like when it was left: how far it was scrolled, and which rows were chosen. Kept by this tab alone.

const KEPT_PLACES = 50;

class Memory {
  constructor(name) {
    this.name = `open360-${name}`;
  }

  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  get(place) {
    return this.read()[place];
  }

  set(place, value) {
    const { [place]: _, ...others } = this.read();
    const kept = Object.entries(others).slice(1 - KEPT_PLACES);
    try {
      sessionStorage.setItem(this.name, JSON.stringify(Object.fromEntries([...kept, [place, value]])));
    } catch {
      // Full or forbidden: the list then begins at its top.
    }
  }
}
