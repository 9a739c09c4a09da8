// The desk. Every page works without this; it adds keys, live filters and charts that come when they are seen.
import "@tabler/core/dist/css/tabler.min.css";
import "./office.css";
import "./lib/htmx";
import "@tabler/core/dist/js/tabler.esm.min.js";
import { lazyCharts } from "./office/charts";
import { copying } from "./office/copying";
import { liveFilters } from "./office/filters";
import { orderList } from "./office/list";
import { movable } from "./office/map";
import { proposals } from "./office/proposal";
import { once } from "./lib/once";

document.documentElement.classList.add("script");
once(document);
proposals(document);
copying(document);
lazyCharts(document);
for (const map of document.querySelectorAll<HTMLElement>("[data-map]")) movable(map);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-live]")) liveFilters(form);
for (const table of document.querySelectorAll<HTMLTableElement>("table[data-list]")) orderList(table);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
