// The resident's phone: as little as possible. Every page works without this.
import "./resident.css";
import "./lib/htmx";
import { proposals } from "./resident/proposal";
import { report } from "./resident/report";
import { track } from "./resident/track";

document.documentElement.classList.add("script");
const form = document.querySelector<HTMLFormElement>("form[data-report]");
if (form) {
  report(form);
  proposals(form);
}
const page = document.querySelector<HTMLElement>("[data-track]");
if (page) track(page);
