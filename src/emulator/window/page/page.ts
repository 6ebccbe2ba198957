import { KeyRefused, type Control, type Told } from "./control.ts";
import { byId, type Child } from "./parts/dom.ts";
import { words } from "./parts/format.ts";
import { morphChildren } from "./parts/morph.ts";
import { readRoute, type Route } from "./route.ts";
import { header, navigation, platformName, type Connection, type Platform, type ToldClock } from "./shell.ts";
import type { View } from "./view.ts";
import { sectionsOf, viewOf } from "./views.ts";

/** How long is waited before a lost emulator is looked for again, the first time and at most. */
const [FIRST_WAIT_MS, LAST_WAIT_MS] = [500, 4000];

const CLOCK = "/clock";

/** What a page is made of. */
export interface PageParts {
  readonly control: Control;
  readonly platform: Platform;
  /** What is done when the key is good no longer: another emulator listens. */
  readonly onRefused: (error: KeyRefused) => void;
}

/** What is on the screen: the view that the address names, and the frame around it. */
export class Page {
  readonly #parts: PageParts;
  readonly #told = new Map<string, Told>();
  #route: Route = readRoute(location.hash);
  #view: View;
  #connection: Connection = "opening";
  #filter = "";
  #isDue = false;
  /** What was said last of what is shown. */
  #news: string | undefined;
  #end = new AbortController();

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#view = this.#named();
  }

  /** Shows the view that the address names now. */
  show(): void {
    this.#route = readRoute(location.hash);
    this.#view = this.#named();
    this.#filter = "";
    this.#end.abort();
    this.#end = new AbortController();
    const name = platformName(this.#parts.platform.emulator);
    document.title = `${this.#view.title} · ${name}, emulated`;
    const paths = [CLOCK, ...this.#view.watch(this.#route)];
    for (const path of this.#told.keys()) if (!paths.includes(path)) this.#told.delete(path);
    void this.#follow(paths, this.#end.signal);
    // Not what was drawn for another view: two of them may look alike.
    byId("main").replaceChildren();
    this.#draw();
    window.scrollTo(0, 0);
    document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Stops showing anything. */
  close(): void {
    this.#end.abort();
  }

  /** Narrows the list that is shown. */
  set filter(text: string) {
    this.#filter = text.toLowerCase();
    this.redraw();
  }

  /** Draws everything anew, together with whatever else has changed until the next frame. */
  redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      if (!this.#end.signal.aborted) this.#draw();
    });
  }

  #named(): View {
    return viewOf(this.#parts.platform.emulator, this.#route.view, this.#route.id);
  }

  /** Takes in what is told of some paths; when the emulator is gone, until it is there again. */
  async #follow(paths: readonly string[], signal: AbortSignal): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(2 * wait, LAST_WAIT_MS)) {
      try {
        for await (const told of this.#parts.control.watch(paths, signal)) {
          this.#told.set(told.path, told);
          this.#connection = "open";
          wait = FIRST_WAIT_MS;
          this.redraw();
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof KeyRefused) return this.#parts.onRefused(error);
      }
      this.#connection = "lost";
      this.redraw();
      await new Promise((resolve) => {
        setTimeout(resolve, wait);
      });
    }
  }

  #draw(): void {
    const { platform } = this.#parts;
    const clock = this.#told.get(CLOCK)?.value as ToldClock | undefined;
    put("header", header({ platform, clock, connection: this.#connection }));
    put("nav", navigation(sectionsOf(platform.emulator), this.#view.section));
    const ended = [...document.querySelectorAll("[data-follow]")].map(isAtEnd);
    const scene = {
      route: this.#route,
      now: clock === undefined ? Date.now() : Date.parse(clock.now),
      filter: this.#filter,
      width: document.documentElement.clientWidth,
      read: (path: string) => this.#told.get(path)?.value,
      problem: (path: string) => this.#told.get(path)?.error,
    };
    put("main", this.#view.render(scene));
    for (const [index, log] of document.querySelectorAll("[data-follow]").entries())
      if (ended[index] ?? true) log.scrollTop = log.scrollHeight;
    this.#tellNews();
  }

  /** Says the state of what is shown when that changes, for those who do not see it. */
  #tellNews(): void {
    const title = byId("main").querySelector("h1")?.textContent ?? "";
    const status = byId("main").querySelector<HTMLElement>(".heading .chip")?.dataset["status"];
    const isLost = this.#connection === "lost";
    // Without a state there is nothing new: whoever opens a view is told of that by its heading.
    const news = isLost ? "No connection to the emulator" : status && `${title}: ${words(status)}`;
    if (news === this.#news) return;
    this.#news = news;
    byId("news").textContent = news ?? "";
  }
}

/** Draws what an element is to hold. */
export function put(id: string, children: readonly Child[]): void {
  const wanted = children.flatMap((child): Node[] => {
    if (child === false || child === null || child === undefined) return [];
    return [child instanceof Node ? child : document.createTextNode(String(child))];
  });
  morphChildren(byId(id), wanted);
}

/** Whether somebody reads the end of a scrolled element, and so wants to see what comes. */
function isAtEnd({ scrollTop, scrollHeight, clientHeight }: Element): boolean {
  return scrollHeight - scrollTop - clientHeight < 24;
}
