import type { Control } from "./control.ts";
import { byId, h } from "./parts/dom.ts";
import { readFaultForm } from "./views/faults.ts";

/** What actions may do with the page. */
export interface ActionParts {
  readonly control: Control;
  /** What the file of a saved state is called after. */
  readonly emulator: string;
  /** Says something to people, also to those who do not see it. */
  say(text: string): void;
}

/** What happens at a click or when a form is sent; its words come from the element itself. */
type Action = (parts: ActionParts, element: HTMLElement) => Promise<void>;

/** What the page can do to the emulator, by the name that elements have for it. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  run: ({ control, say }) => post(control, "/clock/run").then(() => say("Time runs")),
  pause: ({ control, say }) => post(control, "/clock/pause").then(() => say("Time stands still")),
  advance: (parts, { dataset }) => advance(parts, Number(dataset["seconds"])),
  "advance-by": (parts, form) => advance(parts, Number(formData(form).get("minutes")) * 60),
  "add-fault": addFault,
  "remove-fault": async ({ control, say }, { dataset }) => {
    await control.ask(`/faults/${encodeURIComponent(dataset["id"] ?? "")}`, { method: "DELETE" });
    say("The fault is removed");
  },
  "clear-faults": async ({ control, say }) => {
    await control.ask("/faults", { method: "DELETE" });
    say("All faults are removed");
  },
  "save-state": saveState,
  "load-state": loadState,
  "ask-reset": async () => askReset(),
  reset: async ({ control, say }) => {
    dialog().close();
    await post(control, "/reset");
    say("Everything is as in the beginning");
  },
  "close-dialog": async () => dialog().close(),
};

function dialog(): HTMLDialogElement {
  return byId("dialog") as HTMLDialogElement;
}

async function post(control: Control, path: string, body?: object): Promise<void> {
  await control.ask(path, { method: "POST", ...(body !== undefined && { body: JSON.stringify(body) }) });
}

async function advance({ control, say }: ActionParts, seconds: number): Promise<void> {
  await post(control, "/clock/advance", { seconds });
  say(`Time has moved on by ${seconds < 120 ? `${String(seconds)} s` : `${String(seconds / 60)} min`}`);
}

function formData(form: HTMLElement): FormData {
  return new FormData(form as HTMLFormElement);
}

/** Shows where a form is why it was not taken. */
async function orExplain(id: string, work: () => Promise<void>): Promise<void> {
  const place = byId(id);
  try {
    await work();
    place.textContent = "";
  } catch (error) {
    place.textContent = error instanceof Error ? error.message : String(error);
  }
}

function addFault({ control, say }: ActionParts, form: HTMLElement): Promise<void> {
  return orExplain("fault-error", async () => {
    await post(control, "/faults", readFaultForm(formData(form)));
    say("The fault is added");
  });
}

async function saveState({ control, emulator, say }: ActionParts): Promise<void> {
  const answer = await control.ask("/state");
  const url = URL.createObjectURL(await answer.blob());
  const link = h("a", { href: url, download: `${emulator}-state.json` });
  link.click();
  URL.revokeObjectURL(url);
  say("The state is saved");
}

function loadState({ control, say }: ActionParts, form: HTMLElement): Promise<void> {
  return orExplain("state-error", async () => {
    const file = formData(form).get("state");
    if (!(file instanceof File) || file.size === 0) throw new Error("Choose a file first");
    await control.ask("/state", { method: "PUT", body: file });
    say("The state is loaded");
  });
}

function askReset(): void {
  const asked = dialog();
  asked.replaceChildren(
    h("h2", { id: "dialog-title" }, ["Reset the emulator?"]),
    h("p", {}, [
      "All that it knows goes, with faults and the log of requests. Save the state first if you want it back.",
    ]),
    h("div", { class: "dialog-keys" }, [
      h("button", { type: "button", "data-action": "close-dialog" }, ["Cancel"]),
      h("button", { type: "button", class: "danger", "data-action": "reset" }, ["Reset"]),
    ]),
  );
  // Escape closes it, and focus goes back to where it was: the browser sees to both.
  asked.showModal();
}
