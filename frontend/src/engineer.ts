// The engineer's phone.
import "./engineer.css";
import "./lib/htmx";
