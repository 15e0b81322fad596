/**
 * Suffixes without public receivers: reserved (RFC 2606, 6761, 6762, 7686, 8375, 9476), withheld by ICANN
 * (corp, home, mail, internal), or used by private name systems.
 */
export const SPECIAL_USE_SUFFIXES: readonly string[] = [
  "alt",
  "arpa",
  "bit",
  "cluster",
  "consul",
  "corp",
  "docker",
  "domain",
  "eth",
  "example",
  "exit",
  "gnu",
  "home",
  "i2p",
  "internal",
  "intra",
  "intranet",
  "invalid",
  "k8s",
  "kube",
  "kubernetes",
  "lan",
  "local",
  "localdomain",
  "localdomain4",
  "localdomain6",
  "localhost",
  "mail",
  "node",
  "nomad",
  "onion",
  "pod",
  "private",
  "router",
  "service",
  "svc",
  "test",
  "workgroup",
  "zkey",
];

const suffixes = new Set(SPECIAL_USE_SUFFIXES);

/** Expects lower case. `localhost.example.com` has none. */
export const specialUseSuffix = (hostname: string): string | null => {
  const labels = hostname.split(".");
  for (let i = 0; i < labels.length; i++) {
    const suffix = labels.slice(i).join(".");
    if (suffixes.has(suffix)) return suffix;
  }
  return null;
};
