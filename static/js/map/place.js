/* Searching elsewhere: this part of the map, around a point of it, around the visitor. Each is an
   ordinary address, so that the back button returns to the search before. */

import { boxText } from "./box.js";

const MOVED = 0.15; // share of the map's width or height after which it counts as moved
const LOCATE = { maximumAge: 300000, timeout: 10000 }; // milliseconds
const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED

/* The address of the search with another place; what named the old one goes. */
function elsewhere(search, changes) {
  const url = new URL(search || location.href, location.href);
  for (const name of ["box", "near", "after"]) url.searchParams.delete(name);
  if (changes.box) {
    url.searchParams.delete("radius_km");
    if (url.searchParams.get("sort") === "distance") url.searchParams.delete("sort");
  }
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  url.hash = "";
  return url.href;
}

const degrees = (number, digits) => Number(number.toFixed(digits));

export function searchArea(map, tools, { search, texts }) {
  const link = document.createElement("a");
  link.className = "button map-area";
  link.textContent = texts.search_area;
  const first = { zoom: map.getZoom(), centre: map.getCenter() };

  map.on("moveend", () => {
    const { x, y } = map.getSize();
    const step = map.latLngToContainerPoint(first.centre).subtract([x / 2, y / 2]);
    const moved = Math.abs(step.x) > x * MOVED || Math.abs(step.y) > y * MOVED;
    if (!moved && map.getZoom() === first.zoom) return;
    link.href = elsewhere(search, { box: boxText(map.getBounds(), 3) });
    if (!link.isConnected) tools.prepend(link);
  });
}

export function pickPoint(map, tools, { search, texts }, say) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = texts.pick;
  button.setAttribute("aria-pressed", "false");
  tools.append(button);
  const container = map.getContainer();
  let picking = false;

  function turn(on) {
    picking = on;
    if (on) map.closePopup();
    button.setAttribute("aria-pressed", String(on));
    container.classList.toggle("is-picking", on);
    say(on ? texts.pick_on : texts.pick_off, { stays: on });
    if (on) container.focus({ preventScroll: true });
  }

  function choose({ lat, lng }) {
    turn(false);
    location.assign(elsewhere(search, { near: `${degrees(lat, 4)},${degrees(lng, 4)}` }));
  }

  button.addEventListener("click", () => turn(!picking));
  map.on("click", (event) => picking && choose(event.latlng.wrap()));
  container.addEventListener("keydown", (event) => {
    if (!picking) return;
    if (event.key === "Enter" && event.target === container) choose(map.getCenter().wrap());
    else if (event.key === "Escape") {
      turn(false);
      button.focus();
    }
  });
}

/* The button [data-near-me] and its sentence [data-near-said]; hidden where it cannot work. */
export function nearMe({ search, texts }) {
  const button = document.querySelector("[data-near-me]");
  const said = document.querySelector("[data-near-said]");
  if (!button || !navigator.geolocation) return;
  const say = (text) => said && (said.textContent = text);
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    say(texts.locating);
    navigator.geolocation.getCurrentPosition(
      // Three decimals, about 100 m: enough to find what is near, no more than is needed.
      ({ coords }) => {
        const near = `${degrees(coords.latitude, 3)},${degrees(coords.longitude, 3)}`;
        location.assign(elsewhere(search, { near, sort: "distance" }));
      },
      ({ code }) => {
        button.disabled = false;
        say(code === DENIED ? texts.denied : texts.unavailable);
      },
      LOCATE,
    );
  });
}
