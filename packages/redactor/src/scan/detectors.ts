import type { Detector } from "../detect/finding.ts";
import type { InjectionVerdict } from "../injection/index.ts";

/** Judges one text, in time linear in its length. */
export type InjectionDetector = (text: string) => InjectionVerdict;

/** The detectors that a redactor uses. Those that are left out are the package's own. */
export interface Detectors {
  /** Everything that has a form: identifiers, addresses, secrets. */
  structured?: Detector;
  /** Names of people and places. */
  names?: Detector;
  /** Attempts to take the model over. */
  injection?: InjectionDetector;
}
