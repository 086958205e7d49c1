/* What scripts improve on every page. Without them everything here still works by form or link. */

const json = { Accept: "application/json" };

/* The shortlist: change it without leaving the page. */

let changes = Promise.resolve(); // one after the other: each answer sets the whole cookie

async function changeShortlist(button) {
  const form = document.getElementById("shortlist");
  const body = new FormData(form);
  body.append(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: json }).catch(() => null);
  if (!answer?.ok) {
    form.requestSubmit(button);
    return;
  }
  const { ids } = await answer.json();
  for (const twin of document.querySelectorAll("[data-save]")) {
    const saved = ids.includes(twin.dataset.save);
    twin.setAttribute("aria-pressed", String(saved));
    twin.name = saved ? "remove" : "add";
  }
  for (const tally of document.querySelectorAll("[data-shortlist-tally]")) {
    tally.textContent = ids.length || "";
  }
  if (document.querySelector("[data-shortlist-page]")) location.reload(); // rows and links follow
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-save]");
  if (!button || event.defaultPrevented) return;
  event.preventDefault();
  changes = changes.then(() => changeShortlist(button));
});

/* Suggestions while typing, by the accessible-autocomplete package: an ARIA combobox. */

/* A suggestion as text; the package also hands in what stood in the box before. */
const said = (chosen) => (typeof chosen === "string" ? chosen : (chosen?.value ?? ""));

function suggestIn(holder, texts) {
  const input = holder.querySelector("input");
  const { id, name, value, maxLength, placeholder } = input;
  const kept = ["type", "enterkeyhint", "aria-invalid"].filter((one) => input.hasAttribute(one));
  const attributes = kept.map((one) => [one, input.getAttribute(one)]);
  const label = input.labels[0];
  let latest = 0;
  let timer;
  const source = (typed, populate) => {
    clearTimeout(timer);
    const turn = ++latest;
    timer = setTimeout(async () => {
      const url = new URL(holder.dataset.suggest, location.href);
      url.searchParams.set("typed", typed);
      const answer = await fetch(url, { headers: json }).catch(() => null);
      const found = answer?.ok ? (await answer.json()).suggestions : [];
      if (turn === latest && document.activeElement?.id === id) populate(found);
    }, 120);
  };
  holder.replaceChildren();
  window.accessibleAutocomplete({
    element: holder,
    id,
    name,
    source,
    defaultValue: value,
    placeholder,
    minLength: 2,
    confirmOnBlur: false,
    autoselect: false,
    displayMenu: "overlay",
    showNoOptionsFound: false,
    onConfirm: (chosen) => {
      if (!chosen || holder.dataset.suggestName !== "q") return;
      if (chosen.url) {
        location.assign(chosen.url);
        return;
      }
      const field = document.getElementById(id);
      setTimeout(() => {
        field.value = chosen.value;
        field.form.requestSubmit();
      });
    },
    templates: {
      inputValue: said,
      suggestion: (chosen) => {
        const text = document.createElement("span");
        text.textContent = chosen.note ? `${said(chosen)} · ${chosen.note}` : said(chosen);
        return text.innerHTML;
      },
    },
    tStatusQueryTooShort: (least) => texts.tooShort.replace("{n}", least),
    tNoResults: () => texts.none,
    tStatusNoResults: () => texts.none,
    tStatusSelectedOption: (option, length, index) =>
      texts.selected.replace("{option}", option).replace("{i}", index + 1).replace("{n}", length),
    tStatusResults: (length) => texts.results.replace("{n}", length),
    tAssistiveHint: () => texts.hint,
  });
  const field = document.getElementById(id);
  field.maxLength = maxLength;
  for (const [attribute, given] of attributes) field.setAttribute(attribute, given);
  // Enter without a chosen suggestion searches what is typed; the package would keep it to itself.
  holder.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || field.getAttribute("aria-activedescendant")) return;
      event.preventDefault();
      event.stopPropagation();
      field.form.requestSubmit();
    },
    { capture: true },
  );
  if (label) label.htmlFor = id;
}

function startSuggestions() {
  const texts = document.getElementById("texts");
  if (!texts || !window.accessibleAutocomplete) return;
  const all = JSON.parse(texts.textContent);
  for (const holder of document.querySelectorAll("[data-suggest]")) suggestIn(holder, all.suggest);
}

/* Empty fields stay out of the address. */

for (const form of document.querySelectorAll("form.ask")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.done;
  });
}

startSuggestions();
