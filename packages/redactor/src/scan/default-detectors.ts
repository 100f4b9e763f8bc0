import { ENTITY_TYPES, EXTRA_ENTITY_TYPES } from "../detect/entity-types.ts";
import type { Detector } from "../detect/finding.ts";
import { createStructuredDetector } from "../detect/structured-detector.ts";
import { createInjectionDetector } from "../injection/index.ts";
import { createNameTagger } from "../names/index.ts";
import type { Policy } from "../policy/policy.ts";
import type { Detectors, InjectionDetector } from "./detectors.ts";

/** Building its tables takes a while; what it is then keeps no state. */
let injectionDetector: InjectionDetector | undefined;

/** Detectors by what they look for: they keep tables and scratch memory, but nothing of the texts. */
const sharedDetectors = new Map<string, Detector>();
/** Policies have few combinations of types; whoever has more makes the oldest go. */
const MAX_SHARED = 32;

function shared(name: string, create: () => Detector): Detector {
  const known = sharedDetectors.get(name);
  if (known) return known;
  const detector = create();
  sharedDetectors.set(name, detector);
  for (const oldest of sharedDetectors.keys()) {
    if (sharedDetectors.size <= MAX_SHARED) break;
    sharedDetectors.delete(oldest);
  }
  return detector;
}

const NAME_TYPES = ["PERSON", "LOCATION", "STREET_ADDRESS", "ORGANIZATION"];

/** The given detectors, and the package's own in place of the rest, as far as a policy has use for them. */
export function withDefaultDetectors(given: Detectors, policy: Policy): Detectors {
  const { entities, names, skipPrivateIps, injection } = policy;
  const wanted = new Set<string>();
  for (const [name, rule] of Object.entries(entities)) {
    const isIdle = rule.input === "allow" && rule.tool === "allow" && rule.output === "allow";
    if (!isIdle) wanted.add(name.split(":")[0] as string);
  }
  const detectors: Detectors = { ...given };
  const structured = new Set(ENTITY_TYPES.filter((type) => wanted.has(type)));
  const extras = EXTRA_ENTITY_TYPES.filter((type) => wanted.has(type));
  if (structured.size + extras.length > 0) {
    detectors.structured ??= shared(`structured ${[...structured, ...extras].join()} ${skipPrivateIps}`, () =>
      createStructuredDetector({ entities: structured, extras, skipPrivateIps }),
    );
  }
  const nameTypes = NAME_TYPES.filter((type) => wanted.has(type));
  if (!names) delete detectors.names;
  else if (nameTypes.length > 0) {
    const thresholds = nameTypes.map((type) => entities[type]?.threshold ?? 1);
    const threshold = Math.min(...thresholds);
    detectors.names ??= shared(`names ${threshold}`, () => createNameTagger({ threshold }));
  }
  if (injection.action !== "allow" && !detectors.injection) {
    injectionDetector ??= createInjectionDetector();
    detectors.injection = injectionDetector;
  }
  return detectors;
}
