// Read and write drawings as the modeler does.
// usage: node round_trip.mjs FILE …   prints JSON: [{ "xml": written again, "warnings": [what was not understood] }]
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";

const vocabulary = new URL("node_modules/zeebe-bpmn-moddle/resources/zeebe.json", import.meta.url);
const moddle = new BpmnModdle({ zeebe: JSON.parse(readFileSync(vocabulary, "utf8")) });

const answers = [];
for (const file of process.argv.slice(2)) {
  try {
    const { rootElement, warnings } = await moddle.fromXML(readFileSync(file, "utf8"));
    const { xml } = await moddle.toXML(rootElement, { format: true });
    answers.push({ xml, warnings: warnings.map((warning) => warning.message) });
  } catch (error) {
    answers.push({ xml: "", warnings: [error.message] });
  }
}
console.log(JSON.stringify(answers));
