/**
 * Emulated platforms, for tests of programs that talk to real ones.
 *
 * @packageDocumentation
 */
export type { ClockMode, EmulatorClock } from "./clock.ts";
export type { Fault, FaultInjection, FaultMatch } from "./faults.ts";
export type { Fetch } from "./in-process.ts";
export type { Listening, ListenOptions } from "./listen.ts";
export type { RequestLogEntry } from "./request-log.ts";
export type { Serving } from "./serving.ts";
export type { CatalogueChanges } from "./saagie/catalogue-door.ts";
export { emulateSaagie, type EmulatedSaagie } from "./saagie/emulate-saagie.ts";
export type { RunScript, RunScripts, ScriptedRun, ScriptSource } from "./saagie/executor-scripted.ts";
export type { EmulatedSaagieOptions } from "./saagie/options.ts";
export type { Adding, GroupOptions, UserOptions } from "./saagie/people-door.ts";
export type { LogLine, LogStream } from "./saagie/store.ts";
