import type { AppDetail, AppOverview, VariableOverview } from "../../shown.ts";
import { h } from "../parts/dom.ts";
import { chip, facts, heading, link, log, section, time, timeline } from "../parts/parts.ts";
import { hrefOf } from "../route.ts";
import type { View } from "../view.ts";
import { detailView, listView } from "./lists.ts";

/** Apps, and the state of each. */
export const appsView: View = listView<AppOverview>({
  title: "Apps",
  section: "apps",
  kind: "apps",
  filters: ["project"],
  text: ({ name, project, what, status }) => `${name} ${project} ${what} ${status}`,
  emptyHint: 'Create one with a client, for example saagie.apps.create("Sales", { … }).',
  columns: ({ now }) => [
    { name: "App", cell: ({ id, name }) => link(hrefOf("apps", id), name) },
    { name: "Project", isMinor: true, cell: ({ project }) => project },
    { name: "Runs", isMinor: true, cell: ({ what }) => h("code", {}, [what]) },
    { name: "Version", isMinor: true, isNumber: true, cell: ({ version }) => version },
    { name: "State", cell: ({ status }) => chip(status) },
    { name: "Since", cell: ({ since }) => time(since, now) },
  ],
});

/** One app. */
export const appView: View = detailView<AppDetail>({
  title: "App",
  section: "apps",
  kind: "apps",
  render: (app, { now }) => [
    heading(app.name, chip(app.status)),
    app.description !== undefined && h("p", { class: "lead" }, [app.description]),
    facts({
      Project: app.project,
      Runs: h("code", {}, [app.what]),
      Version: app.version,
      Ports: app.ports.join(", "),
      Since: time(app.since, now),
      Id: h("code", {}, [app.id]),
    }),
    section("Output", log(`Output of ${app.name}`, app.lines, app.lineCount)),
    section(
      "History",
      ...app.actions.map((action) =>
        h("div", { class: "action", "data-key": action.id }, [
          h("h3", {}, [action.kind.replace(/Action$/, "")]),
          h("p", { class: "note" }, [
            `version ${String(action.version)}${action.author === undefined ? "" : `, by ${action.author}`}`,
          ]),
          timeline(action.statuses, now),
        ]),
      ),
    ),
  ],
});

const SCOPES = {
  GLOBAL: "platform",
  PROJECT: "project",
  PIPELINE: "pipeline",
  APP: "app",
  JOB: "job",
} as const;

/** Environment variables of all scopes. The values of secrets are not told to the page. */
export const variablesView: View = listView<VariableOverview>({
  title: "Variables",
  section: "variables",
  kind: "variables",
  text: ({ name, owner, scope, description }) => `${name} ${owner ?? ""} ${scope} ${description ?? ""}`,
  emptyHint: "Environment variables of the platform, of projects, pipelines, apps and jobs are shown here.",
  columns: () => [
    {
      name: "Name",
      cell: ({ name, description }) => [
        h("code", {}, [name]),
        description !== undefined && h("span", { class: "note" }, [description]),
      ],
    },
    {
      name: "Value",
      cell: ({ isSecret, value }) =>
        isSecret
          ? h("span", { class: "secret" }, [
              h("span", { "aria-hidden": "true" }, ["••••••"]),
              h("span", { class: "note" }, ["secret"]),
            ])
          : h("code", { class: "value" }, [value ?? ""]),
    },
    { name: "Scope", cell: ({ scope }) => SCOPES[scope] },
    { name: "Of", cell: ({ owner }) => owner ?? "" },
  ],
});
