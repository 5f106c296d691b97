// One phone: its person, the chat with the bot, its menus, toasts and dialogs.

import { isEditable } from "./bubble.js";
import { Composer } from "./composer.js";
import { askLink, closeDialogs, showAlert, showSheet } from "./dialogs.js";
import { api, avatar, botAvatar, button, el, fullName, icon, iconButton, isNarrow, startCommand } from "./shared.js";
import { Transcript } from "./transcript.js";

const TOAST_MS = 3000;

export class Phone {
  /** `hooks`: activate(phone), close(phone), back(), changed(). */
  constructor(index, bot, hooks) {
    this.index = index;
    this.bot = bot;
    this.hooks = hooks;
    this.person = null;
    this.blocked = false;
    this.loading = Promise.resolve();
    this.transcript = new Transcript(this.messageActions());
    this.composer = new Composer(this.composerActions());
    this.build();
    this.showPerson();
  }

  // Building

  build() {
    this.owner = el("div", { class: "owner" });
    this.statusTime = el("span");
    this.menu = el("div", { class: "menu", role: "menu", hidden: true });
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.chat = el(
      "div",
      { class: "chat" },
      this.buildHeader(),
      el("div", { class: "toast-place" }, this.toasts),
      this.buildEmpty(),
      this.transcript.node,
      this.composer.node,
      this.buildFoot(),
    );
    this.welcome = buildWelcome();
    const statusBar = el(
      "div",
      { class: "status-bar", "aria-hidden": "true" },
      this.statusTime,
      el("span", { class: "battery" }),
    );
    this.screen = el("div", { class: "screen" }, statusBar, this.welcome, this.chat, this.menu);
    this.node = el("section", { class: "phone", "data-testid": `phone-${this.index}` }, this.owner, this.screen);
    for (const name of ["pointerdown", "focusin"]) this.node.addEventListener(name, () => this.hooks.activate(this));
    this.screen.addEventListener("click", (event) => this.closeMenu(event));
    this.screen.addEventListener("keydown", (event) => event.key === "Escape" && this.closeMenu());
    this.acceptDrops();
  }

  buildHeader() {
    this.ownerName = el("span", { class: "for-narrow" });
    this.typingMark = el("span", { class: "typing-mark", hidden: true }, "печатает…");
    this.status = el("span", { class: "chat-status" }, el("span", { class: "for-wide" }, "бот"), this.ownerName);
    this.menuButton = iconButton("dots", "Меню чата", {
      class: "menu-button",
      "data-testid": "menu",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => this.toggleMenu(),
    });
    return el(
      "header",
      { class: "chat-header" },
      iconButton("back", "К списку людей", { class: "back", "data-testid": "back", onclick: () => this.hooks.back() }),
      botAvatar(),
      el("div", { class: "chat-title" }, el("b", {}, this.bot.name), this.status, this.typingMark),
      this.menuButton,
    );
  }

  buildEmpty() {
    this.emptyHint = el("p", { class: "muted" });
    this.linkButton = button(
      { class: "quiet", onclick: () => this.askLink() },
      icon("link"),
      "Есть ссылка-приглашение",
    );
    this.empty = el(
      "div",
      { class: "empty" },
      botAvatar(),
      el("h2", {}, this.bot.name),
      this.emptyHint,
      this.linkButton,
    );
    return this.empty;
  }

  buildFoot() {
    this.startButton = button(
      { class: "primary", "data-testid": "start", onclick: () => this.say("/start") },
      "Запустить",
    );
    this.unblockButton = button(
      { class: "primary", "data-testid": "unblock", onclick: () => this.setBlocked(false) },
      "Разблокировать",
    );
    this.foot = el("div", { class: "foot" }, this.startButton, this.unblockButton);
    return this.foot;
  }

  acceptDrops() {
    this.screen.addEventListener("dragover", (event) => event.preventDefault());
    this.screen.addEventListener("drop", (event) => {
      event.preventDefault();
      if (this.person && !this.composer.node.hidden) this.composer.attach(event.dataTransfer.files[0]);
    });
  }

  messageActions() {
    return {
      press: (message, data) => this.press(message, data),
      followLink: (event, address) => this.followLink(event, address),
      say: (text) => this.say(text),
      reply: (message) => this.composer.startReply(message),
      edit: (message) => this.composer.startEdit(message),
      menu: (message) => this.askMessage(message),
      showMessage: (id) => this.transcript.reveal(id),
      copy: (text) => this.copy(text),
      typing: (on) => this.showTyping(on),
    };
  }

  composerActions() {
    return {
      say: (text, replyTo) => this.say(text, replyTo),
      edit: (id, text) => this.attempt(api.edit(this.person.id, id, text)),
      upload: (file, caption, as) => this.attempt(api.upload(this.person.id, file, caption, as)),
      shareContact: () => this.attempt(api.shareContact(this.person.id)),
    };
  }

  // The phone's person

  open(person) {
    if (this.person?.id === person?.id) return;
    this.person = person;
    this.transcript.clear();
    this.composer.switchTo(person?.id ?? null);
    this.menu.hidden = true;
    this.toasts.replaceChildren();
    closeDialogs(this);
    this.showPerson();
    if (person) this.reload(person.unread);
  }

  showPerson() {
    const { person } = this;
    this.welcome.hidden = Boolean(person);
    this.chat.hidden = !person;
    this.owner.replaceChildren(...this.ownerParts());
    this.node.setAttribute("aria-label", person ? `Телефон: ${fullName(person)}` : "Свободный телефон");
    if (!person) return;
    this.ownerName.textContent = fullName(person);
    this.emptyHint.textContent = person.hint || "Нажмите «Запустить», и бот представится.";
  }

  ownerParts() {
    const { person } = this;
    const close = iconButton("close", "Убрать этот телефон", {
      class: "close-phone",
      onclick: () => this.hooks.close(this),
    });
    if (!person)
      return [
        el(
          "span",
          { class: "owner-text" },
          el("b", {}, "Свободный телефон"),
          el("small", {}, "Выберите человека слева"),
        ),
        close,
      ];
    return [
      avatar(person),
      el("span", { class: "owner-text" }, el("b", {}, fullName(person)), el("small", {}, person.title ?? "")),
      close,
    ];
  }

  /** Loads the chat from the server; events that come meanwhile wait until it is done. */
  reload(unread = 0) {
    const { person } = this;
    if (!person) return;
    this.loading = this.loading.then(() => this.load(person, unread));
  }

  async load(person, unread) {
    try {
      const state = await api.chat(person.id);
      if (person !== this.person) return;
      this.transcript.show(state.messages, unread);
      this.composer.setCommands(state.commands);
      this.composer.setKeyboard(state.reply_keyboard);
      this.blocked = state.blocked;
      this.showFoot();
      this.markRead();
    } catch (error) {
      this.toast(error.message);
    }
  }

  /** Shows the action that the chat allows now: start, unblock, or write. */
  showFoot() {
    const fresh = this.transcript.isEmpty;
    this.empty.hidden = !fresh;
    this.linkButton.hidden = this.person.started;
    this.transcript.node.hidden = fresh;
    this.foot.hidden = !fresh && !this.blocked;
    this.startButton.hidden = this.blocked;
    this.unblockButton.hidden = !this.blocked;
    this.composer.node.hidden = (fresh && !this.person.started) || this.blocked;
  }

  showTime(text) {
    this.statusTime.textContent = text;
  }

  // Events from the server

  async handle(event) {
    const { person } = this;
    await this.loading;
    if (!person || person !== this.person) return;
    this.react(event);
  }

  react(event) {
    switch (event.type) {
      case "message":
      case "edited":
        return this.receive(event.message);
      case "deleted":
        this.transcript.remove(event.message_id);
        return this.showFoot();
      case "toast":
        return event.alert ? showAlert(this, this.bot.name, event.text) : this.toast(event.text);
      case "answered":
        return this.transcript.endWaiting(event.message_id);
      case "keyboard":
        return this.composer.setKeyboard(event.reply_keyboard);
      case "typing":
        return this.transcript.showTyping();
      case "commands":
        return this.reloadCommands();
    }
  }

  receive(message) {
    const wasEmpty = this.transcript.isEmpty;
    this.transcript.add(message);
    this.showFoot();
    if (wasEmpty && !isNarrow()) this.composer.focus();
    if (message.from_bot) this.markRead();
  }

  async reloadCommands() {
    const { person } = this;
    const state = await api.chat(person.id);
    if (person === this.person) this.composer.setCommands(state.commands);
  }

  markRead() {
    const visible = document.visibilityState === "visible" && this.node.offsetParent;
    if (this.person && visible) api.read(this.person.id).catch(() => {});
  }

  showTyping(on) {
    this.typingMark.hidden = !on;
    this.status.hidden = on;
  }

  // Actions of the person

  /** Resolves to true if the server accepted the action; otherwise shows the reason. */
  async attempt(request) {
    try {
      await request;
      return true;
    } catch (error) {
      this.toast(error.message);
      return false;
    }
  }

  say(text, replyTo = null) {
    return this.attempt(api.say(this.person.id, text, replyTo));
  }

  async press(message, data) {
    if (data === null) return this.toast("Эта кнопка в песочнице не работает");
    if (this.transcript.isWaiting(message.id, data)) return;
    this.transcript.setWaiting(message.id, data);
    const taken = await this.attempt(api.press(this.person.id, message.id, data));
    if (!taken) this.transcript.endWaiting(message.id);
  }

  followLink(event, address) {
    const command = startCommand(address, this.bot.username);
    if (!command) return;
    event.preventDefault();
    this.say(command);
  }

  async setBlocked(blocked) {
    if (!(await this.attempt(api.block(this.person.id, blocked)))) return;
    this.blocked = blocked;
    this.showFoot();
    this.hooks.changed();
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast("Скопировано");
    } catch {
      this.toast("Скопировать не получилось");
    }
  }

  // Menus and notes

  toggleMenu() {
    this.menu.replaceChildren(
      this.menuItem("link", "Открыть по ссылке…", "menu-link", () => this.askLink()),
      this.menuItem("block", this.blocked ? "Разблокировать бота" : "Заблокировать бота", "menu-block", () =>
        this.setBlocked(!this.blocked),
      ),
    );
    this.showMenu(this.menu.hidden);
    if (!this.menu.hidden) this.menu.querySelector("button").focus();
  }

  showMenu(on) {
    this.menu.hidden = !on;
    this.menuButton.setAttribute("aria-expanded", String(on));
  }

  menuItem(sign, label, testId, act) {
    return button({ role: "menuitem", "data-testid": testId, onclick: act }, icon(sign), label);
  }

  closeMenu(event) {
    if (this.menu.hidden || event?.target.closest(".menu-button")) return;
    this.showMenu(false);
  }

  toast(text) {
    const note = el("div", { class: "toast", "data-testid": "toast" }, text);
    this.toasts.append(note);
    setTimeout(() => note.remove(), TOAST_MS);
  }

  askMessage(message) {
    const items = [{ sign: "reply", label: "Ответить", act: () => this.composer.startReply(message) }];
    if (isEditable(message)) {
      items.push({ sign: "edit", label: "Изменить", act: () => this.composer.startEdit(message) });
    }
    if (message.text) items.push({ sign: "copy", label: "Копировать текст", act: () => this.copy(message.text) });
    showSheet(this, "Сообщение", items);
  }

  askLink() {
    askLink(
      this,
      (typed) => this.commandFrom(typed),
      (command) => this.say(command),
    );
  }

  commandFrom(typed) {
    const isCode = /^[\w-]{1,64}$/.test(typed.trim());
    return isCode ? `/start ${typed.trim()}` : startCommand(typed, this.bot.username);
  }
}

function buildWelcome() {
  return el(
    "div",
    { class: "empty welcome" },
    botAvatar(),
    el("h2", {}, "Добро пожаловать"),
    el(
      "p",
      {},
      "Слева живут вымышленные учителя, наставники и методисты. Выберите человека, и здесь откроется его телефон с ботом.",
    ),
    el(
      "p",
      { class: "muted" },
      "Второй телефон покажет разговор с двух сторон, а часы наверху перенесут в завтрашнее утро.",
    ),
  );
}
