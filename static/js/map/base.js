/* What lies under the pins and always works: outlines of regions, names of regions and towns. */

const WIDTH_PER_LETTER = 7; // pixels, on average
const LINE_HEIGHT = 16;
const MOST_NAMES = 60;

/* People a town must have to be named, by zoom; farther out only regions are. */
const LEAST_PEOPLE = [[5, 150000], [6.5, 60000], [7.5, 20000], [8.5, 1]];

function leastPeople(zoom) {
  const reached = LEAST_PEOPLE.filter(([from]) => zoom >= from).at(-1);
  return zoom >= 9 ? 0 : (reached?.[1] ?? Infinity);
}

function regionLayer(features, chosen) {
  return L.geoJSON(features, {
    interactive: false,
    style: ({ properties: { iso } }) => ({
      className: iso === chosen ? "map-region map-region--chosen" : "map-region",
    }),
  });
}

function named(feature, layer) {
  const { name, lat, lon, population = 0 } = feature.properties;
  if (layer) return { name, place: [lat, lon], region: true, bounds: layer.getBounds() };
  const [east, north] = feature.geometry.coordinates;
  return { name, place: [north, east], population };
}

/* Whether a region is wide enough on the screen to carry its name, and not wider than the map. */
function carries(map, label) {
  const { x: left } = map.latLngToContainerPoint(label.bounds.getSouthWest());
  const { x: right } = map.latLngToContainerPoint(label.bounds.getNorthEast());
  return right - left > label.name.length * WIDTH_PER_LETTER;
}

function box(map, { name, place, region }) {
  const { x, y } = map.latLngToContainerPoint(place);
  const width = name.length * WIDTH_PER_LETTER + 8;
  const left = region ? x - width / 2 : x - 4;
  return { left, right: left + width, top: y - LINE_HEIGHT / 2, bottom: y + LINE_HEIGHT / 2 };
}

const overlap = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/* As many names as fit without touching, in the order given. */
function fitting(map, labels) {
  const { x: width, y: height } = map.getSize();
  const least = leastPeople(map.getZoom());
  const taken = [];
  return labels.filter((label) => {
    if (taken.length >= MOST_NAMES) return false;
    if (label.region ? !carries(map, label) : label.population < least) return false;
    const here = box(map, label);
    if (here.right < 0 || here.bottom < 0 || here.left > width || here.top > height) return false;
    if (taken.some((other) => overlap(here, other))) return false;
    taken.push(here);
    return true;
  });
}

function label({ name, region, place }) {
  const text = document.createElement("span");
  text.className = `map-label map-label--${region ? "region" : "town"}`;
  text.textContent = name;
  const icon = L.divIcon({ className: "", html: text, iconSize: [0, 0] });
  return L.marker(place, { icon, pane: "names", interactive: false, keyboard: false });
}

export async function drawBase(map, { boundaries, region, tiles }) {
  const pane = map.createPane("names");
  pane.style.zIndex = 450; // above outlines and rings, below pins
  pane.setAttribute("aria-hidden", "true");
  const answer = await fetch(boundaries).catch(() => null);
  if (!answer?.ok) return; // the pins do without
  const { features } = await answer.json();
  const regions = features.filter(({ properties }) => properties.iso);
  const layer = regionLayer(regions, region).addTo(map);
  layer.getLayers().find((one) => one.feature.properties.iso === region)?.bringToFront();
  layer.eachLayer((one) => one.feature.properties.iso !== region && one.bringToBack());
  if (tiles) return; // they have names of their own
  const labels = [
    ...layer.getLayers().map((one) => named(one.feature, one)),
    ...features.filter(({ properties }) => !properties.iso).map((one) => named(one)),
  ];
  const names = L.layerGroup().addTo(map);
  const rename = () => {
    names.clearLayers();
    for (const one of fitting(map, labels)) names.addLayer(label(one));
  };
  map.on("moveend resize", rename);
  rename();
}
