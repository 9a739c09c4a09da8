// What was typed survives a closed page, a dead phone and a lost answer: it is kept on this phone, with the ids of
// the report, until the tracking page shows that the report has arrived. So sending it again never makes two.
const PREFIX = "weituo:draft:";
const SENT = "weituo:sent:";
const LIFE = 12 * 3600_000;
const FIELDS = ["order", "fact", "estate", "where", "fault", "text", "contact_name", "contact_phone", "room"];
const IDS = new Set(["order", "fact"]);

export interface Sent { order: string; fact: string; path: string }

interface Draft { at: number; fields: Record<string, string>; photos: string[] }

export function save(form: HTMLFormElement): void {
  const data = new FormData(form);
  const fields: Record<string, string> = {};
  for (const name of FIELDS) {
    const value = data.get(name);
    if (typeof value === "string" && value) fields[name] = value;
  }
  const photos = data.getAll("photo").filter((value): value is string => typeof value === "string");
  const typed = photos.length > 0 || Object.keys(fields).some((name) => !IDS.has(name));
  const key = PREFIX + form.dataset["code"];
  try {
    if (typed) localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields, photos } satisfies Draft));
    else localStorage.removeItem(key);
  } catch {
    // private mode or a full phone: the page still works, it only forgets
  }
}

/** Puts the kept draft into the form; returns the photos the server has already, or null when there is no draft. */
export function restore(form: HTMLFormElement): string[] | null {
  const draft = read(PREFIX + form.dataset["code"]);
  if (!draft) return null;
  for (const [name, value] of Object.entries(draft.fields)) {
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field instanceof HTMLInputElement && field.type === "radio") field.checked = field.value === value;
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
      field.value = value;
  }
  for (const chosen of form.querySelectorAll<HTMLInputElement>("details input:checked")) chosen.closest("details")!.open = true;
  return draft.photos;
}

export function forget(form: HTMLFormElement): void {
  drop(PREFIX + form.dataset["code"]);
}

/** The report arrived: its draft has done its work. Whoever goes back to the form is told so. */
export function arrived(order: string): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const fields = read(key)?.fields;
      if (fields?.["order"] !== order) continue;
      const sent: Sent = { order, fact: fields["fact"] ?? "", path: location.pathname };
      sessionStorage.setItem(SENT + key.slice(PREFIX.length), JSON.stringify(sent));
      drop(key);
    }
  } catch {
    // nothing kept, nothing to drop
  }
}

/** The report sent from this form just now, when the back button leads to the form again. */
export function sentFrom(form: HTMLFormElement): Sent | null {
  try {
    return JSON.parse(sessionStorage.getItem(SENT + form.dataset["code"]) ?? "null") as Sent | null;
  } catch {
    return null;
  }
}

function read(key: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null") as Draft | null;
    if (draft && Date.now() - draft.at < LIFE) return draft;
    if (draft) drop(key);
  } catch {
    drop(key);
  }
  return null;
}

function drop(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // as above
  }
}
