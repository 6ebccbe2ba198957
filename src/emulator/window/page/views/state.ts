import { h } from "../parts/dom.ts";
import { heading, section } from "../parts/parts.ts";
import type { View } from "../view.ts";

/** Saving and loading what the emulator knows, and beginning anew. */
export const stateView: View = {
  title: "State",
  section: "state",
  watch: () => [],
  render: () => [
    heading("State"),
    section(
      "Save",
      h("p", {}, [
        "All that the emulator knows, as a file of JSON. It holds passwords and secret variables as plain text: keep it as you keep those.",
      ]),
      h("button", { type: "button", class: "primary", "data-action": "save-state" }, ["Download the state"]),
    ),
    section(
      "Load",
      h("p", {}, [
        "Replaces everything by a saved state. What ran when it was saved has failed; time goes on.",
      ]),
      h("form", { class: "form", "data-action": "load-state" }, [
        h("label", { class: "field" }, [
          h("span", {}, ["A saved state"]),
          h("input", { type: "file", name: "state", accept: ".json,application/json" }),
        ]),
        h("button", { type: "submit" }, ["Load it"]),
        h("p", { class: "form-error", role: "alert", id: "state-error" }),
      ]),
    ),
    section(
      "Reset",
      h("p", {}, [
        "Puts everything back to the beginning, but for time. Faults and the log of requests go, too.",
      ]),
      h("button", { type: "button", class: "danger", "data-action": "ask-reset" }, ["Reset…"]),
    ),
  ],
};
