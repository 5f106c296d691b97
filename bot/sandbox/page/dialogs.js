// Dialogs that cover a phone's screen: alerts, the menu of a message, the question for a link.

import { button, el, icon } from "./shared.js";

/** Covers `host.screen` and disables `host.chat` while the dialog is open; `fill(close)` returns its content. */
function openDialog(host, title, fill, kind = "") {
  const before = document.activeElement;
  const veil = el("div", { class: `veil ${kind}` });
  const close = () => {
    veil.remove();
    host.chat.inert = Boolean(host.screen.querySelector(".veil"));
    before?.focus?.({ preventScroll: true });
  };
  const box = el("div", { class: "dialog", role: "dialog", "aria-modal": "true", "aria-label": title });
  box.append(el("h2", {}, title), ...fill(close));
  veil.append(box);
  veil.addEventListener("click", (event) => event.target === veil && close());
  veil.addEventListener("keydown", (event) => event.key === "Escape" && close());
  host.screen.append(veil);
  host.chat.inert = true;
  box.querySelector("input, button").focus();
}

export function closeDialogs(host) {
  host.screen.querySelectorAll(".veil").forEach((veil) => veil.remove());
  host.chat.inert = false;
}

export function showAlert(host, title, text) {
  openDialog(host, title, (close) => [
    el("p", { class: "dialog-text", "data-testid": "alert" }, text),
    buttons(button({ class: "primary", "data-testid": "alert-ok", onclick: close }, "OK")),
  ]);
}

/** `items`: [{sign, label, act}]. */
export function showSheet(host, title, items) {
  const line = (item, close) => {
    const choose = () => {
      close();
      item.act();
    };
    return button({ class: "sheet-item", onclick: choose }, icon(item.sign), item.label);
  };
  openDialog(host, title, (close) => items.map((item) => line(item, close)), "sheet");
}

/** `understand(text)` returns the link's meaning, or null; `done` is called with it. */
export function askLink(host, understand, done) {
  const label = "Ссылка или код";
  const input = el("input", { type: "text", "data-testid": "link-input", placeholder: label, "aria-label": label });
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = (event, close) => {
    event.preventDefault();
    const understood = understand(input.value);
    if (understood === null) {
      problem.textContent = "Это не похоже на приглашение этого бота.";
      return;
    }
    close();
    done(understood);
  };
  openDialog(host, "Открыть по ссылке", (close) => [
    el(
      "form",
      { onsubmit: (event) => submit(event, close) },
      el("p", { class: "dialog-text muted" }, "Вставьте ссылку-приглашение или код из неё."),
      input,
      problem,
      buttons(
        button({ class: "quiet", onclick: close }, "Отмена"),
        el("button", { class: "primary", type: "submit", "data-testid": "link-open" }, "Открыть"),
      ),
    ),
  ]);
}

function buttons(...content) {
  return el("div", { class: "dialog-buttons" }, ...content);
}
