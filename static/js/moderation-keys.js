/* Keys of the review page, where the reader has switched them on: a single key must never do
   something to who did not ask for it (WCAG 2.1.4). Nothing is decided by a key alone. */

const STORED = "review-keys";
/* By the place of the key, so that they work in Cyrillic layouts too. */
const PLACES = {
  KeyA: "decision-approve", KeyR: "decision-return", KeyX: "decision-reject", KeyD: "diff", KeyM: "registry_map",
};
const LINKS = { KeyN: "next", KeyH: "history", KeyQ: "queue" };

const toggle = document.getElementById("keys");

function allowed() {
  return toggle?.checked;
}

function onKey(event) {
  if (!allowed() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const { code } = event;
  const link = LINKS[code] && document.querySelector(`[data-key="${LINKS[code]}"]`);
  const place = PLACES[code] && document.getElementById(PLACES[code]);
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
