/* Keys of the review page, where the reader has switched them on: a single key must never do
   something to who did not ask for it (WCAG 2.1.4). Nothing is decided by a key alone. */

const STORED = "review-keys";
const PLACES = { a: "decision-approve", r: "decision-return", x: "decision-reject", d: "diff", m: "registry_map" };
const LINKS = { n: "next", h: "history", q: "queue" };

const toggle = document.getElementById("keys");

function allowed() {
  return toggle?.checked;
}

function onKey(event) {
  if (!allowed() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const key = event.key.toLowerCase();
  const link = LINKS[key] && document.querySelector(`[data-key="${LINKS[key]}"]`);
  const place = PLACES[key] && document.getElementById(PLACES[key]);
  if (link) link.click();
  else if (place) {
    place.focus();
    place.scrollIntoView({ block: "nearest" });
    if (place.type === "radio") place.checked = true;
  } else return;
  event.preventDefault();
}

if (toggle) {
  toggle.closest("[hidden]").hidden = false;
  toggle.checked = localStorage.getItem(STORED) === "on";
  toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", onKey);
}
