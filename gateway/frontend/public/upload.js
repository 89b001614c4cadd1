// Files go up as soon as they are chosen or dropped: one after another, each with how far it is and a button that stops it. The server
// answers with the page that it would show without this script; what became of the file, and the list of files, are taken from there.
const form = document.querySelector("form[data-upload]");
const input = form.querySelector("input[type=file]");
const list = document.createElement("ul");
const said = document.createElement("p");
const waiting = [];
let running = null;
let goOn = null;

list.className = "govuk-list app-uploads";
list.setAttribute("aria-label", "Files on their way");
said.className = "govuk-visually-hidden";
said.setAttribute("role", "status");
const zone = input.closest(".govuk-form-group");
zone.after(said, list);
form.querySelector("button[value=upload]").hidden = true;
input.classList.add("app-file-input");

function say(words) {
  said.textContent = words;
}

function line(file) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  const stop = document.createElement("button");
  words.className = "app-typed";
  words.textContent = `Waiting: ${file.name}`;
  stop.type = "button";
  stop.className = "app-link-button";
  stop.append("Stop");
  const which = document.createElement("span");
  which.className = "govuk-visually-hidden";
  which.textContent = ` ${file.name}`;
  stop.append(which);
  item.append(words, " ", stop);
  list.append(item);
  return { file, item, words, stop, request: null, half: false };
}

function add(files) {
  for (const item of list.querySelectorAll("[data-done]")) item.remove();
  for (const file of files) {
    const one = line(file);
    one.stop.addEventListener("click", () => stop(one));
    waiting.push(one);
  }
  next();
}

function stop(one) {
  const place = waiting.indexOf(one);
  if (place >= 0) waiting.splice(place, 1);
  one.request?.abort();
  done(one, `Stopped: ${one.file.name} was not added`);
}

function done(one, words, problem = false) {
  one.words.textContent = words;
  one.item.dataset.done = "";
  if (problem) one.item.className = "app-uploads__problem";
  const hadFocus = document.activeElement === one.stop;
  one.stop.remove();
  if (hadFocus) input.focus();
  say(words);
  if (running === one) {
    running = null;
    next();
  }
}

function next() {
  if (running) return;
  running = waiting.shift() ?? null;
  if (running) return send(running);
  if (!goOn) return;
  const button = goOn;
  goOn = null;
  if (!list.querySelector(".app-uploads__problem")) form.requestSubmit(button);
}

function send(one) {
  const body = new FormData();
  body.append("csrf", form.querySelector("input[name=csrf]").value);
  body.append("files", one.file, one.file.name);
  body.append("go", "upload");
  const request = new XMLHttpRequest();
  one.request = request;
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = total ? Math.floor((100 * loaded) / total) : 0;
    one.words.textContent = `Uploading ${one.file.name}: ${percent}%`;
    if (percent >= 50 && !one.half) {
      one.half = true;
      say(`${one.file.name}: half way`);
    }
  });
  request.addEventListener("load", () => arrived(one, request));
  request.addEventListener("error", () => done(one, `${one.file.name} did not arrive. Try again`, true));
  one.words.textContent = `Uploading ${one.file.name}: 0%`;
  say(`Uploading ${one.file.name}`);
  request.send(body);
}

// 200 is the page with the new list, 422 the page with what is wrong; anything else, such as a page that closed, is shown whole.
function arrived(one, request) {
  const page = request.response;
  const files = page?.getElementById("files-added");
  if (!files) {
    const heading = page?.querySelector("h1")?.textContent.trim() ?? "Sorry, something went wrong";
    done(one, `${one.file.name} was not added. ${heading}.`, true);
    return;
  }
  document.getElementById("files-added").replaceWith(document.importNode(files, true));
  const problems = [...page.querySelectorAll(".govuk-error-summary__list a")].map((link) => link.textContent.trim());
  if (problems.length) done(one, problems.join(" "), true);
  else done(one, `Added: ${one.file.name}`);
}

input.addEventListener("change", () => {
  const files = [...input.files];
  input.value = "";
  add(files);
});
form.addEventListener("submit", (event) => {
  if (!running && waiting.length === 0) return;
  event.preventDefault();
  goOn = event.submitter;
  say("Continues when the files have arrived");
});
for (const name of ["dragover", "drop"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    if (name === "drop") add([...event.dataTransfer.files]);
  });
}
