/* List and map in step: items carry data-id, data-lat, data-lon; a marked item has `is-marked`. */

const WIDE = matchMedia("(min-width: 60rem)"); // the list scrolls beside the map

export function linkList(pins) {
  const items = new Map();
  for (const item of document.querySelectorAll("[data-id]")) items.set(item.dataset.id, item);

  for (const [id, item] of items) {
    const { lat, lon } = item.dataset;
    const place = lat && lon ? [Number(lat), Number(lon)] : null;
    const raise = () => pins.raise(id, { place, look: item.querySelector(".sign")?.cloneNode(true) });
    item.addEventListener("pointerenter", raise);
    item.addEventListener("pointerleave", () => pins.lower());
    item.addEventListener("focusin", raise);
    item.addEventListener("focusout", () => pins.lower());
  }

  pins.listeners.push((id, marked, chosen) => {
    const item = items.get(id);
    item?.classList.toggle("is-marked", marked);
    if (chosen && WIDE.matches) item?.scrollIntoView({ block: "nearest" });
  });
}
