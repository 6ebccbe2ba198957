// What a page does with Saagie. `place` says where the platform is; `#file` is where its user chose a file.
import { Saagie } from "footbridge/saagie";

globalThis.runPage = async ({ saagie: place, controls }) => {
  const saagie = new Saagie(place);
  const [file] = document.querySelector("#file").files;
  const name = `Sales ${crypto.randomUUID()}`;
  await saagie.projects.ensure({ name });

  const definition = { name: "Report", technology: "Bash", commandLine: "sh {file}", file };
  const { action, id } = await saagie.jobs.createOrUpgrade(name, definition);
  const statuses = [];
  const run = await saagie.jobs.runAndWait(id, { onStatus: (status) => statuses.push(status) });
  const lines = [];
  for await (const { value } of saagie.jobs.logs(run.id)) lines.push(value);
  const download = await saagie.jobs.openArtifact(id, 1);
  const saved = await new Response(download.stream).blob();

  const endless = await saagie.jobs.create(name, { ...definition, name: "Endless" });
  const stop = new AbortController();
  const waiting = saagie.jobs.runAndWait(endless.id, {
    signal: stop.signal,
    stopOnAbort: true,
    onStatus: () => stop.abort(new Error("enough")),
  });
  const aborted = await waiting.then(
    () => "ended",
    (error) => error.message,
  );

  // What a browser does not tell a page unless the platform says so: how long to wait.
  await fetch(`${controls.saagie.url}/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${controls.saagie.key}` },
    body: JSON.stringify({ status: 429, retryAfter: 1, times: 1 }),
  });
  const renewed = await saagie.jobs.get(id);
  const missing = await saagie.jobs.get(crypto.randomUUID()).then(
    () => "",
    (error) => error.code,
  );

  return {
    "uploads a file that a user chose": action === "created",
    "waits for a run": run.history.currentStatus.status === "SUCCEEDED" && statuses.at(-1) === "SUCCEEDED",
    "reads its log": lines.length > 0,
    "downloads the package as a blob": (await saved.text()) === (await file.text()),
    "ends a wait when it is told to": aborted === "enough",
    "repeats what was asked too often": renewed.id === id,
    "gets the error that a program gets": missing === "NOT_FOUND",
  };
};
