import type { PhraseRule } from "../phrases.ts";

/** Signs that a text speaks about attacks instead of being one. They count against it. */
export const DISCUSSION_RULES: readonly PhraseRule[] = [
  {
    name: "speaks-about-attacks",
    weight: -0.3,
    phrases: [
      "prompt injection|injections ~3 attack|attacks|is|are|detection|detector|vulnerability|vulnerabilities|risk|risks|defense|defenses|techniques|works|work|and|in|examples|prevention",
      "detect|detecting|prevent|preventing|mitigate|mitigating|defend|defending|against|stop|block|blocking|protect|about|understand|explain|what|how|filter ~4 prompt injection|injections",
      "detect|detecting|prevent|preventing|mitigate|mitigating|defend|defending|against|block|protect ~4 jailbreak|jailbreaks|jailbreaking|jailbroken",
      "what ~1 does|do ~10 mean|means",
      "what is a|an|the|meant ~2 jailbreak|injection|dan|jailbreaking",
      "explain|describe|define|discuss ~3 concept|meaning|term|phrase|idea|difference|importance|why|history",
      "phrase|phrases|string|strings|sentence|sentences|expression|prompts|text|pattern|patterns like|such|saying|similar|containing|contains",
      "for example|instance|e.g",
      "an|classic|typical|common example|examples of",
      "attackers|attacker|adversary|hackers|researchers ~3 may|might|can|could|try|tries|often|will|use|uses|found",
      "translate ~3 sentence|phrase|following|this|word|words ~3 into|to|from|in",
    ],
  },
  {
    name: "speaks-about-passwords",
    weight: -0.5,
    phrases: [
      "password|passwords ~1 policy|policies|manager|managers|reset|field|requirements|hash|hashes|hashing|generator|strength|length|protected|protection|form",
    ],
  },
];
