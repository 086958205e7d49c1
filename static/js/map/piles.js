/* Facilities and cells that would lie on top of each other, put into piles. A pile has a place,
   all its facilities, and a count where the server told no more than that. */

const APART = 38; // pixels between two pins, so that both can be seen and hit
const SAME = 1e-5; // degrees, about a metre: no zoom takes these apart

function single({ properties, geometry: { coordinates } }) {
  const [lon, lat] = coordinates;
  const { count = 0, kinds = {} } = properties;
  const edges = { south: lat, north: lat, west: lon, east: lon };
  return { lat, lon, ...edges, count, kinds: { ...kinds }, all: count ? [] : [properties] };
}

const weight = ({ count, all }) => count + all.length;

function join(pile, other) {
  const whole = weight(pile) + weight(other);
  const share = weight(other) / whole;
  pile.lat += (other.lat - pile.lat) * share;
  pile.lon += (other.lon - pile.lon) * share;
  pile.south = Math.min(pile.south, other.south);
  pile.north = Math.max(pile.north, other.north);
  pile.west = Math.min(pile.west, other.west);
  pile.east = Math.max(pile.east, other.east);
  pile.count += other.count;
  pile.all.push(...other.all.filter(({ id }) => !pile.all.some((known) => known.id === id)));
  for (const [kind, number] of Object.entries(other.kinds)) {
    pile.kinds[kind] = (pile.kinds[kind] ?? 0) + number;
  }
}

function closed({ lat, lon, count, kinds, all, south, west, north, east }) {
  return {
    key: count ? `${count} at ${lat} ${lon}` : all.map(({ id }) => id).join(),
    place: [lat, lon],
    bounds: [[south, west], [north, east]],
    spread: count > 0 || north - south > SAME || east - west > SAME,
    count: count && count + all.length,
    kinds,
    all,
  };
}

/* Put together what still touches: piles move towards each other as they grow. */
function settled(map, found, zoom) {
  for (let i = 0; i < found.length; i += 1) {
    const one = found[i];
    const spot = map.project([one.lat, one.lon], zoom);
    const touches = (other) =>
      other !== one && !other.alone && map.project([other.lat, other.lon], zoom).distanceTo(spot) < APART;
    const near = one.alone ? -1 : found.findIndex(touches);
    if (near < 0) continue;
    join(one, found[near]);
    found.splice(near, 1);
    i = -1; // it has moved: look at all again
  }
  return found;
}

/* The piles at a zoom; the chosen facility always stands alone. Equal input, equal piles. */
export function piles(map, features, chosen) {
  const zoom = map.getZoom();
  const sorted = features.map(single).sort((a, b) => a.lat - b.lat || a.lon - b.lon);
  const found = [];
  for (const one of sorted) {
    const spot = map.project([one.lat, one.lon], zoom);
    const alone = chosen !== undefined && one.all[0]?.id === chosen;
    const near = alone ? null : found.find((pile) => !pile.alone && pile.spot.distanceTo(spot) < APART);
    if (near) join(near, one);
    else found.push({ ...one, spot, alone });
  }
  return settled(map, found, zoom).map(closed);
}
