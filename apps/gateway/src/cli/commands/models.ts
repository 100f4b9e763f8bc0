import { request } from "../admin-client.ts";
import { type Command, CommandError, command } from "../command.ts";
import { table } from "../table.ts";

interface Offer {
  vendor: string;
  id: string;
  connected: boolean;
  input_usd_per_million: string | null;
  output_usd_per_million: string | null;
}
interface Model {
  id: string;
  offers: Offer[];
}
interface Step {
  provider: string;
  model: string;
  mode: string;
  expected_cost_usd: string | null;
  reason: string;
}

export const MODEL_COMMANDS: readonly Command[] = [
  command({
    name: "models",
    summary: "List the models that can be asked for, with prices in USD per million tokens.",
    options: { all: { type: "boolean", help: "also those of vendors that are not connected" } },
    async run({ options: { all } }, { admin }) {
      const { data } = await admin.get<{ data: Model[] }>("/models", { connected: all ? undefined : "true" });
      const rows = data.flatMap(({ id, offers }) =>
        offers
          .filter(({ connected }) => all || connected)
          .map((offer) => [
            id,
            `${offer.vendor}/${offer.id}`,
            offer.input_usd_per_million,
            offer.output_usd_per_million,
          ]),
      );
      const empty = "No model of the catalog is sold by a connected vendor. `hub doctor` says more.";
      return { json: data, text: table(["ROUTED AS", "PINNED AS", "INPUT", "OUTPUT"], rows, empty) };
    },
  }),
  command({
    name: "route",
    summary: "Explain where a request for a model would go, without asking anyone.",
    operands: ["model"],
    options: {
      prompt: { type: "string", value: "<text>", help: "what would be asked, for the cost (default: a word)" },
    },
    notes: "Which vendors are open depends on who asks: set HUB_KEY to the hub key in question.",
    async run({ operands: { model }, options: { prompt = "Hello" } }, { admin, environment }) {
      const key = environment.HUB_KEY || environment.HUB_BOOTSTRAP_KEY;
      if (!key) throw new CommandError("HUB_KEY is not set. Set it to the hub key whose requests are to be explained.");
      const body = { model, messages: [{ role: "user", content: prompt }] };
      const response = await request(`${admin.url}/v1/route`, key, { method: "POST", body });
      const answer = (await response.json()) as { candidates: Step[]; filtered: Step[] };
      const steps = answer.candidates.map((step, index) => [index + 1, ...cellsOf(step)]);
      const closed = answer.filtered.map((step) => ["-", ...cellsOf(step)]);
      const headings = ["STEP", "MODEL", "MODE", "EXPECTED USD", "WHY"];
      return { json: answer, text: table(headings, [...steps, ...closed], "Nobody can be asked for it.") };
    },
  }),
];

const cellsOf = ({ provider, model, mode, expected_cost_usd, reason }: Step) => [
  `${provider}/${model}`,
  mode,
  expected_cost_usd,
  reason,
];
