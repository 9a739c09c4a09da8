// The engineer's phone. Every page works without this; it adds the camera, photos on the way and a word about the network.
import "./engineer.css";
import "./lib/htmx";
import { evidence } from "./engineer/evidence";
import { network } from "./engineer/network";
import { scanner } from "./engineer/scanner";
import { once } from "./lib/once";

document.documentElement.classList.add("script");
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-evidence]")) evidence(form);
once(document);
network();
const box = document.querySelector<HTMLElement>("[data-scanner]");
if (box) scanner(box);
