/* Facilities by viewport from our own address: asked late, once, and only for what is not here. */

import { boxText } from "./box.js";

const WAIT_MS = 200;
const MARGIN = 0.5; // share of the view that is loaded beyond each edge

export function loadPoints(map, pins, { points, texts }, say) {
  let loaded = null; // { bounds, zoom, whole: no cell hides anything }
  let running = null;
  let failed = false;
  let timer;

  const isHere = () =>
    loaded?.bounds.contains(map.getBounds()) &&
    (loaded.zoom === map.getZoom() || (loaded.whole && map.getZoom() > loaded.zoom));

  async function load() {
    running?.abort();
    if (isHere()) {
      if (failed) say("");
      failed = false;
      return;
    }
    const turn = (running = new AbortController());
    const bounds = map.getBounds().pad(MARGIN);
    const zoom = map.getZoom();
    const url = new URL(points, location.href);
    url.searchParams.set("view", boxText(bounds, 4));
    url.searchParams.set("zoom", Math.round(zoom));
    try {
      const answer = await fetch(url, { signal: turn.signal, headers: { Accept: "application/geo+json" } });
      if (!answer.ok) throw new TypeError(answer.statusText);
      const { features } = await answer.json();
      loaded = { bounds, zoom, whole: features.every(({ properties }) => !properties.count) };
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
