// The requests this page makes of its server, and the two ways in which they can fail.

const PATIENCE = 20_000;
const UPLOAD_PATIENCE = 120_000;

/** The server understood and said no; asking again would not help. */
export class Refused extends Error {
  constructor(status, code, told = "") {
    super(code);
    this.status = status;
    this.code = code;
    this.told = told; // by the server, for the person to read
  }
}

/** No answer, or one that may be different later. `retryAfter` is in seconds, 0 if unknown. */
export class Unavailable extends Error {
  constructor(message, retryAfter = 0, status = 0) {
    super(message);
    this.retryAfter = retryAfter;
    this.status = status; // 0 where nobody answered
  }
}

export const getWords = (language) => request(`/chat/words/${encodeURIComponent(language)}`);
export const getEvents = (after) => request(`/chat/events?after=${after}`);
/** `language` is what the bot goes by until somebody has chosen one. */
export const start = (payload, language) => inTurn("/chat/start", { payload, language });
export const sendMessage = (text, language) => inTurn("/chat/messages", { text, language });
export const sendTap = (message, data) => inTurn("/chat/taps", { message, data });
/** Only its content counts for the server; a slow line needs more patience than a text. */
export const sendPicture = (file) =>
  request("/chat/pictures", {
    method: "POST",
    headers: { "Content-Type": file.type },
    body: file,
    signal: AbortSignal.timeout(UPLOAD_PATIENCE),
  });
export const end = () => post("/chat/end", {});
export const fileAddress = (file) => `/chat/files/${encodeURIComponent(file.id)}`;

export function liveAddress(after) {
  const address = new URL(`/chat/live?after=${after}`, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}

let before = Promise.resolve();

/** Things arrive in the order in which they were done, also where one of them has to come again. */
function inTurn(path, body) {
  const answer = before.then(() => post(path, body));
  before = answer.catch(() => {}); // whoever asked hears of it
  return answer;
}

function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Told to come "again", the browser does so with the new cookie that came along. */
async function request(path, options = {}, tries = 3) {
  let response;
  let text;
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    response = await fetch(path, { cache: "no-store", credentials: "same-origin", signal, ...options });
    text = await response.text();
  } catch (error) {
    throw new Unavailable(String(error));
  }
  if (response.status === 503) {
    const told = told503(text);
    if (told) throw new Refused(503, "unsaved", told);
  }
  if (response.status === 429 || response.status >= 500) {
    const retryAfter = Number(response.headers.get("Retry-After")) || 0;
    throw new Unavailable(`status ${response.status}`, retryAfter, response.status);
  }
  const answer = parsed(text);
  if (response.status === 409 && answer?.error === "again" && tries > 0) {
    return request(path, options, tries - 1);
  }
  if (!response.ok) throw new Refused(response.status, answer?.error ?? "");
  return answer;
}

/** What the server says to the person when it can keep nothing; "" if somebody else answered. */
function told503(text) {
  try {
    return JSON.parse(text).text ?? "";
  } catch {
    return "";
  }
}

function parsed(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    throw new Unavailable("not an answer of ours");
  }
}
