// One message. It is built node by node; the server's html is rebuilt from a short list of allowed tags.

import { button, el, icon, iconButton, sizeOf, timeOf } from "./shared.js";

const ALLOWED = new Set(["B", "I", "U", "S", "CODE", "PRE", "A", "BLOCKQUOTE", "SPAN"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "MATH"]);
const BLOCKS = new Set(["PRE", "BLOCKQUOTE"]);
const LINKED = /(?:https?:\/\/|\bt\.me\/)[^\s<>«»"]+[^\s<>«»".,;:!?)]|(?<![\w/.])\/[a-z][a-z0-9_]{0,31}(?![\w/.-])/giu;
const MAX_PICTURE_HEIGHT = 360;
const LONG_PRESS_MS = 450;

/** `actions`: press, followLink, say, reply, edit, menu, showMessage, copy. */
export function renderMessage(message, actions) {
  const from = message.from_bot ? "bot" : "person";
  const bubble = el("div", { class: bubbleClass(message) }, ...bubbleParts(message, actions));
  const stack = el(
    "article",
    {
      class: message.buttons?.length ? "stack with-keyboard" : "stack",
      "data-testid": "bubble",
      "data-message-id": message.id,
      "data-from": from,
      "aria-label": message.from_bot ? "Бот" : "Вы",
    },
    bubble,
    message.buttons?.length ? renderKeyboard(message, actions) : null,
  );
  const row = el("div", { class: `row from-${from}` }, stack, renderTools(message, actions));
  onLongPress(bubble, () => actions.menu(message));
  return row;
}

export function isEditable(message) {
  return !message.from_bot && Boolean(message.text);
}

function bubbleClass(message) {
  const bare = message.photo && !message.text;
  return bare ? "bubble bare" : "bubble";
}

function bubbleParts(message, actions) {
  return [
    message.reply_to && renderQuote(message.reply_to, actions),
    message.photo && renderPhoto(message.photo),
    message.document && renderDocument(message.document),
    message.voice && renderVoice(message.voice),
    message.contact && renderContact(message.contact),
    message.html && el("span", { class: "words", "data-testid": "bubble-text" }, safeContent(message.html, actions)),
    renderMeta(message),
  ];
}

function renderMeta(message) {
  return el(
    "span",
    { class: "meta" },
    // As in Telegram, no edit mark on the bot's messages: its screens change with every press.
    message.edited && !message.from_bot && el("span", { class: "edited" }, "изменено"),
    el("time", { datetime: message.date }, timeOf(message.date)),
    !message.from_bot && icon("check"),
  );
}

function renderQuote(quoted, actions) {
  return button(
    { class: "quote", "aria-label": "К сообщению, на которое ответили", onclick: () => actions.showMessage(quoted.id) },
    quoted.text || "Сообщение",
  );
}

function renderPhoto(photo) {
  const image = el("img", { src: photo.url, alt: "Фотография", width: photo.width, height: photo.height });
  image.style.maxHeight = `${MAX_PICTURE_HEIGHT}px`;
  return button({ class: "photo", "aria-label": "Открыть фотографию", onclick: () => showPicture(photo.url) }, image);
}

function renderDocument(file) {
  return el(
    "a",
    { class: "chip", href: file.url, download: file.name, "data-testid": "document" },
    el("span", { class: "chip-icon" }, icon("file")),
    el("span", { class: "chip-text" }, el("b", {}, file.name), el("small", {}, sizeOf(file.size))),
  );
}

function renderVoice(voice) {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = voice.url;
  const sign = el("span", { class: "chip-icon" }, icon("play"));
  const showState = () => sign.replaceChildren(icon(audio.paused ? "play" : "pause"));
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, showState);
  const toggle = () => (audio.paused ? audio.play().catch(showState) : audio.pause());
  const words = el("span", { class: "chip-text" }, el("b", {}, "Голосовое сообщение"), el("small", {}, "Прослушать"));
  return button({ class: "chip", onclick: toggle }, sign, words);
}

function renderContact(contact) {
  return el(
    "span",
    { class: "chip" },
    el("span", { class: "chip-icon" }, icon("person")),
    el("span", { class: "chip-text" }, el("b", {}, contact.name), el("small", {}, contact.phone)),
  );
}

function renderKeyboard(message, actions) {
  const rows = message.buttons.map((row) =>
    el("div", { class: "keyboard-row" }, ...row.map((key) => renderKey(message, key, actions))),
  );
  return el("div", { class: "keyboard", role: "group", "aria-label": "Кнопки под сообщением" }, ...rows);
}

function renderKey(message, key, actions) {
  if (key.url) {
    const open = (event) => actions.followLink(event, key.url);
    const props = { class: "key key-link", href: webAddress(key.url), target: "_blank", rel: "noopener noreferrer" };
    return el("a", { ...props, "data-testid": "inline-button", onclick: open }, key.text);
  }
  return button(
    {
      class: "key",
      "data-testid": "inline-button",
      "data-press": key.data,
      onclick: () => actions.press(message, key.data),
    },
    key.text,
  );
}

function renderTools(message, actions) {
  return el(
    "div",
    { class: "tools" },
    iconButton("reply", "Ответить", { "data-testid": "reply", onclick: () => actions.reply(message) }),
    isEditable(message) &&
      iconButton("edit", "Изменить", { "data-testid": "edit", onclick: () => actions.edit(message) }),
  );
}

function onLongPress(node, act) {
  let timer = 0;
  const cancel = () => clearTimeout(timer);
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse") timer = setTimeout(act, LONG_PRESS_MS);
  });
  for (const name of ["pointerup", "pointercancel", "pointermove", "pointerleave"]) node.addEventListener(name, cancel);
}

function showPicture(url) {
  const image = el("img", { src: url, alt: "Фотография в полном размере" });
  const viewer = el("dialog", { class: "viewer", "aria-label": "Фотография" });
  const close = () => viewer.close();
  viewer.append(image, iconButton("close", "Закрыть", { class: "viewer-close", onclick: close }));
  viewer.addEventListener("click", close);
  viewer.addEventListener("close", () => viewer.remove());
  document.body.append(viewer);
  viewer.showModal();
}

function safeContent(html, actions) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const content = document.createDocumentFragment();
  copyChildren(parsed.body, content, actions, true);
  return content;
}

function copyChildren(source, target, actions, linkify) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) appendText(textBesideBlocks(node), target, actions, linkify);
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, target, actions, linkify);
  }
}

function copyElement(node, target, actions, linkify) {
  const name = node.nodeName.toUpperCase();
  if (DROPPED.has(name)) return;
  if (!ALLOWED.has(name)) {
    copyChildren(node, target, actions, linkify);
    return;
  }
  const copy = name === "A" ? renderLink(node.getAttribute("href") ?? "", actions) : el(name.toLowerCase());
  if (name === "SPAN" && node.classList.contains("spoiler")) hideUntilClicked(copy);
  if (name === "CODE") copyOnClick(copy, actions);
  copyChildren(node, copy, actions, linkify && !["A", "CODE", "PRE"].includes(name));
  target.append(copy);
}

/** Removes line breaks around a quote: a quote starts a new line anyway, so they would show as empty lines. */
function textBesideBlocks(node) {
  let text = node.data;
  if (BLOCKS.has(node.nextSibling?.nodeName)) text = text.replace(/\n$/, "");
  if (BLOCKS.has(node.previousSibling?.nodeName)) text = text.replace(/^\n/, "");
  return text;
}

function appendText(text, target, actions, linkify) {
  let end = 0;
  for (const match of linkify ? text.matchAll(LINKED) : []) {
    target.append(text.slice(end, match.index), linkFor(match[0], actions));
    end = match.index + match[0].length;
  }
  target.append(text.slice(end));
}

function linkFor(found, actions) {
  if (found.startsWith("/")) return button({ class: "command-link", onclick: () => actions.say(found) }, found);
  const link = renderLink(found, actions);
  link.append(found);
  return link;
}

function renderLink(address, actions) {
  const href = webAddress(address);
  if (!href) return el("span");
  const follow = (event) => actions.followLink(event, href);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", onclick: follow });
}

/** A web or mail address; null for any other link, such as `javascript:`. */
function webAddress(address) {
  if (/^(https?:\/\/|mailto:)/i.test(address)) return address;
  return /^(t|telegram)\.me\//i.test(address) ? `https://${address}` : null;
}

function hideUntilClicked(node) {
  node.className = "spoiler";
  node.addEventListener("click", () => node.classList.add("shown"));
}

function copyOnClick(node, actions) {
  node.title = "Нажмите, чтобы скопировать";
  node.addEventListener("click", () => actions.copy(node.textContent));
}
