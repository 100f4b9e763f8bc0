/**
 * Headers for answers of the admin API, which no page may show, frame, keep or guess the type of: those of Helmet 8 that
 * mean something for JSON, 2026-11. There is no `strict-transport-security`: whoever ends TLS in front of the gateway
 * knows what else is served under that name.
 */
export function adminHeaders(): Record<string, string> {
  return {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-dns-prefetch-control": "off",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
  };
}
