// The scrolled list of messages in one phone: order, days, unread mark, typing dots, waiting buttons.

import { renderMessage } from "./bubble.js";
import { button, dayOf, el, icon } from "./shared.js";

const NEAR_BOTTOM = 80;
const TYPING_MS = 5000;
const WAITING_MS = 20000;

export class Transcript {
  constructor(actions) {
    this.actions = actions;
    this.rows = new Map();
    this.waiting = new Map();
    this.unseen = 0;
    this.firstUnread = null;
    this.build();
  }

  build() {
    this.list = el("div", { class: "messages-list" });
    this.dots = el("div", { class: "typing", role: "img", "aria-label": "Бот печатает", hidden: true }, ...dots());
    this.scroller = el(
      "div",
      {
        class: "messages",
        "data-testid": "messages",
        role: "log",
        "aria-live": "polite",
        "aria-label": "Переписка",
        tabindex: "0",
      },
      this.list,
      this.dots,
    );
    this.badge = el("span", { class: "badge", hidden: true });
    this.downButton = button(
      {
        class: "to-bottom",
        "aria-label": "К последнему сообщению",
        "data-testid": "to-bottom",
        hidden: true,
        onclick: () => this.toBottom(),
      },
      icon("down"),
      this.badge,
    );
    this.node = el("div", { class: "transcript" }, this.scroller, this.downButton);
    this.stuck = true;
    this.lastTop = 0;
    this.scroller.addEventListener("scroll", () => this.noticeScroll());
    // The keyboard, the input and fonts loaded late change the height: a list at the bottom stays there.
    const keepBottom = new ResizeObserver(() => this.stuck && this.toBottom());
    keepBottom.observe(this.scroller);
    keepBottom.observe(this.list);
  }

  get isEmpty() {
    return this.rows.size === 0;
  }

  clear() {
    for (const timer of this.waiting.values()) clearTimeout(timer.timer);
    this.waiting.clear();
    this.rows.clear();
    this.list.replaceChildren();
    this.firstUnread = null;
    this.stuck = true;
    this.showTyping(false);
  }

  /** Makes the list equal to the server's, touching only the messages that differ. */
  show(messages, unread = 0) {
    const wanted = new Set(messages.map((message) => message.id));
    for (const id of [...this.rows.keys()]) if (!wanted.has(id)) this.drop(id);
    for (const message of messages) this.put(message);
    if (unread) this.firstUnread = messages.filter((message) => message.from_bot).at(-unread)?.id ?? null;
    this.arrange();
    this.settle();
  }

  add(message) {
    if (message.from_bot) this.showTyping(false);
    else this.firstUnread = null;
    const isNew = !this.rows.has(message.id);
    this.put(message);
    this.arrange();
    if (isNew && !message.from_bot) this.stuck = true;
    if (isNew && !this.stuck) this.unseen += 1;
    this.settle();
  }

  remove(id) {
    this.drop(id);
    this.arrange();
  }

  put(message) {
    const source = JSON.stringify(message);
    const old = this.rows.get(message.id);
    if (old?.source === source) return;
    const node = renderMessage(message, this.actions);
    if (old) replaceKeepingFocus(old.node, node);
    else this.list.append(node);
    this.rows.set(message.id, { source, message, node });
    this.showWaiting(message.id);
  }

  drop(id) {
    this.rows.get(id)?.node.remove();
    this.rows.delete(id);
  }

  arrange() {
    for (const line of this.list.querySelectorAll(".divider")) line.remove();
    let previous = null;
    for (const row of this.rows.values()) {
      const day = dayOf(row.message.date);
      const newDay = !previous || dayOf(previous.message.date) !== day;
      const firstUnread = row.message.id === this.firstUnread;
      if (newDay) row.node.before(el("div", { class: "divider day" }, day));
      if (firstUnread) row.node.before(el("div", { class: "divider unread" }, "Новые сообщения"));
      const continues = previous && !newDay && !firstUnread && previous.message.from_bot === row.message.from_bot;
      previous?.node.classList.toggle("last", !continues);
      previous = row;
    }
    previous?.node.classList.add("last");
  }

  setWaiting(id, data) {
    this.endWaiting(id);
    const timer = setTimeout(() => this.endWaiting(id), WAITING_MS);
    this.waiting.set(id, { data, timer });
    this.showWaiting(id);
  }

  endWaiting(id) {
    clearTimeout(this.waiting.get(id)?.timer);
    this.waiting.delete(id);
    this.showWaiting(id);
  }

  showWaiting(id) {
    const pressed = this.waiting.get(id)?.data;
    for (const key of this.rows.get(id)?.node.querySelectorAll("[data-press]") ?? []) {
      const busy = pressed !== undefined && key.dataset.press === pressed;
      key.classList.toggle("waiting", busy);
      key.setAttribute("aria-busy", String(busy));
    }
  }

  isWaiting(id, data) {
    return this.waiting.get(id)?.data === data;
  }

  showTyping(on = true) {
    clearTimeout(this.typingTimer);
    this.dots.hidden = !on;
    if (on) this.typingTimer = setTimeout(() => this.showTyping(false), TYPING_MS);
    this.actions.typing(on);
    this.settle();
  }

  reveal(id) {
    const node = this.rows.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
  }

  settle() {
    if (this.stuck) this.toBottom();
    else this.showDown();
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = true;
    this.unseen = 0;
    this.showDown();
  }

  noticeScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    // A picture that has just loaded moves the bottom too; only a person scrolls up.
    if (atBottom) this.stuck = true;
    else if (scrollTop < this.lastTop) this.stuck = false;
    this.lastTop = scrollTop;
    if (this.stuck) this.unseen = 0;
    this.showDown();
  }

  showDown() {
    this.downButton.hidden = this.stuck;
    this.badge.hidden = this.unseen === 0;
    this.badge.textContent = this.unseen;
  }
}

/** Restores the focus: a pressed button is usually removed by an edit, and keyboard users continue there. */
function replaceKeepingFocus(old, node) {
  const place = [...old.querySelectorAll(".key")].indexOf(document.activeElement);
  old.replaceWith(node);
  if (place < 0) return;
  const keys = [...node.querySelectorAll(".key")];
  (keys[place] ?? keys.at(-1))?.focus({ preventScroll: true });
}

function dots() {
  return [1, 2, 3].map(() => el("i"));
}
