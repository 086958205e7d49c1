/* The map leaves the page its scrolling: one finger scrolls the page, two move the map; the wheel
   zooms with Ctrl, or once the map was clicked or focused. */

/* A popup scrolls by itself. */
const isRead = (event) => event.target.closest?.(".leaflet-popup");

export function guardGestures(map, texts, say) {
  const container = map.getContainer();
  let active = false;

  container.addEventListener(
    "pointerdown",
    (event) => {
      active = true;
      map.dragging[event.pointerType === "touch" ? "disable" : "enable"]();
    },
    { capture: true },
  );
  container.addEventListener("focusin", () => (active = true));
  container.addEventListener("focusout", () => (active = false));
  container.addEventListener("pointerleave", () => {
    active = container.contains(document.activeElement) && container.matches(":focus-visible");
  });

  container.addEventListener(
    "wheel",
    (event) => {
      if (isRead(event)) return;
      const zooms = event.ctrlKey || event.metaKey || active;
      map.scrollWheelZoom[zooms ? "enable" : "disable"]();
      if (!zooms) say(texts.wheel);
    },
    { capture: true, passive: true },
  );

  container.addEventListener(
    "touchmove",
    (event) => {
      if (event.touches.length === 1 && !isRead(event)) say(texts.two_fingers);
    },
    { passive: true },
  );
}
