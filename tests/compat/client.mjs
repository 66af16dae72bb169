// Ask Perspective's question as scripts for Node do: with fetch, and with Google's own client.
// Usage: node client.mjs BASE_URL FOLDER_OF_PACKAGES; prints one JSON object.
import { createRequire } from "node:module";

const [base, packages] = process.argv.slice(2);
const body = {
  comment: { text: "Shut up 😀 you stupid fucking idiot, nobody wants to hear your moronic shit." },
  requestedAttributes: { TOXICITY: {} },
  spanAnnotations: true,
};
const found = {};

const answer = await fetch(`${base}/v1alpha1/comments:analyze?key=any-key`, {
  method: "POST",
  body: JSON.stringify(body),
});
const scores = (await answer.json()).attributeScores.TOXICITY;
found.fetch = {
  status: answer.status,
  value: scores.summaryScore.value,
  // JavaScript counts as Perspective does.
  seen: scores.spanScores.map(({ begin, end }) => body.comment.text.slice(begin, end)),
};

const { Discovery } = createRequire(packages)("googleapis-common");
const discovery = new Discovery({ debug: false, includePrivate: false });
const make = await discovery.discoverAPI(`${base}/$discovery/rest?version=v1alpha1`);
const client = make({});
const analyzed = await client.comments.analyze({ key: "any-key", resource: body });
found.google = { value: analyzed.data.attributeScores.TOXICITY.summaryScore.value };
try {
  await client.comments.analyze({ key: "any-key", resource: { ...body, comment: { text: "" } } });
} catch (error) {
  found.error = { code: Number(error.code ?? error.status), message: error.message };
}
console.log(JSON.stringify(found));
