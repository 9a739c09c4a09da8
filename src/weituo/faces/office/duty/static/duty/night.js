// The night desk works without this. It adds: keys, the place while one types, and a word when the network is gone.
"use strict";

const board = document.getElementById("board");
const stale = document.getElementById("stale");
const where = document.getElementById("where");
const places = document.getElementById("places");

// what is open or in hand stays so when the board is drawn anew
let open = false;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target !== board) return;
  open = document.getElementById("rest")?.open ?? false;
  const held = document.activeElement instanceof Element && document.activeElement.closest("#board .order");
  board.dataset.held = held ? held.id : "";
  board.dataset.key = document.activeElement?.dataset?.key ?? "";
  if (board.querySelector("form[data-sent]")) event.detail.shouldSwap = false; // a call is on its way
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== board) return;
  const rest = document.getElementById("rest");
  if (rest) rest.open = open;
  if (board.dataset.held) document.getElementById(board.dataset.held)?.querySelector("button, a.btn")?.focus({ preventScroll: true });
  stale.hidden = true;
});
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(name, (event) => {
    if (event.detail.elt !== board) return;
    const words = stale.querySelector("[data-words]");
    words.textContent = words.dataset.words.replace("{t}", document.getElementById("as-of").textContent);
    stale.hidden = false;
  });
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, textarea, select")) return;
  const button = /^[1-9]$/.test(event.key) && board.querySelector(`[data-key="${event.key}"]`);
  if (button) button.focus();
  else if (event.key === "n" || event.key === "N") where?.focus();
  else return;
  event.preventDefault();
});

if (where) {
  let timer = 0;
  let turn = 0;
  const ask = async (query) => {
    const mine = ++turn;
    const answer = await fetch(`${where.dataset.ask}?${new URLSearchParams(query)}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || mine !== turn) return; // without an answer the words alone are sent
    places.innerHTML = await answer.text();
    if (query.place) places.querySelector("input[name=what]")?.focus();
  };
  where.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask({ q: where.value }), 250);
  });
  where.addEventListener("keydown", (event) => {
    const first = places.querySelector("[data-place]");
    if (event.key !== "Enter" || !first) return;
    event.preventDefault();
    first.click();
  });
  places.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-place]");
    if (pick) {
      clearTimeout(timer);
      where.value = ""; // the place itself is sent, not what was typed to find it
      void ask({ place: pick.dataset.place });
    }
    else if (event.target.closest("[data-again]")) {
      places.replaceChildren();
      where.value = "";
      where.focus();
    }
  });
}
