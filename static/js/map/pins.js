/* Pins and cells: drawn, named, reached by keyboard, opened. Text from people is set as text. */

const INACTIVE = ["closed", "suspended", "moved"];
const AREA = 44; // pixels to hit
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const RAISED = 1000;

function made(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/* The same mark-up as registry/maps/signs.py gives. */
function sign({ kind, status, approximate, unverified, sign: letters }) {
  const states = { inactive: INACTIVE.includes(status), approximate, unverified };
  const node = made("span", `sign sign--${kind}`);
  for (const [state, holds] of Object.entries(states)) node.classList.toggle(`sign--${state}`, !!holds);
  node.append(made("span", "sign__text", letters));
  return node;
}

function number(count, extra = "") {
  const size = count >= 100 ? " map-cell--100" : count >= 10 ? " map-cell--10" : "";
  return made("span", `map-cell${size}${extra}`, count.toLocaleString(document.documentElement.lang));
}

/* Facilities at the very same place become one pin that opens a list. */
function piles(features) {
  const at = new Map();
  for (const feature of features) {
    const [lon, lat] = feature.geometry.coordinates;
    const { count, id } = feature.properties;
    const key = count ? `cell ${lat} ${lon} ${count}` : `${lat.toFixed(5)} ${lon.toFixed(5)}`;
    const pile = at.get(key) ?? { key, place: [lat, lon], count, kinds: feature.properties.kinds, all: [] };
    if (!count && !pile.all.some((other) => other.id === id)) pile.all.push(feature.properties);
    at.set(key, pile);
  }
  for (const pile of at.values()) {
    if (!pile.count) pile.key += ` ${pile.all.map(({ id }) => id).join(" ")}`;
  }
  return [...at.values()];
}

export class Pins {
  constructor(map, texts) {
    this.map = map;
    this.texts = texts;
    this.markers = new Map(); // by key of the pile
    this.byId = new Map(); // by public id
    this.listeners = []; // called with (id, whether marked, whether chosen)
    map.getContainer().addEventListener("keydown", (event) => this.onKey(event));
  }

  /* Show exactly these; pins that stay keep their focus and their popup. */
  show(features, chosen) {
    const wanted = new Map(piles(features).map((pile) => [pile.key, pile]));
    for (const [key, marker] of this.markers) {
      if (!wanted.has(key)) this.drop(key, marker);
    }
    const fresh = [...wanted.values()].filter(({ key }) => !this.markers.has(key));
    fresh.sort((a, b) => a.place[1] - b.place[1]); // Tab goes from west to east
    for (const pile of fresh) this.add(pile, chosen);
    if (this.raised) this.raise(this.raised.id, this.raised);
  }

  drop(key, marker) {
    marker.remove();
    this.markers.delete(key);
    for (const { id } of marker.pile.all) this.byId.delete(id);
  }

  add(pile, chosen) {
    const marker = this.marker(pile);
    marker.addTo(this.map);
    this.markers.set(pile.key, marker);
    for (const { id } of pile.all) this.byId.set(id, marker);
    if (chosen && pile.all.some(({ id }) => id === chosen)) this.lift(marker, true);
  }

  marker(pile) {
    const icon = L.divIcon({
      className: "map-pin",
      html: this.look(pile),
      iconSize: [AREA, AREA],
      popupAnchor: [0, -14],
    });
    const name = this.name(pile);
    const marker = L.marker(pile.place, { icon, title: name, riseOnHover: true });
    marker.pile = pile;
    marker.on("add", () => this.wire(marker, name));
    if (pile.count) marker.on("click", () => this.nearer(pile));
    else marker.bindPopup(() => this.popup(marker), { closeButton: false, minWidth: 220, maxWidth: 300 });
    marker.on("popupopen", () => this.mark(marker, true, true));
    return marker;
  }

  look({ count, all }) {
    if (count) return number(count);
    if (all.length === 1) return sign(all[0]);
    const vague = all.some(({ approximate }) => approximate) ? " map-cell--approximate" : "";
    return number(all.length, ` map-cell--stack${vague}`);
  }

  name({ count, kinds = {}, all }) {
    if (count) {
      const parts = Object.entries(kinds).map(([kind, n]) => `${this.texts.kinds[kind] ?? kind}: ${n}`);
      return [this.texts.cell.replace("{count}", count), ...parts].join(". ");
    }
    if (all.length === 1) return [all[0].name, ...this.facts(all[0])].join(", ");
    const head = this.texts.stack.replace("{count}", all.length);
    return `${head}: ${all.map(({ name }) => name).join("; ")}`;
  }

  facts({ kind, status, approximate, unverified, precision_text: precision }) {
    const { kinds, statuses, ...texts } = this.texts;
    return [
      kinds[kind] ?? kind,
      status === "active" ? "" : (statuses[status] ?? status),
      precision || (approximate ? texts.approximate : ""),
      unverified ? texts.unverified : "",
    ].filter(Boolean);
  }

  wire(marker, name) {
    const node = marker.getElement();
    node.setAttribute("aria-label", name);
    node.removeAttribute("title"); // the popup and the list say it; a name read twice tires
    if (marker.pile.all.length === 1) node.title = marker.pile.all[0].name;
    node.addEventListener("focus", () => this.mark(marker, true));
    node.addEventListener("blur", () => this.mark(marker, false));
    node.addEventListener("pointerenter", () => this.mark(marker, true));
    node.addEventListener("pointerleave", () => this.mark(marker, false));
    node.addEventListener("keydown", (event) => this.onPinKey(event, marker));
  }

  mark(marker, marked, chosen = false) {
    for (const { id } of marker.pile.all) {
      for (const tell of this.listeners) tell(id, marked, chosen);
    }
  }

  popup(marker) {
    const box = made("div", "map-popup");
    const list = made("ul", "map-popup__list");
    for (const facility of marker.pile.all) {
      const item = made("li");
      const link = made("a", "", facility.name);
      link.href = facility.url;
      item.append(link, ...this.facts(facility).map((fact) => made("p", "", fact)));
      list.append(item);
    }
    const close = made("button", "map-popup__close", "×");
    close.type = "button";
    close.setAttribute("aria-label", this.texts.close);
    close.addEventListener("click", () => this.close(marker));
    box.append(list, close);
    return box;
  }

  open(marker) {
    if (marker.pile.count) {
      this.nearer(marker.pile);
      return;
    }
    marker.openPopup();
    marker.getPopup().getElement()?.querySelector("a")?.focus();
  }

  close(marker) {
    marker.closePopup();
    this.mark(marker, false);
    marker.getElement()?.focus();
  }

  nearer({ place }) {
    this.map.getContainer().focus({ preventScroll: true }); // the cell is about to go
    this.map.setView(place, Math.min(this.map.getZoom() + 2, this.map.getMaxZoom()));
  }

  onPinKey(event, marker) {
    if (event.key === "Enter" || event.key === " ") this.open(marker);
    else if (ARROWS[event.key]) this.next(marker, ARROWS[event.key]);
    else return;
    event.preventDefault(); // Leaflet would pan, or open a second time
    event.stopPropagation();
  }

  onKey(event) {
    if (event.key !== "Escape") return;
    const marker = [...this.markers.values()].find((one) => one.isPopupOpen());
    if (!marker) return;
    event.stopPropagation();
    this.close(marker);
  }

  /* Focus the nearest pin in a direction; one to the side counts as farther than one ahead. */
  next(from, [right, down]) {
    const here = this.map.latLngToContainerPoint(from.getLatLng());
    let best = null;
    for (const marker of this.markers.values()) {
      const step = this.map.latLngToContainerPoint(marker.getLatLng()).subtract(here);
      const ahead = step.x * right + step.y * down;
      const far = ahead + 2 * Math.abs(step.x * down + step.y * right);
      if (marker !== from && ahead > 0 && (!best || far < best.far)) best = { marker, far };
    }
    best?.marker.getElement().focus();
  }

  /* Bring out the pin of an item of the list; a stand-in where a cell hides it. */
  raise(id, { place, look }) {
    this.lower();
    this.raised = { id, place, look };
    let marker = this.byId.get(id);
    if (!marker && place && this.map.getBounds().contains(place)) {
      const icon = L.divIcon({ className: "map-pin", html: look ?? "", iconSize: [AREA, AREA] });
      marker = L.marker(place, { icon, interactive: false, keyboard: false }).addTo(this.map);
      marker.standsIn = true;
      marker.getElement().setAttribute("aria-hidden", "true");
    }
    if (marker) this.lift(marker, true);
    this.raised.marker = marker;
  }

  lower() {
    const marker = this.raised?.marker;
    this.raised = null;
    if (marker?.standsIn) marker.remove();
    else if (marker) this.lift(marker, false);
  }

  lift(marker, up) {
    marker.getElement()?.classList.toggle("is-raised", up);
    marker.setZIndexOffset(up ? RAISED : 0);
  }
}
