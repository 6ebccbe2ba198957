import type { Child } from "./parts/dom.ts";
import type { Route } from "./route.ts";

/** What a view is drawn from. */
export interface Scene {
  readonly route: Route;
  /** The emulator's time. */
  readonly now: number;
  /** What somebody has typed to narrow a list down, in small letters. */
  readonly filter: string;
  /** How many pixels there are from left to right. */
  readonly width: number;
  /** What a watched path reads; undefined as long as it has not been told. */
  read(path: string): unknown;
  /** Why a watched path reads nothing. */
  problem(path: string): string | undefined;
}

/** A part of the window with an address of its own. */
export interface View {
  /** What it shows, for the title of the tab. */
  readonly title: string;
  /** Which part of the navigation it belongs to. */
  readonly section: string;
  /** Which paths of the control API it shows. */
  watch(route: Route): readonly string[];
  render(scene: Scene): readonly Child[];
}
