/* The part of a map as addresses give it: south,west,north,east, never beyond the Earth. */

const POLE = 90;
const DATE_LINE = 180;

export function boxText(bounds, digits) {
  const within = (degrees, most) => Math.min(Math.max(degrees, -most), most);
  return [
    within(bounds.getSouth(), POLE),
    within(bounds.getWest(), DATE_LINE),
    within(bounds.getNorth(), POLE),
    within(bounds.getEast(), DATE_LINE),
  ]
    .map((degrees) => Number(degrees.toFixed(digits)))
    .join();
}
