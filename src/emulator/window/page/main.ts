import { ACTIONS } from "./actions.ts";
import { Control, KeyRefused } from "./control.ts";
import { forgetKey, keepKey, takeKey } from "./key.ts";
import { Page, put } from "./page.ts";
import { byId } from "./parts/dom.ts";
import { keyForm, type Platform } from "./shell.ts";

/** How long a message stays on the screen. */
const SAID_MS = 4000;

/** What is open: nothing before the key is known. */
interface Opened {
  readonly page: Page;
  readonly control: Control;
  readonly emulator: string;
}

let opened: Opened | undefined;
/** How many keys have been tried: the last one counts. */
let attempts = 0;
let quiet: ReturnType<typeof setTimeout> | undefined;

/** Says something to people, also to those who do not see it. */
function say(text: string): void {
  const status = byId("status");
  status.textContent = text;
  clearTimeout(quiet);
  quiet = setTimeout(() => {
    status.textContent = "";
  }, SAID_MS);
}

function askForKey(problem?: string): void {
  opened?.page.close();
  opened = undefined;
  put("header", []);
  put("nav", []);
  document.body.classList.add("is-locked");
  byId("main").replaceChildren();
  put("main", keyForm(problem));
  byId("key").focus();
}

async function open(key: string): Promise<void> {
  attempts += 1;
  const attempt = attempts;
  const control = new Control(key);
  // What was wrong with the key before says nothing of this one.
  document.querySelector("[role=alert]")?.replaceChildren();
  try {
    const platform = (await (await control.ask("/resources")).json()) as Platform;
    if (attempt !== attempts) return;
    keepKey(key);
    document.body.classList.remove("is-locked");
    const page = new Page({ control, platform, onRefused: refused });
    opened = { page, control, emulator: platform.emulator };
    page.show();
  } catch (error) {
    // The answer to an earlier key may come after a later one has been given.
    if (attempt !== attempts) return;
    if (error instanceof KeyRefused) refused(error);
    else askForKey(`The emulator cannot be reached: ${wordsOf(error)}`);
  }
}

function refused({ message }: KeyRefused): void {
  forgetKey();
  askForKey(message);
}

async function act(name: string, element: HTMLElement): Promise<void> {
  if (name === "use-key") {
    const key = new FormData(element as HTMLFormElement).get("key");
    return open(typeof key === "string" ? key.trim() : "");
  }
  if (name === "skip") return byId("main").focus();
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || opened === undefined) return undefined;
  try {
    await action({ ...opened, say }, element);
  } catch (error) {
    if (error instanceof KeyRefused) refused(error);
    else say(wordsOf(error));
  }
  return undefined;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The element that an event is for: the view is drawn anew all the time, so it is listened to from above. */
function target({ target: from }: Event, selector: string): HTMLElement | undefined {
  const found = from instanceof Element ? from.closest<HTMLElement>(selector) : null;
  return found ?? undefined;
}

document.addEventListener("click", (event) => {
  const element = target(event, "button[data-action], a[data-action]");
  if (element === undefined) return;
  // The address is that of a view, and not of a place on the page.
  if (element instanceof HTMLAnchorElement) event.preventDefault();
  void act(element.dataset["action"] ?? "", element);
});
document.addEventListener("submit", (event) => {
  const form = target(event, "form[data-action]");
  event.preventDefault();
  if (form !== undefined) void act(form.dataset["action"] ?? "", form);
});
document.addEventListener("input", (event) => {
  const field = target(event, "[data-input=filter]");
  if (field instanceof HTMLInputElement && opened !== undefined) opened.page.filter = field.value;
});
document.addEventListener("keydown", (event) => {
  const details = event.key === "Escape" ? target(event, "details[open]") : undefined;
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = false;
  details.querySelector("summary")?.focus();
});
window.addEventListener("hashchange", () => {
  // Somebody may open the address that a new emulator has printed in the tab of the last one.
  if (location.hash.startsWith("#key=")) {
    void open(takeKey() ?? "");
    return;
  }
  opened?.page.show();
  document.querySelector<HTMLElement>("h1")?.focus();
});
window.addEventListener("resize", () => opened?.page.redraw());

const key = takeKey();
if (key === undefined) askForKey();
else await open(key);
