// The desk: htmx and Tabler.
import "@tabler/core/dist/css/tabler.min.css";
import "./office.css";
import "./lib/htmx";
import "@tabler/core/dist/js/tabler.esm.min.js";
