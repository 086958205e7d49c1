/* Facilities by viewport from our own address: asked late, once, and only for what is not here. */

import { boxText } from "./box.js";

const WAIT_MS = 200;
const MARGIN = 0.25; // share of the view that is loaded beyond each edge
const FEW = 200; // facilities that the server shows one by one; of more it gives counts

const isCounted = (features) => features.some(({ properties }) => properties.count);

/* Counts in the order of the kinds, by kind. */
const named = (counts, kinds) =>
  Object.fromEntries(kinds.map((kind, i) => [kind, counts[i]]).filter(([, count]) => count));

/* Facilities in a part of the map; cells count where their middle is. */
function total(features, bounds) {
  const inside = ({ geometry: { coordinates: [lon, lat] } }) => bounds.contains([lat, lon]);
  return features.filter(inside).reduce((sum, { properties }) => sum + properties.count, 0);
}

export function loadPoints(map, pins, { points, texts }, say) {
  let loaded = null; // { bounds, zoom, whole: no cell hides anything }
  let running = null;
  let failed = false;
  let timer;

  const isHere = () =>
    loaded?.bounds.contains(map.getBounds()) &&
    (loaded.zoom === map.getZoom() || (loaded.whole && map.getZoom() > loaded.zoom));

  async function ask(bounds, zoom, signal) {
    const url = new URL(points, location.href);
    url.searchParams.set("view", boxText(bounds, 6));
    url.searchParams.set("zoom", Math.round(zoom));
    const answer = await fetch(url, { signal, headers: { Accept: "application/geo+json" } });
    if (!answer.ok) throw new TypeError(answer.statusText);
    const { features, kinds } = await answer.json();
    for (const { properties } of features) {
      if (properties.count) properties.kinds = named(properties.kinds, kinds);
    }
    return features;
  }

  async function load() {
    running?.abort();
    if (isHere()) {
      if (failed) say("");
      failed = false;
      return;
    }
    const turn = (running = new AbortController());
    const view = map.getBounds();
    const zoom = map.getZoom();
    let bounds = view.pad(MARGIN);
    try {
      let features = await ask(bounds, zoom, turn.signal);
      if (isCounted(features) && total(features, view) <= FEW) {
        bounds = view; // without the margin they are few enough to be shown one by one
        features = await ask(bounds, zoom, turn.signal);
      }
      loaded = { bounds, zoom, whole: !isCounted(features) };
      failed = false;
      pins.show(features);
      say(features.length ? "" : texts.none_here);
    } catch (error) {
      if (error.name !== "AbortError") complain();
    }
  }

  /* What was shown stays; the visitor may ask again. */
  function complain() {
    failed = true;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = texts.retry;
    button.addEventListener("click", load);
    say(texts.failed, { stays: true, button });
  }

  map.on("moveend", () => {
    running?.abort(); // an answer for a view that was left would replace this one
    clearTimeout(timer);
    timer = setTimeout(load, WAIT_MS);
  });
  load();
}
