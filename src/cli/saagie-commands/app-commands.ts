import { spawn } from "node:child_process";
import { command, option, type CommandMaker, type Task } from "../frame/command.ts";
import { moment } from "../frame/formats.ts";
import { withStatusLine } from "../frame/status-line.ts";
import { openSaagie } from "../profiles/open-platforms.ts";
import type { AppState, AppWaitOptions, Saagie } from "../../saagie/index.ts";
import { printLog } from "./job-run-commands.ts";
import { openWith, theProject, type InProject } from "./references.ts";

const list: CommandMaker = command({
  usage: "list",
  summary: "lists the apps of a project",
  scope: "saagie",
  examples: ["app list --project Sales"],
  run: async (task) => {
    const open = await openSaagie(task);
    const how = { ...task.call, versionsOnlyCurrent: true, eventsLimit: 1 };
    const apps = await open.saagie.apps.list(theProject(open), how);
    task.print.list(apps, {
      quiet: ({ id }) => id,
      empty: "The project has no apps.",
      columns: [
        { head: "Name", of: ({ name }) => name },
        { head: "Status", of: ({ history }) => history?.currentStatus, isStatus: true },
        { head: "Since", of: ({ history }) => moment(history?.startTime) },
        { head: "Version", of: ({ currentVersion }) => currentVersion?.number },
        { head: "Id", of: ({ id }) => id },
      ],
    });
  },
});

const show: CommandMaker = command({
  usage: "show <app>",
  summary: "shows one app",
  scope: "saagie",
  examples: ["app show Dashboard --project Sales"],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const app = await saagie.apps.get(reference, { ...task.call, versionsOnlyCurrent: true, eventsLimit: 1 });
    const { history, currentVersion, project } = app;
    task.print.record(
      app,
      [
        ["Name", app.name],
        ["Id", app.id],
        ["Project", project.name],
        ["Description", app.description],
        ["Status", history?.currentStatus],
        ["Reason", history?.currentStatusReason],
        ["Version", currentVersion?.number],
        ["Image", currentVersion?.dockerInfo?.image],
        ["Ports", currentVersion?.ports.map(({ number }) => number).join(", ")],
        ["Storages", app.linkedVolumes?.map(({ name }) => name).join(", ")],
        ["Page", pageOf(saagie, { projectId: project.id, appId: app.id })],
      ],
      app.id,
    );
  },
});

interface WaitChoice {
  /** `--no-wait` makes it false. */
  readonly wait: boolean;
}

/** An action on an app, and how it is waited for. */
interface Action {
  readonly verb: "start" | "stop" | "restart";
  readonly summary: string;
  readonly ask: (saagie: Saagie, app: InProject, task: Task) => Promise<unknown>;
  readonly askAndWait: (saagie: Saagie, app: InProject, options: AppWaitOptions) => Promise<AppState>;
}

function actionCommand({ verb, summary, ask, askAndWait }: Action): CommandMaker {
  return command<WaitChoice>({
    usage: `${verb} <app>`,
    summary,
    scope: "saagie",
    examples: [`app ${verb} Dashboard --project Sales`, `app ${verb} Dashboard --project Sales --no-wait`],
    options: [option("--no-wait", "do not wait until that is done")],
    run: async (task) => {
      const { saagie, reference, door } = await openWith(task);
      const [name = ""] = task.args;
      if (!task.options.wait) {
        const answer = await ask(saagie, reference, task);
        return task.print.done(answer, `App "${name}" has been asked to ${verb}.`);
      }
      const state = await withStatusLine(task, `App ${name}`, (tell) =>
        askAndWait(saagie, reference, { ...task.wait, onStatus: (word) => tell(word) }),
      );
      return task.print.done(state, `App "${name}" is ${door.appStatusOf(state)}.`, state.id);
    },
  });
}

const start = actionCommand({
  verb: "start",
  summary: "starts an app, and waits until it has started",
  ask: (saagie, app, { call }) => saagie.apps.run(app, call),
  askAndWait: (saagie, app, options) => saagie.apps.runAndWait(app, options),
});

const stop = actionCommand({
  verb: "stop",
  summary: "stops an app, and waits until it has stopped",
  ask: (saagie, app, { call }) => saagie.apps.stop(app, call),
  askAndWait: (saagie, app, options) => saagie.apps.stopAndWait(app, options),
});

const restart = actionCommand({
  verb: "restart",
  summary: "restarts an app, and waits until it has started again",
  ask: (saagie, app, { call }) => saagie.apps.restart(app, call),
  askAndWait: (saagie, app, options) => saagie.apps.restartAndWait(app, options),
});

const status: CommandMaker = command({
  usage: "status <app>",
  summary: "tells how an app is doing",
  scope: "saagie",
  examples: ["app status Dashboard --project Sales"],
  run: async (task) => {
    const { saagie, reference, door } = await openWith(task);
    const state = await saagie.apps.status(reference, task.call);
    const { history } = state;
    task.print.record(
      state,
      [
        ["Status", door.appStatusOf(state)],
        ["Reason", history?.currentStatusReason],
        ["Version", history?.runningVersionNumber],
        ["Started", moment(history?.startTime)],
        ["Stopped", moment(history?.stopTime)],
        ["Id", state.id],
      ],
      door.appStatusOf(state),
    );
  },
});

const logs: CommandMaker = command<{ readonly follow?: true }>({
  usage: "logs <app>",
  summary: "prints the log of an app",
  scope: "saagie",
  examples: ["app logs Dashboard --project Sales -f"],
  options: [option("-f, --follow", "go on until the app has stopped")],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const { follow = false } = task.options;
    return printLog(task, saagie.apps.logs(reference, { ...task.call, follow }));
  },
});

const open: CommandMaker = command<{ readonly print?: true }>({
  usage: "open <app>",
  summary: "opens the page of an app in the browser",
  scope: "saagie",
  examples: ["app open Dashboard --project Sales", "app open Dashboard --project Sales --print"],
  about: "Where nobody sits at a terminal, its address is printed. BROWSER names a browser of your own.",
  options: [option("--print", "print the address, and open nothing")],
  run: async (task) => {
    const { saagie, reference } = await openWith(task);
    const app = await saagie.apps.get(reference, { ...task.call, versionsOnlyCurrent: true, eventsLimit: 1 });
    const url = pageOf(saagie, { projectId: app.project.id, appId: app.id });
    if (task.print.isSeen && !task.options.print && !task.print.isJson) await openInBrowser(url, task);
    task.print.done({ id: app.id, name: app.name, url }, url, url);
  },
});

/** The page of an app, in the form that the platform's own pages have. */
function pageOf(
  { url, platform }: Saagie,
  { projectId, appId }: { readonly projectId: string; readonly appId: string },
): string {
  return `${url}/projects/platform/${platform}/project/${projectId}/app/${appId}`;
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["open"],
  win32: ["explorer.exe"],
};

function openInBrowser(url: string, { io, print }: Task): Promise<void> {
  const own = io.environment["BROWSER"];
  const [program = "", ...args] = own ? [own] : (OPENERS[process.platform] ?? ["xdg-open"]);
  return new Promise((done) => {
    const browser = spawn(program, [...args, url], { stdio: "ignore", detached: true });
    browser.once("error", () => {
      print.note(`No browser could be opened with ${program}: the address is`);
      done();
    });
    browser.once("spawn", () => {
      browser.unref();
      done();
    });
  });
}

/** What can be done with apps. */
export const appCommands: readonly CommandMaker[] = [list, show, start, stop, restart, status, logs, open];
