// Small helpers for every part of the page: DOM, icons, server calls, times and names.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  back: "M15 5l-7 7 7 7",
  block: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M5.7 5.7l12.6 12.6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clip: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.5-7.5",
  close: "M6 6l12 12M18 6L6 18",
  commands: "M5 7h14M5 12h14M5 17h9",
  copy: "M9 9h10v11H9zM5 15V4h10",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  down: "M6 9.5l6 6 6-6",
  edit: "M4 20l1-4L16.5 4.5l3 3L8 19z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  keyboard: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M8 14h8",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.6-5.7l-1.2 1.1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.6 5.7l1.2-1.1",
  person: "M12 12a4 4 0 1 0 0-8a4 4 0 0 0 0 8M4.5 20.5a7.5 7.5 0 0 1 15 0",
  play: "M8 5.5v13l11-6.5z",
  pause: "M8 5.5v13M16 5.5v13",
  reply: "M9 6l-5 5 5 5M4 11h9a7 7 0 0 1 7 7",
  second: "M4 4h16v16H4zM12 8.5v7M8.5 12h7",
  send: "M4 12l16-8-5 16-3.5-6.5z",
};

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function button(props, ...children) {
  return el("button", { type: "button", ...props }, ...children);
}

export function iconButton(name, label, props) {
  return button({ "aria-label": label, title: label, ...props, class: `icon-button ${props.class ?? ""}` }, icon(name));
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("Нет связи с песочницей");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? "Песочница не справилась, попробуйте ещё раз");
  return body;
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "X-Sandbox": "1", "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

const chatPath = (id, action) => `/sandbox/chats/${id}/${action}`;

export const api = {
  people: () => call("/sandbox/people"),
  chat: (id) => call(`/sandbox/chats/${id}`),
  clock: () => call("/sandbox/clock"),
  moveClock: (move) => post("/sandbox/clock", { move }),
  say: (id, text, replyTo = null) => post(chatPath(id, "text"), { text, reply_to: replyTo }),
  press: (id, messageId, data) => post(chatPath(id, "press"), { message_id: messageId, data }),
  shareContact: (id) => post(chatPath(id, "contact"), {}),
  block: (id, blocked) => post(chatPath(id, "block"), { blocked }),
  read: (id) => post(chatPath(id, "read"), {}),
  edit: (id, messageId, text) => post(chatPath(id, "edit"), { message_id: messageId, text }),
  upload(id, file, caption, as) {
    const form = new FormData();
    form.append("caption", caption);
    form.append("as", as);
    form.append("file", file);
    return call(chatPath(id, "upload"), { method: "POST", headers: { "X-Sandbox": "1" }, body: form });
  },
};

const moscow = (options) => new Intl.DateTimeFormat("ru-RU", { timeZone: "Europe/Moscow", ...options });
const TIME = moscow({ hour: "2-digit", minute: "2-digit" });
const DAY = moscow({ weekday: "short", day: "numeric", month: "long" });
const SHORT_DAY = moscow({ day: "numeric", month: "short" });

export const timeOf = (iso) => TIME.format(new Date(iso));
export const dayOf = (iso) => DAY.format(new Date(iso));

/** The time of a moment today (by the sandbox clock), or the day of any other moment. */
export function momentOf(iso, now) {
  return dayOf(iso) === dayOf(now) ? timeOf(iso) : SHORT_DAY.format(new Date(iso));
}

export function sizeOf(bytes) {
  const number = new Intl.NumberFormat("ru-RU", { maximumFractionDigits: 1 });
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 ** 2) return `${number.format(bytes / 1024)} КБ`;
  return `${number.format(bytes / 1024 ** 2)} МБ`;
}

export const fullName = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

const AVATAR_COLOURS = 8;

export function avatar(person) {
  const initials = [person.first_name, person.last_name].map((word) => (word ?? "").charAt(0)).join("");
  const colour = Math.abs(person.id) % AVATAR_COLOURS;
  return el("span", { class: `avatar avatar-${colour}`, "aria-hidden": "true" }, initials.toUpperCase());
}

/** The bot's logo: the sun over the horizon. */
export function botAvatar() {
  const sign = document.querySelector(".brand-sign").cloneNode(true);
  sign.setAttribute("class", "bot-avatar");
  return sign;
}

export function summaryOf(message) {
  if (message.text) return message.text;
  if (message.photo) return "Фотография";
  if (message.document) return message.document.name;
  if (message.voice) return "Голосовое сообщение";
  if (message.contact) return `Контакт: ${message.contact.name}`;
  return "Сообщение";
}

/** The "/start …" text of a link to this bot; null for any other link. */
export function startCommand(link, username) {
  const match = /^(?:https?:\/\/)?(?:t|telegram)\.me\/(\w+)\/?(?:\?(.*))?$/i.exec(link.trim());
  if (!match || match[1].toLowerCase() !== username.toLowerCase()) return null;
  const code = new URLSearchParams(match[2] ?? "").get("start");
  return code ? `/start ${code}` : "/start";
}

export function isNarrow() {
  return matchMedia("(max-width: 759px)").matches;
}
