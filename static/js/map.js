/* The map of a page: what Folium drew as window.registryMap, brought to life.
   Its data are in the element registry_map_data; registry/maps/build.py says what they hold. */

import { drawBase } from "./map/base.js";
import { guardGestures } from "./map/gestures.js";
import { linkList } from "./map/list.js";
import { Pins } from "./map/pins.js";
import { loadPoints } from "./map/points.js";
import { nearMe, pickPoint, searchArea } from "./map/place.js";

const FARTHEST_FIT = 13; // a single result is shown with its town, not with its doorstep
const MESSAGE_MS = 2500;
const NEAR_PX = 300;

/* Sentences on the map, read out politely. */
function speaker(frame) {
  const said = document.createElement("div");
  said.className = "map-said";
  said.setAttribute("role", "status");
  frame.append(said);
  let timer;
  return (text, { stays = false, button } = {}) => {
    clearTimeout(timer);
    if (button || text !== said.textContent) said.replaceChildren(text, ...(button ? [button] : []));
    if (text && !stays) timer = setTimeout(() => said.replaceChildren(""), MESSAGE_MS);
  };
}

function showSearched(map, { centre, radius_km: km, texts }) {
  if (!centre) return null;
  map.createPane("centre").style.zIndex = 550; // above the names, below the pins
  const icon = L.divIcon({ className: "", html: element("div", "map-centre"), iconSize: [16, 16] });
  const look = { icon, pane: "centre", interactive: false, keyboard: false };
  const mark = L.marker(centre, look).addTo(map).getElement();
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", texts.found);
  return km ? ring(map, centre, km) : null;
}

function ring(map, centre, km) {
  const look = { radius: km * 1000, className: "map-ring", interactive: false };
  return L.circle(centre, look).addTo(map);
}

function element(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function firstView(map, data, circle) {
  const still = { animate: false };
  if (data.mode === "facility") {
    map.setView(data.around, data.zoom, still);
    if (data.around_km) ring(map, data.around, data.around_km);
    return;
  }
  const bounds = data.fit ?? circle?.getBounds() ?? (data.centre && [data.centre, data.centre]);
  if (!bounds) map.fitBounds(data.home, { padding: [4, 4], ...still });
  else map.fitBounds(bounds, { padding: [36, 36], maxZoom: FARTHEST_FIT, ...still });
}

function nameControls(map, { texts, credit, tiles }) {
  for (const [name, text] of [["in", texts.zoom_in], ["out", texts.zoom_out]]) {
    const button = map.getContainer().querySelector(`.leaflet-control-zoom-${name}`);
    button?.setAttribute("title", text);
    button?.setAttribute("aria-label", text);
  }
  const escaped = document.createElement("span");
  escaped.textContent = credit;
  map.attributionControl.setPrefix("Leaflet").addAttribution(escaped.innerHTML);
  map.getContainer().classList.toggle("has-tiles", tiles);
}

function start(map, data) {
  const frame = map.getContainer().parentElement;
  const tools = element("div", "map-tools");
  map.getContainer().after(tools);
  const say = speaker(frame);
  nameControls(map, data);
  firstView(map, data, showSearched(map, data));
  const pins = new Pins(map, data.texts);
  drawBase(map, pins, data);
  guardGestures(map, data.texts, say);
  linkList(pins);
  if (data.features) pins.show(data.features, data.chosen);
  if (data.points) loadPoints(map, pins, data, say);
  if (data.mode !== "results") return;
  searchArea(map, tools, data);
  pickPoint(map, tools, data, say);
}

/* On a phone the map lies below the list: it costs nothing until somebody scrolls towards it. */
function whenNear(place, begin) {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      begin();
    },
    { rootMargin: `${NEAR_PX}px` },
  );
  watcher.observe(place);
}

const block = document.getElementById("registry_map_data");
const data = block && JSON.parse(block.textContent);
if (data?.mode === "results") nearMe(data);
if (data && window.registryMap) whenNear(window.registryMap.getContainer(), () => start(window.registryMap, data));
