// What a page does with Agave.
import { Agave } from "footbridge/agave";

globalThis.runPage = async ({ agave: place }) => {
  const agave = new Agave(place);
  const [file] = document.querySelector("#file").files;
  const name = `${crypto.randomUUID()}.sh`;
  await agave.files.upload(new File([file], name), "agave://ann.storage/pages/", { wait: true });
  const entry = await agave.files.stat(`agave://ann.storage/pages/${name}`);
  const text = await agave.files.getText(`agave://ann.storage/pages/${name}`);
  const { username } = await agave.profiles.me();
  return {
    "uploads a file that a user chose": entry.length === file.size,
    "reads it": text === (await file.text()),
    "knows who has logged in": username === place.username,
  };
};
