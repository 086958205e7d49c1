/* Pins and cells: drawn, named, reached by keyboard, opened. Text from people is set as text. */

import { piles } from "./piles.js";

const INACTIVE = ["closed", "suspended", "moved"];
const AREA = 44; // pixels to hit
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const RAISED = 1000;
const MOST_NAMED = 5; // facilities that a pile names one by one; of more it tells the kinds
const POPUP = { closeButton: false, minWidth: 240, maxWidth: 300, autoPanPaddingTopLeft: [64, 8] };
const POPUP_REST = 130; // pixels of height that a popup needs beside its list: heading, tip, pin

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

const written = (count) => count.toLocaleString(document.documentElement.lang);

function number(count, extra = "") {
  const size = [10000, 100, 10].find((least) => count >= least);
  return made("span", `map-cell${size ? ` map-cell--${size}` : ""}${extra}`, written(count));
}

function counted(kinds, all) {
  const sums = { ...kinds };
  for (const { kind } of all) sums[kind] = (sums[kind] ?? 0) + 1;
  return sums;
}

export class Pins {
  constructor(map, texts) {
    this.map = map;
    this.texts = texts;
    this.markers = new Map(); // by key of the pile
    this.byId = new Map(); // by public id
    this.listeners = []; // called with (id, whether marked, whether chosen)
    this.features = [];
    map.getContainer().addEventListener("keydown", (event) => this.onKey(event));
    map.on("zoomend", () => this.draw());
    map.on("moveend", () => this.orderTabs());
  }

  /* Show exactly these; pins that stay keep their focus and their popup. */
  show(features, chosen) {
    this.features = features;
    this.chosen = chosen;
    this.draw();
  }

  draw() {
    const found = piles(this.map, this.features, this.chosen);
    const wanted = new Map(found.map((pile) => [this.key(pile), pile]));
    const focused = this.focused();
    for (const [key, marker] of this.markers) {
      if (!wanted.has(key)) this.drop(key, marker);
    }
    const fresh = [...wanted].filter(([key]) => !this.markers.has(key));
    fresh.sort(([, a], [, b]) => a.place[1] - b.place[1]); // Tab goes from west to east
    for (const [key, pile] of fresh) this.add(key, pile);
    if (focused && !focused.getElement()) this.refocus(focused.pile);
    if (this.raised) this.raise(this.raised.id, this.raised);
    this.orderTabs();
    this.map.fire("pins");
  }

  /* A pile that the last zoom cannot take apart is another one there: it opens a list. */
  key(pile) {
    return `${pile.key}${this.opensNearer(pile) ? " nearer" : ""}`;
  }

  /* The pin that has the focus, itself or in its popup. */
  focused() {
    const now = document.activeElement;
    const has = (node) => node?.contains(now);
    return [...this.markers.values()].find(
      (one) => has(one.getElement()) || has(one.getPopup()?.getElement()),
    );
  }

  /* The focus goes on to what stands for the same facilities, or else to the map. */
  refocus({ all }) {
    const heir = this.byId.get(all[0]?.id)?.getElement() ?? this.map.getContainer();
    heir.focus({ preventScroll: true });
  }

  /* Tab goes to the pins in view; the others are loaded but not there yet. */
  orderTabs() {
    const view = this.map.getBounds();
    for (const marker of this.markers.values()) {
      marker.getElement().tabIndex = view.contains(marker.getLatLng()) ? 0 : -1;
    }
  }

  /* Middles of the pins on the screen, which names keep clear of. */
  spots() {
    return [...this.markers.values()].map((one) => this.map.latLngToContainerPoint(one.getLatLng()));
  }

  drop(key, marker) {
    marker.remove();
    this.markers.delete(key);
    for (const { id } of marker.pile.all) this.byId.delete(id);
  }

  add(key, pile) {
    const marker = this.marker(pile);
    marker.addTo(this.map);
    this.markers.set(key, marker);
    for (const { id } of pile.all) this.byId.set(id, marker);
    if (this.isChosen(pile)) this.lift(marker, !pile.all[0].approximate); // else a circle shows it
  }

  isChosen({ all }) {
    return all.length === 1 && all[0].id === this.chosen;
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
    if (this.opensNearer(pile)) marker.on("click", () => this.nearer(pile));
    else marker.bindPopup(() => this.popup(marker), POPUP);
    marker.on("popupopen", () => this.mark(marker, true, true));
    return marker;
  }

  /* Facilities of a pile that lie apart come apart when nearer; others are listed. */
  opensNearer({ spread }) {
    return spread && this.map.getZoom() < this.map.getMaxZoom();
  }

  look(pile) {
    const { count, all } = pile;
    if (count) return number(count);
    if (all.length === 1) return sign(all[0]);
    if (this.opensNearer(pile)) return number(all.length);
    const vague = all.some(({ approximate }) => approximate) ? " map-cell--approximate" : "";
    return number(all.length, ` map-cell--stack${vague}`);
  }

  name(pile) {
    const { count, kinds, all } = pile;
    // Letters and numbers that are seen are part of the name, for those who speak to the browser.
    if (all.length === 1 && !count) return [all[0].name, ...this.facts(all[0]), all[0].sign].join(", ");
    const head = this.opensNearer(pile) ? this.texts.cell : this.texts.stack;
    const names = all.length > MOST_NAMED || count ? "" : all.map(({ name }) => name).join("; ");
    const parts = Object.entries(names ? {} : counted(kinds, all)).sort(([, a], [, b]) => b - a);
    const words = parts.map(([kind, n]) => `${this.texts.kinds[kind] ?? kind}: ${n}`);
    return [head.replace("{count}", written(count || all.length)), words.join(", "), names]
      .filter(Boolean)
      .join(". ");
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
    const { all } = marker.pile;
    const many = all.length > 1;
    const box = made("div", `map-popup${many ? " map-popup--many" : ""}`);
    const list = made("ul", "map-popup__list");
    if (many) box.append(this.headed(list, all.length));
    for (const facility of all) {
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
    box.append(...(many ? [close, list] : [list, close]));
    return box;
  }

  /* Give a list that scrolls its number as a heading; arrow keys scroll it once it has the focus. */
  headed(list, count) {
    const head = made("p", "map-popup__head", this.texts.stack.replace("{count}", written(count)));
    list.tabIndex = 0;
    list.setAttribute("aria-label", head.textContent);
    list.style.setProperty("--room", `${this.map.getSize().y - POPUP_REST}px`);
    return head;
  }

  open(marker) {
    if (this.opensNearer(marker.pile)) {
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

  nearer({ place, count, bounds }) {
    const { map } = this;
    map.getContainer().focus({ preventScroll: true }); // the cell is about to go
    const least = map.getZoom() + (count ? 2 : 1);
    const zoom = count ? least : Math.max(least, map.getBoundsZoom(bounds, false, [AREA * 2, AREA * 2]));
    const middle = count ? place : L.latLngBounds(bounds).getCenter();
    map.setView(middle, Math.min(zoom, map.getMaxZoom()));
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
    if (marker?.pile.all.length > 1) marker = null; // hidden in a pile
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
    else if (marker && !this.isChosen(marker.pile)) this.lift(marker, false);
  }

  lift(marker, up) {
    marker.getElement()?.classList.toggle("is-raised", up);
    marker.setZIndexOffset(up ? RAISED : 0);
  }
}
