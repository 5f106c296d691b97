// The list of demo people.

import { avatar, button, el, fullName, icon, momentOf } from "./shared.js";

/** People with a hint come first, and of them a person who has not joined yet. */
function inOrder(people) {
  const rank = (person) => (person.hint ? Number(person.started) : 2);
  return people.toSorted((one, other) => rank(one) - rank(other));
}

export class People {
  /** `choose(id)` is called when a person is clicked. */
  constructor(root, choose) {
    this.choose = choose;
    this.list = root.querySelector(".people-list");
    this.none = root.querySelector(".people-none");
    this.search = root.querySelector("input");
    this.search.addEventListener("input", () => this.filter());
    this.rows = new Map();
    this.people = [];
    this.open = [];
    this.active = null;
  }

  find(id) {
    return this.people.find((person) => person.id === id) ?? null;
  }

  show(people, now) {
    this.people = people;
    this.now = now;
    for (const person of inOrder(people)) this.showPerson(person);
    this.filter();
    this.markOpen(this.open, this.active);
  }

  showPerson(person) {
    let row = this.rows.get(person.id);
    if (!row) {
      row = button({ class: "person", "data-testid": `person-${person.id}`, onclick: () => this.choose(person.id) });
      this.rows.set(person.id, row);
      this.list.append(el("li", {}, row));
    }
    row.replaceChildren(avatar(person), this.words(person));
  }

  words(person) {
    const moment = person.last && el("time", { datetime: person.last.date }, momentOf(person.last.date, this.now));
    const last = this.lastWords(person);
    const badge =
      person.unread > 0 &&
      el(
        "span",
        { class: "badge", "data-testid": "unread", "aria-label": `Новых сообщений: ${person.unread}` },
        String(person.unread),
      );
    return el(
      "span",
      { class: "person-words" },
      el("span", { class: "person-line" }, el("b", {}, fullName(person)), moment),
      person.title && el("span", { class: "person-title" }, person.title.replaceAll("№ ", "№\u00a0")),
      person.hint && el("span", { class: "person-hint" }, person.hint),
      (last || badge) && el("span", { class: "person-line" }, last, badge),
    );
  }

  lastWords(person) {
    if (person.blocked) return el("span", { class: "person-last blocked" }, icon("block"), "бот заблокирован");
    if (!person.started) return el("span", { class: "person-last fresh" }, "бот ещё не запущен");
    return person.last && el("span", { class: "person-last" }, person.last.text);
  }

  markOpen(ids, active) {
    this.open = ids;
    this.active = active;
    for (const [id, row] of this.rows) {
      row.classList.toggle("open", ids.includes(id));
      row.classList.toggle("active", id === active);
      if (id === active) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  }

  filter() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const person of this.people) {
      const text = [fullName(person), person.title, person.hint].join(" ").toLowerCase();
      const fits = words.every((word) => text.includes(word));
      this.rows.get(person.id).parentElement.hidden = !fits;
      found += fits;
    }
    this.none.hidden = found > 0 || this.people.length === 0;
  }
}
