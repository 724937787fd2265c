// The page of passkeys: hands what the device asks for to the browser, and what it answers to us.

const unable = document.getElementById("unable");
const button = document.querySelector("[data-passkey]");

/** Told to come again, the browser does so with the new cookie that came along. */
async function post(what, body, tries = 3) {
  const response = await fetch(`/passkey/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status === 409 && tries > 0) return post(what, body, tries - 1);
  return response.json();
}

async function run(what) {
  const { options, next } = await post(`ask-${what}`, {});
  if (!options) return next;
  const credential =
    what === "new"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  return (await post(what, credential.toJSON())).next;
}

// Older browsers know passkeys but not their JSON.
if (button && window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
  unable.hidden = true;
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      location.assign(await run(button.dataset.passkey));
    } catch {
      location.assign("/passkey?said=wrong"); // declined, too slow, or no such key
    }
  });
}
