// Pages of drafts work without this. It opens the section a link leads to and takes a drawn signature.
"use strict";

function reveal() {
  const id = decodeURIComponent(location.hash.slice(1));
  const place = id && document.getElementById(id);
  if (!place) return;
  for (let at = place; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  place.scrollIntoView({ block: "center" });
  place.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
}
window.addEventListener("hashchange", reveal);
reveal();
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest('a[href^="#f-"], a[href^="#s-"]');
  if (link && link.getAttribute("href") === location.hash) reveal(); // the same link once more
});

// A section's own button keeps everything; a change alone keeps one field. Pressing Enter in a field is a change.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || !field.closest(".draft-field[hx-post]")) return;
  event.preventDefault();
  field.blur();
});

// Curves and bands: filling in the last line brings an empty one. Without this a saved section has one more.
document.addEventListener("change", (event) => {
  const line = event.target instanceof HTMLInputElement && event.target.closest(".pair");
  const last = line && line.querySelector("input[name$=':x']") && !line.nextElementSibling?.matches(".pair");
  if (!last || line.parentElement.querySelectorAll(".pair").length > 20) return;
  const next = line.cloneNode(true);
  for (const input of next.querySelectorAll("input")) input.value = "";
  line.after(next);
});

for (const pen of document.querySelectorAll("canvas.pen")) {
  const form = pen.closest("form");
  const kept = form.querySelector("input[name=drawing]");
  const clear = form.querySelector("[data-clear]");
  const brush = pen.getContext("2d");
  let down = false;
  const at = (event) => {
    const box = pen.getBoundingClientRect();
    return [((event.clientX - box.left) * pen.width) / box.width, ((event.clientY - box.top) * pen.height) / box.height];
  };
  pen.closest("[data-pen]").hidden = false;
  Object.assign(brush, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
  pen.addEventListener("pointerdown", (event) => {
    down = true;
    pen.setPointerCapture(event.pointerId);
    brush.beginPath();
    brush.moveTo(...at(event));
    event.preventDefault();
  });
  pen.addEventListener("pointermove", (event) => {
    if (!down) return;
    brush.lineTo(...at(event));
    brush.stroke();
    kept.dataset.drawn = "1";
  });
  for (const name of ["pointerup", "pointercancel"]) pen.addEventListener(name, () => (down = false));
  clear.addEventListener("click", () => {
    brush.clearRect(0, 0, pen.width, pen.height);
    delete kept.dataset.drawn;
    kept.value = "";
  });
  form.addEventListener("submit", () => (kept.value = kept.dataset.drawn ? pen.toDataURL("image/png") : ""));
}
