/**
 * Emulated platforms, for tests of programs that talk to real ones.
 *
 * @packageDocumentation
 */
export type { ClockMode, EmulatorClock } from "./clock.ts";
export type { Fault, FaultInjection, FaultMatch, GraphQLFailure, InjectedFault } from "./faults/faults.ts";
export type { Fetch } from "./in-process.ts";
export type { ControlAccess, Listening, ListenOptions } from "./listen.ts";
export type { RequestLogEntry } from "./request-log.ts";
export type { Serving } from "./serving.ts";
export type { AgaveControls } from "./agave/controls.ts";
export { emulateAgave, type EmulatedAgave } from "./agave/emulate-agave.ts";
export type { FileControls, FileName } from "./agave/files/controls.ts";
export type { JobControls } from "./agave/jobs/controls.ts";
export type { JobScript, JobScriptSource, SubmittedJob } from "./agave/jobs/scripts.ts";
export type { ActorControls } from "./agave/actors/controls.ts";
export type { ActorContext, ActorHandler } from "./agave/actors/handlers.ts";
export type { AgaveTenant, AgaveUser, EmulatedAgaveOptions } from "./agave/options.ts";
export type { BlobName, EmulatedBlobs } from "./descartes/blob-door.ts";
export { emulateDescartes, type EmulatedDescartes } from "./descartes/emulate-descartes.ts";
export type { DescartesUser, EmulatedDescartesOptions, RateLimit } from "./descartes/options.ts";
export type { AppHappenings, CrashOptions } from "./saagie/app-door.ts";
export type { AppScript } from "./saagie/app-scripts.ts";
export type { CatalogueChanges, FacetOptions } from "./saagie/catalogue-door.ts";
export { emulateSaagie, type EmulatedSaagie } from "./saagie/emulate-saagie.ts";
export type { VariableOptions } from "./saagie/environment-variable-door.ts";
export type { VariableScope } from "./saagie/environment-variable-records.ts";
export type {
  RunScript,
  RunScripts,
  ScriptedRun,
  ScriptedVariable,
  ScriptSource,
} from "./saagie/executor-scripted.ts";
export type { EmulatedSaagieOptions } from "./saagie/options.ts";
export { BadState } from "./state/encoding.ts";
export type { JsonValue } from "./state/encoding.ts";
export type { StateKeeping } from "./saagie/state-door.ts";
export type { SavedState } from "./saagie/state.ts";
export type { KeptState, StateStore } from "./state/kept-state.ts";
export type { SavedFile } from "./state/saved-file.ts";
export type { Adding, GroupOptions, UserOptions } from "./saagie/people-door.ts";
export type { LogLine, LogStream } from "./saagie/store.ts";
export type { VolumeHappenings } from "./saagie/volume-door.ts";
export type { VolumeFailure } from "./saagie/volume-failures.ts";
