/* What lies under the pins and always works: outlines of regions, names of regions and towns. */

const WIDTH_PER_LETTER = 7; // pixels, on average
const LINE_HEIGHT = 16;
const MOST_NAMES = 60;
const PIN = 38;

/* People a town must have to be named, by zoom; farther out only regions are. */
const LEAST_PEOPLE = [[5, 150000], [6.5, 60000], [7.5, 20000], [8.5, 1]];

function leastPeople(zoom) {
  const reached = LEAST_PEOPLE.filter(([from]) => zoom >= from).at(-1);
  return zoom >= 9 ? 0 : (reached?.[1] ?? Infinity);
}

function look(iso, chosen, shades) {
  const shade = shades?.[iso] ? ` map-region--shade-${shades[iso]}` : "";
  return `map-region${iso === chosen ? " map-region--chosen" : ""}${shade}`;
}

function regionLayer(features, chosen, shades) {
  return L.geoJSON(features, {
    interactive: false,
    style: ({ properties: { iso } }) => ({
      className: look(iso, chosen, shades),
    }),
  });
}

function named(feature, layer) {
  const { name, lat, lon, population = 0 } = feature.properties;
  if (layer) return { name, place: [lat, lon], region: layer, bounds: layer.getBounds() };
  const [east, north] = feature.geometry.coordinates;
  return { name, place: [north, east], population };
}

/* Whether a region is wide enough on the screen to carry its name. */
function carries(map, label) {
  const { x: left } = map.latLngToContainerPoint(label.bounds.getSouthWest());
  const { x: right } = map.latLngToContainerPoint(label.bounds.getNorthEast());
  return right - left > label.name.length * WIDTH_PER_LETTER;
}

/* Whether a point of the screen lies in a region: an odd number of borders lie east of it. */
function isInside(map, region, x, y) {
  const { lat, lng } = map.containerPointToLatLng([x, y]);
  let inside = false;
  for (const ring of region.getLatLngs().flat()) {
    ring.forEach((a, i) => {
      const b = ring.at(i - 1);
      const crosses = a.lat > lat !== b.lat > lat;
      const border = () => ((b.lng - a.lng) * (lat - a.lat)) / (b.lat - a.lat) + a.lng;
      if (crosses && lng < border()) inside = !inside;
    });
  }
  return inside;
}

/* Where a name may stand, best first: at its place, else below or above what covers it. */
function boxes(map, { name, place, region }) {
  const { x, y } = map.latLngToContainerPoint(place);
  const width = name.length * WIDTH_PER_LETTER + 8;
  const centred = (down) => ({ left: x - width / 2, top: y - LINE_HEIGHT / 2 + down, down });
  const beside = { left: x - 4, top: y - LINE_HEIGHT / 2, down: 0 };
  const moves = [32, -32].filter((down) => !region || isInside(map, region, x, y + down));
  const offers = [region ? centred(0) : beside, ...moves.map(centred)];
  return offers.map((one) => ({ ...one, right: one.left + width, bottom: one.top + LINE_HEIGHT }));
}

const overlap = (a, b) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const around = ({ x, y }) => ({
  left: x - PIN / 2, right: x + PIN / 2, top: y - PIN / 2, bottom: y + PIN / 2,
});

/* As many names as fit without touching each other or a pin, in the order given. */
function fitting(map, labels, pins) {
  const { x: width, y: height } = map.getSize();
  const screen = { left: 0, top: 0, right: width, bottom: height };
  const least = leastPeople(map.getZoom());
  const taken = pins.map(around);
  const found = [];
  for (const label of labels) {
    if (found.length >= MOST_NAMES) break;
    if (label.region ? !carries(map, label) : label.population < least) continue;
    const free = boxes(map, label).find(
      (here) => overlap(here, screen) && !taken.some((other) => overlap(here, other)),
    );
    if (!free) continue;
    taken.push(free);
    found.push({ ...label, down: free.down });
  }
  return found;
}

function label({ name, region, place, down }) {
  const text = document.createElement("span");
  text.className = `map-label map-label--${region ? "region" : down ? "moved" : "town"}`;
  text.textContent = name;
  const icon = L.divIcon({ className: "", html: text, iconSize: [0, 0], iconAnchor: [0, -down] });
  return L.marker(place, { icon, pane: "names", interactive: false, keyboard: false });
}

export async function drawBase(map, pins, { boundaries, region, tiles, centre, shades }) {
  const pane = map.createPane("names");
  pane.style.zIndex = 450; // above outlines and rings, below pins
  pane.setAttribute("aria-hidden", "true");
  const answer = await fetch(boundaries).catch(() => null);
  if (!answer?.ok) return; // the pins do without
  const { features } = await answer.json();
  const regions = features.filter(({ properties }) => properties.iso);
  const layer = regionLayer(regions, region, shades).addTo(map);
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
    const spots = [...pins.spots(), ...(centre ? [map.latLngToContainerPoint(centre)] : [])];
    for (const one of fitting(map, labels, spots)) names.addLayer(label(one));
  };
  map.on("moveend resize pins", rename);
  rename();
}
