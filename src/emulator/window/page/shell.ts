import { h, svg, type Child } from "./parts/dom.ts";
import { clockTime, day } from "./parts/format.ts";
import type { View } from "./view.ts";

/** What the page knows of the emulator. */
export interface Platform {
  readonly emulator: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** The emulator's time, and how it passes. */
export interface ToldClock {
  readonly now: string;
  readonly mode: "manual" | "auto" | "real";
}

/** Whether the page hears of the emulator. */
export type Connection = "open" | "opening" | "lost";

/** What the frame around a view is drawn from. */
export interface Frame {
  readonly platform: Platform;
  readonly clock: ToldClock | undefined;
  readonly connection: Connection;
}

const NAMES: Readonly<Record<string, string>> = {
  saagie: "Saagie",
  descartes: "Descartes Labs Storage",
  agave: "Agave",
};

const MODES = { manual: "stands still", auto: "jumps when everybody waits", real: "runs" } as const;

/** Steps by which time is moved at a click, in seconds. */
const STEPS = [
  [1, "1 s"],
  [10, "10 s"],
  [60, "1 min"],
  [3600, "1 h"],
] as const;

/** The name of the emulated platform. */
export function platformName(emulator: string): string {
  return NAMES[emulator] ?? emulator;
}

/** The head of the page: what is emulated, whether it is there, and its clock. */
export function header({ platform, clock, connection }: Frame): readonly Child[] {
  const facts = Object.entries(platform.facts).map(([name, value]) =>
    h("span", { class: "fact" }, [`${name.toLowerCase()} ${value}`]),
  );
  return [
    h("div", { class: "brand" }, [
      logo(),
      h("div", {}, [
        h("p", { class: "brand-name" }, ["Footbridge"]),
        h("p", { class: "brand-platform" }, [`${platformName(platform.emulator)}, emulated `, ...facts]),
      ]),
      connectionMark(connection),
    ]),
    clock !== undefined && clockBar(clock),
  ];
}

function logo(): SVGElement {
  const path = "M5 22h22M8 22v-5c0-4.5 3.5-8 8-8s8 3.5 8 8v5M16 9v13M11.5 11v11M20.5 11v11";
  return svg("svg", { class: "logo", viewBox: "0 0 32 32", width: 34, height: 34, "aria-hidden": "true" }, [
    svg("rect", { width: 32, height: 32, rx: 7 }),
    svg("path", { d: path }),
  ]);
}

function connectionMark(connection: Connection): HTMLElement {
  const text = { open: "live", opening: "connecting", lost: "no connection" }[connection];
  return h("p", { class: `connection connection-${connection}`, id: "connection" }, [text]);
}

function clockBar({ now, mode }: ToldClock): HTMLElement {
  const at = Date.parse(now);
  const isRunning = mode === "real";
  return h("section", { class: "clock", "aria-label": "Clock of the emulator" }, [
    h("div", { class: "clock-face" }, [
      h("time", { class: "clock-time", datetime: now, title: now, id: "clock-time" }, [clockTime(at)]),
      h("span", { class: "clock-day" }, [day(at)]),
      h("span", { class: `clock-mode clock-${mode}`, id: "clock-mode" }, [`Time ${MODES[mode]}`]),
    ]),
    h("div", { class: "clock-keys" }, [
      h("button", { type: "button", "data-action": isRunning ? "pause" : "run", class: "clock-switch" }, [
        isRunning ? "Stand still" : "Let it run",
      ]),
      h(
        "div",
        { class: "group", role: "group", "aria-label": "Advance" },
        STEPS.map(([seconds, text]) => {
          const step = { "data-seconds": seconds, "aria-label": `Advance by ${text}` };
          return h("button", { type: "button", "data-action": "advance", ...step }, [`+${text}`]);
        }),
      ),
      h("form", { class: "advance", "data-action": "advance-by" }, [
        h("label", {}, [
          h("span", { class: "hidden" }, ["Advance by minutes"]),
          h("input", {
            name: "minutes",
            type: "number",
            min: "0",
            step: "any",
            placeholder: "min",
            inputmode: "decimal",
          }),
        ]),
        h("button", { type: "submit" }, ["Advance"]),
      ]),
    ]),
  ]);
}

/** The navigation; the current part is marked. */
export function navigation(
  sections: readonly (readonly [string, View])[],
  current: string,
): readonly Child[] {
  return [
    h(
      "ul",
      {},
      sections.map(([name, { title, section }]) =>
        h("li", { "data-key": name, class: `nav-${name}` }, [
          h("a", { href: `#/${name}`, "aria-current": section === current ? "page" : undefined }, [title]),
        ]),
      ),
    ),
  ];
}

/** What stands in the place of everything before the page has the key. */
export function keyForm(problem: string | undefined): readonly Child[] {
  return [
    h("div", { class: "door" }, [
      logo(),
      h("h1", { tabindex: "-1" }, ["The emulator’s window"]),
      h("p", {}, [
        "It needs the key that the emulator printed when it started. The address that it printed has the key in it already.",
      ]),
      h("form", { class: "form", "data-action": "use-key" }, [
        h("label", { class: "field" }, [
          h("span", {}, ["Key"]),
          h("input", { name: "key", type: "password", required: true, autocomplete: "off", id: "key" }),
        ]),
        h("button", { type: "submit", class: "primary" }, ["Open"]),
        h("p", { class: "form-error", role: "alert" }, [problem]),
      ]),
    ]),
  ];
}
