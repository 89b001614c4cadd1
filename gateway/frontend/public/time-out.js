// A page that shows a referral closes after a time without activity. Five minutes before, this asks whether somebody is still there;
// typing counts as being there. At the end it sends what was typed, to be kept, and leaves. Without this script the server closes the
// page by itself, and keeps a page that comes too late.
const dialog = document.getElementById("app-time-out");
const MINUTE = 60_000;
const idle = Number(dialog.dataset.idleMinutes) * MINUTE;
const warn = idle - Math.min(5 * MINUTE, idle / 2);
const between = Math.min(5 * MINUTE, idle / 6);
const left = dialog.querySelector("[data-left]");
const said = dialog.querySelector("[data-said]");
const others = "BroadcastChannel" in window ? new BroadcastChannel("app-time-out") : null;
let since = Date.now();
let active = false;
let asking = false;
let leaving = false;

function begin(tellOthers) {
  since = Date.now();
  if (dialog.open) dialog.close();
  if (tellOthers) others?.postMessage("stay");
}

// The server's time begins anew with this page's.
async function stay() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch("/stay", { cache: "no-store" });
    if (answer.ok) begin(true);
  } catch {
    // No connection: the time goes on, and nothing is lost by it.
  } finally {
    asking = false;
    active = false;
  }
}

// The button that belongs to the page's form keeps what was typed; a page that keeps nothing has the dialog's.
function leave(why) {
  if (leaving) return;
  leaving = true;
  const button = document.querySelector("button[form=page][name=go][value=leave]") ?? dialog.querySelector("button[name=go]");
  button.value = why;
  button.form.requestSubmit(button);
}

function look() {
  const gone = Date.now() - since;
  if (gone >= idle) return leave("ended");
  if (active && gone >= between && !dialog.open) stay();
  if (gone < warn) return;
  const minutes = Math.max(1, Math.ceil((idle - gone) / MINUTE));
  const words = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  if (left.textContent !== words) {
    left.textContent = words;
    said.textContent = `This page closes in ${words}.`;
  }
  if (!dialog.open) dialog.showModal();
}

for (const event of ["input", "pointerdown", "keydown", "scroll"]) {
  document.addEventListener(event, () => { active = true; }, { passive: true, capture: true });
}
others?.addEventListener("message", () => begin(false));
dialog.addEventListener("close", () => stay());
dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
dialog.querySelector("button[name=go]").addEventListener("click", (event) => {
  event.preventDefault();
  leave("leave");
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
setInterval(look, Math.min(5_000, idle / 20));
others?.postMessage("stay");
