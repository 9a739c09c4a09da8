// The resident's phone: as little as possible.
import "./resident.css";
import "./lib/htmx";
