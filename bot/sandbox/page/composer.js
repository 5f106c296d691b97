// The bottom of a phone: input, command menu, attachment, reply and edit bars, reply keyboard.

import { button, el, icon, iconButton, sizeOf, summaryOf } from "./shared.js";

const MAX_INPUT_HEIGHT = 132;
const PLACEHOLDER = "Сообщение";

/** Texts typed for people whose chat is not open now. */
const drafts = new Map();

export class Composer {
  /** `actions`: say(text, replyTo), edit(id, text), upload(file, caption, as), shareContact(); each resolves to true if sent. */
  constructor(actions) {
    this.actions = actions;
    this.commands = [];
    this.keyboard = null;
    this.build();
    this.reset();
  }

  build() {
    this.input = el("textarea", {
      rows: "1",
      "data-testid": "input",
      "aria-label": "Сообщение",
      placeholder: PLACEHOLDER,
      maxlength: "4096",
      autocomplete: "off",
    });
    this.input.addEventListener("input", () => this.noticeTyping());
    this.input.addEventListener("keydown", (event) => this.noticeKey(event));
    this.input.addEventListener("paste", (event) => this.noticePaste(event));
    this.fileInput = el("input", { type: "file", "data-testid": "attach", "aria-label": "Прикрепить фото или файл" });
    this.fileInput.addEventListener("change", () => this.attach(this.fileInput.files[0]));
    this.commandsButton = iconButton("commands", "Команды", {
      "data-testid": "commands",
      "aria-expanded": "false",
      onclick: () => this.toggleCommands(),
    });
    this.keysButton = iconButton("keyboard", "Клавиатура бота", { onclick: () => this.toggleKeys() });
    this.form = el(
      "form",
      { class: "composer-line" },
      this.commandsButton,
      this.input,
      this.keysButton,
      el("label", { class: "icon-button attach", title: "Прикрепить фото или файл" }, icon("clip"), this.fileInput),
      el(
        "button",
        {
          class: "icon-button send",
          type: "submit",
          "data-testid": "send",
          "aria-label": "Отправить",
          title: "Отправить",
        },
        icon("send"),
      ),
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.bar = el("div", { class: "composer-bar", "data-testid": "composer-bar" });
    this.menu = el("ul", {
      class: "commands",
      "data-testid": "commands-list",
      "aria-label": "Команды бота",
      hidden: true,
    });
    this.keys = el("div", { class: "reply-keys", role: "group", "aria-label": "Клавиатура бота" });
    this.node = el("div", { class: "composer" }, this.menu, this.bar, this.form, this.keys);
  }

  reset() {
    this.replyTo = null;
    this.editing = null;
    this.file = null;
    this.sendAsFile = false;
    this.showBar();
    this.showMenu(null);
  }

  switchTo(personId) {
    if (this.personId && !this.editing) drafts.set(this.personId, this.input.value);
    this.personId = personId;
    this.reset();
    this.setText(drafts.get(personId) ?? "");
  }

  setText(text) {
    this.input.value = text;
    this.grow();
  }

  grow() {
    this.input.style.height = "auto";
    const borders = this.input.offsetHeight - this.input.clientHeight;
    this.input.style.height = `${Math.min(this.input.scrollHeight + borders, MAX_INPUT_HEIGHT)}px`;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  // Sending

  async send() {
    const text = this.input.value.trim();
    if (this.sending || (!text && !this.file)) return;
    const { personId, replyTo, editing, file, sendAsFile } = this;
    this.sending = true;
    const sent = await this.deliver(text);
    this.sending = false;
    if (sent) return;
    if (personId !== this.personId) return void drafts.set(personId, text);
    Object.assign(this, { replyTo, editing, file, sendAsFile });
    this.setText(this.input.value || text);
    this.showBar();
  }

  deliver(text) {
    const { replyTo, editing, file, sendAsFile } = this;
    this.setText("");
    this.reset();
    if (file) return this.actions.upload(file, text, isPicture(file) && !sendAsFile ? "photo" : "document");
    if (editing) return this.actions.edit(editing.id, text);
    return this.actions.say(text, replyTo?.id ?? null);
  }

  // The bar above the input

  startReply(message) {
    this.reset();
    this.replyTo = message;
    this.showBar();
    this.focus();
  }

  startEdit(message) {
    this.reset();
    this.editing = message;
    this.setText(message.text);
    this.showBar();
    this.focus();
  }

  attach(file) {
    this.fileInput.value = "";
    if (!file) return;
    this.reset();
    this.file = file;
    this.showBar();
    this.focus();
  }

  cancelBar() {
    if (this.editing) this.setText("");
    this.reset();
    this.focus();
  }

  showBar() {
    const content = this.barContent();
    this.bar.hidden = !content;
    if (this.preview) URL.revokeObjectURL(this.preview);
    this.preview = null;
    if (!content) return;
    this.bar.replaceChildren(...content(), iconButton("close", "Отменить", { onclick: () => this.cancelBar() }));
  }

  barContent() {
    if (this.file) return () => this.fileBar();
    if (this.editing) return () => [icon("edit"), barText("Изменение сообщения", this.editing.text)];
    if (this.replyTo)
      return () => [
        icon("reply"),
        barText(this.replyTo.from_bot ? "Ответ боту" : "Ответ на своё", summaryOf(this.replyTo)),
      ];
    return null;
  }

  fileBar() {
    const picture = isPicture(this.file);
    const asFile = el("input", { type: "checkbox", onchange: () => (this.sendAsFile = asFile.checked) });
    asFile.checked = this.sendAsFile;
    const option = picture && el("label", { class: "as-file" }, asFile, "файлом");
    return [
      this.filePicture(picture),
      barText(this.file.name, `${sizeOf(this.file.size)}, можно добавить подпись`),
      option,
    ].filter(Boolean);
  }

  filePicture(picture) {
    if (!picture) return icon("file");
    this.preview = URL.createObjectURL(this.file);
    return el("img", { class: "bar-picture", src: this.preview, alt: "" });
  }

  // Typing

  noticeTyping() {
    this.grow();
    const typed = /^\/(\S*)$/.exec(this.input.value);
    this.showMenu(typed ? typed[1].toLowerCase() : null);
  }

  noticeKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") this.escape(event);
    else if (!this.menu.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) this.moveInMenu(event);
    else if (event.key === "Enter" && !event.shiftKey) this.enter(event);
  }

  escape(event) {
    event.stopPropagation();
    if (!this.menu.hidden) this.showMenu(null);
    else if (!this.bar.hidden) this.cancelBar();
  }

  enter(event) {
    event.preventDefault();
    const chosen = this.menu.hidden ? null : this.menu.querySelector(".chosen");
    if (chosen) chosen.click();
    else this.send();
  }

  noticePaste(event) {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    this.attach(file);
  }

  // Commands

  setCommands(commands) {
    this.commands = commands;
    this.commandsButton.hidden = commands.length === 0;
    if (!this.menu.hidden) this.noticeTyping();
  }

  toggleCommands() {
    this.showMenu(this.menu.hidden ? "" : null);
  }

  /** Shows the commands that begin with `prefix`; null closes the menu. */
  showMenu(prefix) {
    const found = prefix === null ? [] : this.commands.filter(({ command }) => command.startsWith(prefix));
    this.menu.hidden = found.length === 0;
    this.commandsButton.setAttribute("aria-expanded", String(!this.menu.hidden));
    this.menu.replaceChildren(...found.map((command) => this.menuItem(command)));
    this.menu.scrollTop = 0;
  }

  menuItem({ command, description }) {
    const choose = () => {
      if (this.input.value.startsWith("/")) this.setText("");
      this.showMenu(null);
      this.actions.say(`/${command}`, null);
      this.focus();
    };
    const words = [el("b", {}, `/${command}`), el("span", {}, description)];
    return el("li", {}, button({ "data-testid": "command", "data-command": command, onclick: choose }, ...words));
  }

  moveInMenu(event) {
    event.preventDefault();
    const items = [...this.menu.querySelectorAll("button")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const old = items.findIndex((item) => item.classList.contains("chosen"));
    const next = old < 0 ? (step > 0 ? 0 : items.length - 1) : (old + step + items.length) % items.length;
    items.forEach((item, index) => item.classList.toggle("chosen", index === next));
    items[next].scrollIntoView({ block: "nearest" });
  }

  // Reply keyboard

  setKeyboard(keyboard) {
    this.keyboard = keyboard;
    this.input.placeholder = keyboard?.placeholder || PLACEHOLDER;
    const rows = keyboard?.keyboard ?? [];
    this.keys.replaceChildren(
      ...rows.map((row) => el("div", { class: "keyboard-row" }, ...row.map((key) => this.replyKey(key)))),
    );
    this.showKeys(rows.length > 0);
  }

  replyKey(key) {
    const press = () => {
      if (this.keyboard.one_time) this.showKeys(false);
      if (key.request_contact) this.actions.shareContact();
      else this.actions.say(key.text, null);
    };
    return button({ class: "key", "data-testid": "reply-key", onclick: press }, key.text);
  }

  showKeys(on) {
    this.keys.hidden = !on;
    this.keysButton.hidden = !this.keyboard;
    this.keysButton.setAttribute("aria-expanded", String(on));
  }

  toggleKeys() {
    this.showKeys(this.keys.hidden);
  }
}

function barText(title, text) {
  return el("span", { class: "bar-text" }, el("b", {}, title), el("span", {}, text));
}

function isPicture(file) {
  return ["image/jpeg", "image/png", "image/webp"].includes(file.type);
}
