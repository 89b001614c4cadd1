// Shows the fields under an option only while it is chosen, and a follow-up question only while the answers of the page ask it. What is
// hidden is disabled too, so that nobody comes to it and it is not sent; shown again, it holds what was typed. A field with a mistake is
// never hidden, and nothing that holds an answer is hidden before somebody changes the answer that it depends on. Without this script
// everything is open, and the labels say when a question applies.
const FIELDS = "input, select, textarea";
const parts = [];

function fields(part) {
  return [...part.querySelectorAll(FIELDS)];
}

function chosen(name) {
  const all = [...document.getElementsByName(name)];
  return all.filter((one) => one.tagName === "SELECT" || one.checked).map((one) => one.value);
}

// "question=code,code question=code": each condition with the question's name and the codes of which one must be chosen.
function conditions(words) {
  const read = (one) => {
    const [name, codes] = one.split("=");
    return { name, holds: () => chosen(name).some((code) => codes.split(",").includes(code)) };
  };
  return words.split(" ").map(read);
}

for (const part of document.querySelectorAll(".govuk-radios__conditional, .govuk-checkboxes__conditional")) {
  const option = part.previousElementSibling.querySelector("input");
  parts.push({ part, names: [option.name], applies: () => option.checked });
}
for (const part of document.querySelectorAll("[data-when]")) {
  const when = conditions(part.dataset.when);
  parts.push({ part, names: when.map(({ name }) => name), applies: () => when.some(({ holds }) => holds()) });
}
for (const part of document.querySelectorAll("[data-unless]")) {
  const unless = conditions(part.dataset.unless);
  parts.push({ part, names: unless.map(({ name }) => name), applies: () => !unless.every(({ holds }) => holds()) });
}

function isFilled(field) {
  return ["radio", "checkbox"].includes(field.type) ? field.checked : field.value.trim() !== "";
}

function isWrong(part) {
  return part.matches(".govuk-form-group--error") || part.querySelector(".govuk-form-group--error") !== null;
}

function show(all, stays) {
  for (const { part, applies } of all) part.hidden = !(applies() || isWrong(part) || stays(part));
  for (const { part } of all) for (const field of fields(part)) field.disabled = field.closest("[hidden]") !== null;
}

// Also when somebody comes back to the page, which may then hold other answers than it came with.
function arrive() {
  show(parts, (part) => fields(part).some(isFilled));
}

document.addEventListener("change", ({ target }) => {
  show(parts.filter(({ names }) => names.includes(target.name)), () => false);
});
window.addEventListener("pageshow", arrive);
arrive();
