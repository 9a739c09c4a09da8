// Passkeys: asks our server for a question, the browser for an answer, and takes that back. Bytes travel as base64url.
interface Box extends HTMLElement { dataset: { passkey: "make" | "use"; ask: string; send: string; failed: string } & DOMStringMap }

const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(data: ArrayBuffer | null): string | null {
  if (!data) return null;
  return btoa(String.fromCharCode(...new Uint8Array(data))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function post(url: string, body?: unknown): Promise<any> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
    body: body === undefined ? "" : JSON.stringify(body),
  });
  const said = await answer.json();
  if (said.next && !answer.ok) location.assign(said.next);
  if (!answer.ok) throw new Error(said.error ?? "");
  return said;
}

const listed = (all: any[] | undefined) => all?.map((one) => ({ ...one, id: bytes(one.id) }));

async function make(question: any): Promise<unknown> {
  const options = question.publicKey;
  const made = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: listed(options.excludeCredentials),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id, rawId: text(made.rawId), type: made.type,
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) },
    clientExtensionResults: {},
  };
}

async function use(question: any): Promise<unknown> {
  const options = question.publicKey;
  const given = (await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) },
  })) as PublicKeyCredential;
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    id: given.id, rawId: text(given.rawId), type: given.type,
    response: {
      clientDataJSON: text(response.clientDataJSON), authenticatorData: text(response.authenticatorData),
      signature: text(response.signature), userHandle: text(response.userHandle),
    },
    clientExtensionResults: {},
  };
}

for (const box of document.querySelectorAll<Box>("[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    document.querySelectorAll<HTMLElement>("[data-unable]").forEach((one) => { one.hidden = false; });
    continue;
  }
  box.hidden = false;
  const button = box.querySelector<HTMLButtonElement>("button")!;
  const said = (box.querySelector<HTMLElement>("[data-said]") ?? box.parentElement!.querySelector<HTMLElement>("[data-said]"))!;
  const run = async () => {
    button.disabled = true;
    said.hidden = true;
    try {
      const question = await post(box.dataset.ask);
      const answer = await (box.dataset.passkey === "make" ? make(question) : use(question));
      const name = box.querySelector<HTMLInputElement>("input[name=name]")?.value.trim();
      const more = box.dataset.passkey === "make" ? `?name=${encodeURIComponent(name ?? "")}` : "";
      location.assign((await post(box.dataset.send + more, answer)).next);
    } catch (error) {
      // the browser's own words are English and for programmers; ours are the server's or say that it was broken off
      said.textContent = error instanceof DOMException || !(error as Error).message ? box.dataset.failed : (error as Error).message;
      said.hidden = false;
      button.disabled = false;
    }
  };
  if (box instanceof HTMLFormElement) box.addEventListener("submit", (event) => { event.preventDefault(); void run(); });
  else button.addEventListener("click", () => void run());
}
