// Sends a picture that the visitor chooses. What may be in it and how big it may be is the server's to say.

const LIMIT = 10_000_000;
const TYPES = ["image/jpeg", "image/png", "image/webp"];

/** `send(file)` returns a promise; `say(key)` shows one of the page's own texts. */
export function offerPictures(button, input, { send, say }) {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = ""; // so that the same one can be chosen again
    if (!file) return;
    if (!TYPES.includes(file.type)) say("noPicture");
    else if (file.size > LIMIT) say("bigPicture");
    else await whileBusy(button, () => deliver(file, send, say));
  });
}

async function deliver(file, send, say) {
  try {
    await send(file);
  } catch (error) {
    say({ 413: "bigPicture", 415: "noPicture" }[error.status] ?? "failed");
  }
}

async function whileBusy(button, work) {
  button.disabled = true;
  button.ariaBusy = "true";
  await work();
  button.disabled = false;
  button.ariaBusy = null;
}
