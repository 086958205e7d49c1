/* Facilities and cells that would lie on top of each other, put into piles. A pile has a place,
   all its facilities, and a count where the server told no more than that. */

/* Pixels from the middle of a mark to where the next may begin, by how many it stands for, so that
   both can be seen and hit; static/css/map.css draws larger numbers larger. */
const REACH = [[10000, 34], [100, 26], [10, 22], [1, 19]];
const SAME = 1e-5; // degrees, about a metre: no zoom takes these apart

function single({ properties, geometry: { coordinates } }) {
  const [lon, lat] = coordinates;
  const { count = 0, kinds = {} } = properties;
  const edges = { south: lat, north: lat, west: lon, east: lon };
  return { lat, lon, ...edges, count, kinds: { ...kinds }, all: count ? [] : [properties] };
}

const weight = ({ count, all }) => count + all.length;

const reach = (pile) => REACH.find(([least]) => weight(pile) >= least)[1];

const touch = (one, other) =>
  Math.hypot(one.spot.x - other.spot.x, one.spot.y - other.spot.y) < one.reach + other.reach;

function place(map, pile, zoom) {
  pile.spot = map.project([pile.lat, pile.lon], zoom);
  pile.reach = reach(pile);
}

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
    const near = found.findIndex(
      (other) => other !== one && !other.alone && !one.alone && touch(one, other),
    );
    if (near < 0) continue;
    join(one, found[near]);
    place(map, one, zoom);
    found.splice(near, 1);
    i = found.indexOf(one) - 1; // it has moved and grown: look at it again
  }
  return found;
}

/* The piles at a zoom; the chosen facility always stands alone. Equal input, equal piles. */
export function piles(map, features, chosen) {
  const zoom = map.getZoom();
  const found = features.map(single).sort((a, b) => a.lat - b.lat || a.lon - b.lon);
  for (const one of found) {
    place(map, one, zoom);
    one.alone = chosen !== undefined && one.all[0]?.id === chosen;
  }
  return settled(map, found, zoom).map(closed);
}
