// The whole page: the open phones (kept in the URL hash), the stream of events, the clock.

import { People } from "./people.js";
import { Phone } from "./phone.js";
import { api, icon, isNarrow } from "./shared.js";

const MAX_PHONES = 2;
const PEOPLE_PAUSE_MS = 200;
const CLOCK_EVERY_MS = 15000;
const CHANGES_PEOPLE = new Set(["message", "edited", "deleted", "unread", "clock"]);

const phonesRoot = document.querySelector(".phones");
const offline = document.querySelector(".offline");
const clockFace = document.querySelector(".clock-face");
const secondButton = document.querySelector(".second-phone");

const people = new People(document.querySelector(".people"), choosePerson);
let phones = [];
let active = 0;
let bot = null;
let now = null;
let peopleTimer = 0;

// Which phones are open

/** "#12,15" is two phones; "#12," is a phone and a second one without a person yet. */
function openIds() {
  const parts = location.hash.slice(1).split(",").slice(0, MAX_PHONES);
  return parts.map((part) => people.find(Number(part))?.id ?? null);
}

function setOpenIds(ids) {
  location.hash = ids.map((id) => id ?? "").join(",");
}

function choosePerson(id) {
  const ids = openIds();
  const already = ids.indexOf(id);
  if (isNarrow()) setOpenIds([id]);
  else if (already >= 0) activate(already);
  else setOpenIds(ids.with(active, id));
}

function toggleSecond() {
  const ids = openIds();
  if (ids.length < MAX_PHONES) {
    active = ids.length;
    setOpenIds([...ids, null]);
  } else {
    setOpenIds(ids.slice(0, 1));
  }
}

function closePhone(phone) {
  const ids = openIds();
  setOpenIds(ids.length > 1 ? ids.toSpliced(phone.index, 1) : [null]);
}

function activate(index) {
  active = index;
  phones.forEach((phone) => phone.node.classList.toggle("active", phone.index === active));
  people.markOpen(openIds(), openIds()[active] ?? null);
  phones[active]?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function applyHash() {
  if (!bot) return;
  const ids = openIds();
  while (phones.length > ids.length) phones.pop().node.remove();
  while (phones.length < ids.length) addPhone();
  phones.forEach((phone, index) => phone.open(people.find(ids[index])));
  document.body.classList.toggle("in-chat", ids[0] !== null);
  phonesRoot.classList.toggle("two", ids.length > 1);
  showSecondButton(ids.length > 1);
  activate(Math.min(active, ids.length - 1));
}

function addPhone() {
  const phone = new Phone(phones.length, bot, {
    activate: (it) => it.index !== active && activate(it.index),
    close: closePhone,
    back: () => setOpenIds([null]),
    changed: refreshPeopleSoon,
  });
  phones.push(phone);
  phonesRoot.append(phone.node);
  showTime();
}

function showSecondButton(two) {
  secondButton.replaceChildren(icon(two ? "close" : "second"), two ? "Один телефон" : "Второй телефон");
}

// State from the server

async function refreshPeople() {
  const state = await api.people();
  bot = state.bot;
  people.show(state.people, now.now);
}

/** Makes one request for a burst of messages. */
function refreshPeopleSoon() {
  peopleTimer ||= setTimeout(() => {
    peopleTimer = 0;
    refreshPeople().catch(() => {});
  }, PEOPLE_PAUSE_MS);
}

/** Runs on the first connection and after every lost one, since events may have been missed. */
async function refreshAll() {
  try {
    showClock(await api.clock());
    await refreshPeople();
  } catch {
    offline.hidden = false;
    return;
  }
  offline.hidden = true;
  const known = phones.map((phone) => phone.person);
  applyHash();
  phones.filter((phone) => known.includes(phone.person)).forEach((phone) => phone.reload());
}

function listen() {
  const events = new EventSource("/sandbox/events");
  events.onopen = refreshAll;
  events.onerror = () => (offline.hidden = false);
  events.onmessage = ({ data }) => handle(JSON.parse(data));
}

function handle(event) {
  if (event.type === "clock") showClock(event);
  if (CHANGES_PEOPLE.has(event.type)) refreshPeopleSoon();
  const everyone = event.type === "commands" && event.chat === null;
  phones.filter((phone) => everyone || phone.person?.id === event.chat).forEach((phone) => phone.handle(event));
}

// The clock

function showClock(clock) {
  now = clock;
  clockFace.textContent = clock.local;
  showTime();
}

function showTime() {
  const time = /\d{1,2}:\d{2}/.exec(now?.local ?? "")?.[0] ?? "";
  phones.forEach((phone) => phone.showTime(time));
}

async function moveClock(event) {
  const pressed = event.currentTarget;
  pressed.disabled = true;
  try {
    await api.moveClock(pressed.dataset.move);
    showClock(await api.clock());
  } catch (error) {
    phones[active]?.toast(error.message);
  }
  pressed.disabled = false;
}

function start() {
  secondButton.addEventListener("click", toggleSecond);
  document.querySelectorAll("[data-move]").forEach((item) => item.addEventListener("click", moveClock));
  window.addEventListener("hashchange", applyHash);
  document.addEventListener("visibilitychange", () => phones.forEach((phone) => phone.markRead()));
  setInterval(() => api.clock().then(showClock, () => {}), CLOCK_EVERY_MS);
  listen();
}

start();
