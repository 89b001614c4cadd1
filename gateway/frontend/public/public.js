// The public pages' script: switches on the parts of GOV.UK Frontend that they use. Every page works without it.
import { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, SkipLink } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, SkipLink]) {
  createAll(component);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
