// telegram-test-api as a Bot API server on loopback. Where it differs from Telegram, its answers are mended.
// Prints {"port"} first, then a line for each request when it is answered: {"method", "params", "answer"}.
import http from 'node:http';
import TelegramServer from 'telegram-test-api';

const LONG_POLL_MS = 20_000;
const peer = new TelegramServer({ host: '127.0.0.1', port: 1 }); // only its routes are used, not its port
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const value = (text) => { try { return /^[[{]/.test(text) ? JSON.parse(text) : text; } catch { return text; } };
const isBotMessage = (result) => Boolean(result?.message_id && result.chat);

function mend(body) {
  if (body.ok === undefined) return { ok: false, error_code: 404, description: 'Not Found: method not found' };
  const { result } = body;
  if (result === null) body.result = true; // of methods that answer True
  if (result?.username && !result.chat) result.is_bot = true;
  if (isBotMessage(result)) result.date = Math.floor(result.date / 1000);
  for (const update of Array.isArray(result) ? result : []) {
    if (update.callback_query) update.callback_query.chat_instance ??= 'peer';
  }
  return body;
}

const json = peer.webServer.response.json;
peer.webServer.response.json = function answer(body) {
  this.answer = mend(body);
  if (this.answer.error_code) this.status(this.answer.error_code);
  return json.call(this, this.answer);
};

const hasUpdates = () => peer.storage.userMessages.some((update) => !update.isRead);
const update = (wait) => new Promise((resolve) => {
  const timer = setTimeout(resolve, wait);
  for (const kind of ['Message', 'Command', 'CallbackQuery']) {
    peer.once(`AddedUser${kind}`, () => { clearTimeout(timer); resolve(); });
  }
});

const server = http.createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const isForm = (req.headers['content-type'] ?? '').includes('urlencoded');
  if (isForm) {
    req.body = Object.fromEntries([...new URLSearchParams(text)].map(([name, one]) => [name, value(one)]));
  } else {
    req.body = text.startsWith('{') ? JSON.parse(text) : {};
  }
  req._body = true; // it is read; the parsers of the package shall not wait for more
  const method = req.url.split('/').pop();
  if (req.url.startsWith('/bot') && method === 'getUpdates' && Number(req.body.timeout) && !hasUpdates()) {
    await update(Math.min(Number(req.body.timeout) * 1000, LONG_POLL_MS));
  }
  res.on('finish', () => print({ method, params: req.body, answer: res.answer }));
  if (!res.destroyed) peer.webServer(req, res);
});

peer.setMaxListeners(0);
server.listen(0, '127.0.0.1', () => print({ port: server.address().port }));
process.on('SIGTERM', () => { server.closeAllConnections(); server.close(() => process.exit(0)); });
