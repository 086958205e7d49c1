/* The pin that somebody sets: dragged, put by a click on the map, or moved by the arrow keys. The
   fields for latitude and longitude hold where it is; without this script they are filled by hand. */

const DECIMALS = 6;
const STEP_PX = 8;
const LEAP_PX = 64; // with Shift
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const place = document.getElementById("pin-map");
const said = document.getElementById("pin-said");
const lat = document.getElementById("lat");
const lon = document.getElementById("lon");
const precision = document.getElementById("precision");

const read = (field) => Number.parseFloat(field.value.replace(",", "."));
const written = (degrees) => degrees.toFixed(DECIMALS);

function typed() {
  const point = [read(lat), read(lon)];
  return point.every(Number.isFinite) && Math.abs(point[0]) <= 90 ? point : null;
}

function start(map) {
  const icon = L.divIcon({ className: "own-pin", html: "<span></span>", iconSize: [44, 44], iconAnchor: [22, 40] });
  const pin = L.marker(typed() ?? map.getCenter(), {
    icon, draggable: true, keyboard: true, autoPan: true, zIndexOffset: 2000, alt: place.dataset.label,
  });

  const tell = () => {
    said.textContent = place.dataset.moved.replace("{lat}", lat.value).replace("{lon}", lon.value);
  };

  /* A pin that nobody has set yet stands in the middle, faint, so that it can be taken up. */
  const isSet = () => pin.getElement()?.classList.toggle("own-pin--unset", !typed());

  function put(latlng) {
    pin.setLatLng(latlng);
    lat.value = written(latlng.lat);
    lon.value = written(latlng.lng);
    precision.value = "building";
    tell();
    isSet();
    lat.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function onKey(event) {
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation(); // or the map would move too
    const far = event.shiftKey ? LEAP_PX : STEP_PX;
    const spot = map.latLngToContainerPoint(pin.getLatLng()).add([way[0] * far, way[1] * far]);
    put(map.containerPointToLatLng(spot));
    map.panInside(pin.getLatLng(), { padding: [48, 48] });
  }

  function show() {
    if (!map.hasLayer(pin)) {
      pin.addTo(map);
      const node = pin.getElement();
      node.setAttribute("role", "button");
      node.setAttribute("aria-label", place.dataset.label);
      node.addEventListener("keydown", onKey);
    }
    isSet();
  }

  pin.on("dragend", () => put(pin.getLatLng()));
  map.on("click", (event) => {
    show();
    put(event.latlng);
  });
  for (const field of [lat, lon]) {
    field.addEventListener("change", () => {
      const point = typed();
      if (!point) return;
      show();
      pin.setLatLng(point);
      map.panInside(point, { padding: [48, 48] });
    });
  }
  show();
  if (!typed()) said.textContent = "";
}

/* map.js sets the first view when the map comes into sight. */
function whenReady(begin) {
  const map = window.registryMap;
  if (!map) return;
  map.whenReady(() => {
    if (document.querySelector("#pin-map .map-tools")) begin(map);
    else {
      const watcher = new MutationObserver(() => {
        if (!document.querySelector("#pin-map .map-tools")) return;
        watcher.disconnect();
        setTimeout(() => begin(map)); // after what map.js does in the same turn
      });
      watcher.observe(place, { childList: true, subtree: true });
    }
  });
}

if (place && lat && lon) whenReady(start);
