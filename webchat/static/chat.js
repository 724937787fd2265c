// Starts the page and connects its parts: what arrives goes to the transcript, what is done goes to the server.

import * as api from "./api.js";
import { pendingBubble } from "./bubble.js";
import { Chooser } from "./chooser.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { alertDialog, clearNotices, confirmEnd, toast, uncover } from "./dialogs.js";
import { Kiosk, beginLeaving, forgetVisit, isKiosk, isStrangers } from "./kiosk.js";
import { Menu } from "./menu.js";
import { Outbox } from "./outbox.js";
import { offerPictures } from "./pictures.js";
import { Scroller } from "./scroller.js";
import { imprint, showWords, speak, spoken, text } from "./texts.js";
import { Transcript } from "./transcript.js";
import { hush, offerVoices } from "./voice.js";

const TRY_AGAIN = 5_000;
const TYPING_LASTS = 5_000; // as Telegram's own clients show it

const delay = (time) => new Promise((resolve) => setTimeout(resolve, time));
const find = (id) => document.getElementById(id);
let payload = new URLSearchParams(location.search).get("start");
let begun = false;
let typingTimer = 0;
let leaving = false; // the page is about to be loaded anew
let locked = null; // since when what was said before is hidden; unknown before the first fetch

const connection = new Connection({ prepare, onEvents, onTyping: showTyping, onState, onGone: showEnded });
const transcript = new Transcript(find("messages"), { onCommand: send, onTap: tap, language: spoken });
const scroller = new Scroller(find("viewport"), find("newer"));
const composer = new Composer(find("composer"), send);
const menu = new Menu(send);
const chooser = new Chooser(find("language"), find("languages"), find("spoken"), choose);
const outbox = new Outbox(find("outbox"), pendingBubble, {
  refresh: () => connection.refresh(),
  drop: () => connection.drop(),
  onRefused: giveBack,
});

/** Once per conversation: see what there is, and say hello with a deep link or if there is nothing. */
async function prepare() {
  if (begun) return;
  if (isStrangers()) {
    await api.end();
    forgetVisit();
  }
  await connection.refresh();
  find("log").ariaLive = "polite"; // only what comes from now on is read out
  const greeted = payload !== null && (await follow(payload));
  if (!greeted && transcript.empty) await api.start("", spoken());
  begun = true;
}

/** Whether the bot took the link; its answer may still be on the way. */
async function follow(link) {
  let taken = true;
  try {
    await api.start(link, spoken());
    await connection.refresh();
  } catch (error) {
    if (!(error instanceof api.Refused)) throw error;
    toast(text("failed"));
    taken = false;
  }
  payload = null;
  const address = new URL(location.href);
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
  return taken;
}

function onEvents(events, isFirst) {
  if (leaving) return; // a second reload would break off the first, and at a bad moment neither ends
  if (locked !== null && locked !== events.locked) {
    leaving = true;
    location.reload(); // what was hidden must leave the page, and what is shown again must come back
    return;
  }
  locked = events.locked;
  const added = transcript.apply(events.messages);
  followLanguage(events.language, events.messages);
  outbox.settle(added.filter(({ message }) => message.from === "visitor").map(({ message }) => message));
  const answers = added.filter(({ message }) => message.from === "bot");
  if (answers.length > 0) hideTyping();
  if (isFirst) scroller.toEnd();
  else if (added.length > 0) scroller.follow(answers[0]?.item);
  menu.list(events.commands);
  if (isFirst) return; // the notices of an earlier visit
  for (const notice of events.notices) (notice.alert ? alertDialog : toast)(notice.text);
}

/** In a conversation the bot is told; without one only the page changes. */
function choose(tag) {
  if (find("ended").hidden) send(`/language ${tag}`);
  else followLanguage(tag);
}

/** `messages` came with it. */
async function followLanguage(language, messages = []) {
  if (language && (await speak(language))) {
    transcript.nameDays();
    transcript.relabel(messages);
  }
  chooser.show();
}

function onState(connected) {
  find("offline").textContent = connected ? "" : text("offline");
  outbox.setConnected(connected);
}

function send(words) {
  outbox.add(words);
  scroller.toEnd();
}

function giveBack(words, { status, code, told }) {
  composer.giveBack(words);
  if (told) {
    alertDialog(told);
    return;
  }
  toast(text(status === 413 || code.includes("long") ? "tooLong" : "failed"));
}

async function tap(message, data, button) {
  const keys = [...button.closest(".keyboard").querySelectorAll("button")];
  if (keys.some((key) => key.ariaDisabled === "true")) return;
  // Not `disabled`: that would take the focus away from whoever works with the keyboard.
  for (const key of keys) key.ariaDisabled = "true";
  button.ariaBusy = "true";
  scroller.awaitAnswer();
  try {
    await api.sendTap(message.id, data);
    await connection.refresh();
  } catch (error) {
    if (error.told) alertDialog(error.told);
    else toast(text(error.status === 409 ? "gone" : "failed"));
    if (error instanceof api.Refused) connection.refresh().catch(() => connection.drop());
    else if (error.retryAfter === 0) connection.drop();
  } finally {
    for (const key of keys) key.ariaDisabled = null;
    button.ariaBusy = null;
  }
}

function showTyping() {
  clearTimeout(typingTimer);
  find("typing").hidden = false;
  scroller.follow(null);
  typingTimer = setTimeout(hideTyping, TYPING_LASTS);
}

function hideTyping() {
  find("typing").hidden = true;
}

async function endHere() {
  if (!(await confirmEnd())) return;
  try {
    await api.end();
  } catch {
    toast(text("failed"));
    return;
  }
  forgetVisit();
  connection.stop();
  showEnded();
}

/** Nobody is there any more: nothing stays on the screen, and the conversation ends as soon as that works. */
async function leave() {
  beginLeaving();
  connection.stop();
  showEnded();
  find("restart").disabled = true;
  while (!(await api.end().then(() => true, () => false))) await delay(TRY_AGAIN);
  forgetVisit();
  find("restart").disabled = false;
}

function showEnded() {
  begun = false;
  hush();
  locked = null;
  transcript.clear();
  outbox.clear();
  composer.clear();
  clearNotices();
  menu.list([]);
  hideTyping();
  scroller.toEnd();
  setOpen(false);
  find("offline").textContent = "";
  find("ended-text").focus();
}

function begin() {
  setOpen(true);
  composer.focus();
  connection.run();
}

function setOpen(open) {
  composer.open = open;
  menu.open = open;
  find("ended").hidden = open;
}

offerPictures(find("attach"), find("picture"), {
  send: async (file) => {
    await api.sendPicture(file);
    await connection.refresh();
    scroller.toEnd();
  },
  say: (key) => toast(text(key)),
});
if (imprint !== "") {
  for (const link of document.querySelectorAll(".imprint")) Object.assign(link, { href: imprint, hidden: false });
}
showWords();
find("end").addEventListener("click", endHere);
if (isKiosk) new Kiosk(find("still-there"), leave);
offerVoices(find("messages"));
find("restart").addEventListener("click", begin);
find("messages").closest(".column").addEventListener("focusin", uncover);
// A browser may keep a page that was left as it was, and show it again to whoever goes back.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) document.body.hidden = true;
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
begin();
