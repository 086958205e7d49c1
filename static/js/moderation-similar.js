/* "Is it one of these?" while somebody types a name or moves the pin. */

const WAIT_MS = 400;
const NAMES = ["names_kk", "names_ru", "names_en", "names_fr"];

const shown = document.getElementById("similar");
const form = shown?.closest("form");
const value = (id) => document.getElementById(id)?.value.trim().replace(",", ".") ?? "";
let timer;
let asked = "";

async function ask() {
  const address = new URL(shown.dataset.similar, location.href);
  for (const id of NAMES) {
    const name = document.getElementById(id)?.value.trim();
    if (name) address.searchParams.append("name", name);
  }
  if (value("lat") && value("lon")) {
    address.searchParams.set("lat", value("lat"));
    address.searchParams.set("lon", value("lon"));
  }
  if (form.dataset.proposal) address.searchParams.set("but", form.dataset.proposal);
  if (address.href === asked) return;
  asked = address.href;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (address.href === asked) shown.replaceChildren(...page.body.childNodes);
  } catch {
    // without an answer the page stays as it is; saving shows the same list
  }
}

form?.addEventListener("input", ({ target }) => {
  if (![...NAMES, "lat", "lon"].includes(target.id)) return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT_MS);
});
