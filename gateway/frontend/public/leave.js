// Asks, in the browser's own words, before a page is left by a link, by "back" or by closing it while something on it was changed and not
// sent. Whatever is sent is not asked about, and neither is the end of the time, which sends the page. Without this script nothing is
// asked. data-unsaved says whether the page came back with something that is kept nowhere else.
const form = document.querySelector("form[data-unsaved]");

function ask(event) {
  event.preventDefault();
  event.returnValue = true;
}

function isUnsaved(unsaved) {
  if (unsaved) window.addEventListener("beforeunload", ask);
  else window.removeEventListener("beforeunload", ask);
}

isUnsaved(form.dataset.unsaved === "yes");
form.addEventListener("input", () => isUnsaved(true));
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) isUnsaved(false); });
