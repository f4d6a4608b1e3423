import type { AuthorityDomain, Disagreement, SystemKind } from '@throughline/contracts';
import type { Claim } from './claims.ts';
import type { Fact } from './facts.ts';
import type { LifecyclePolicy } from './policy.ts';
import type { ShipmentFacts } from './shipments.ts';

/** Which system of the authority's kinds spoke last on a thing; where none did, who spoke first. */
const authorityOf = (
  claims: readonly Claim[],
  policy: LifecyclePolicy,
): { claim: Claim; decided: boolean } => {
  for (const kind of policy.authority[claims[0]!.domain]) {
    const claim = claims.findLast((candidate) => candidate.fact.kind === kind);
    if (claim) return { claim, decided: true };
  }
  return { claim: claims[0]!, decided: false };
};

const allowance = (policy: LifecyclePolicy, domain: AuthorityDomain, kind: string): number | null =>
  policy.following.find((row) => row.domain === domain && row.kind === kind)?.within ?? null;

/** Where systems differ at `judgedAt`: who said what, who is right, and for how long they have differed. */
export const disagreementsOf = (
  claims: readonly Claim[],
  counting: readonly Fact[],
  shipments: readonly ShipmentFacts[],
  policy: LifecyclePolicy,
  judgedAt: number,
): Disagreement[] => {
  const found: Disagreement[] = [];
  const sources = new Map(counting.map(({ source, kind }) => [source, kind]));
  const spoken = new Set(claims.map(({ source, domain }) => `${source} ${domain}`));
  const told = new Set(shipments.filter((shipment) => shipment.notified).map((shipment) => shipment.id));
  for (const said of Map.groupBy(claims, ({ domain, object }) => `${domain} ${object}`).values()) {
    const ordered = said.toSorted(
      (a, b) => a.fact.occurredAt - b.fact.occurredAt || (a.source < b.source ? -1 : 1),
    );
    const { claim, decided } = authorityOf(ordered, policy);
    const differ = (follower: string, kind: string, said: Claim | null): Disagreement => {
      const since = Math.max(claim.fact.occurredAt, said?.fact.occurredAt ?? 0);
      const allowedMs = allowance(policy, claim.domain, kind);
      const forMs = Math.max(0, judgedAt - since);
      return {
        domain: claim.domain,
        kind: said && claim.object !== 'revision' ? 'contradicts' : 'behind',
        object: claim.object,
        authority: claim.source,
        authoritySays: claim.value,
        decided,
        follower,
        followerSays: said?.value ?? null,
        since,
        forMs,
        allowedMs,
        tolerated: allowedMs !== null && forMs <= allowedMs,
      };
    };
    for (const other of ordered) {
      if (other.source === claim.source || other.value === claim.value) continue;
      // Two systems of the deciding kind share the domain; they do not follow each other.
      if (decided && other.fact.kind === claim.fact.kind) continue;
      found.push(differ(other.source, other.fact.kind, other));
    }
    if (!decided || claim.object === 'revision' || claim.value === 'voided') continue;
    for (const follower of silentFollowers(claim, ordered, sources, spoken, policy)) {
      const shop = follower.startsWith('commerce/');
      if (claim.domain === 'ship' && shop && told.has(claim.object ?? '')) continue;
      found.push(differ(follower, follower.slice(0, follower.indexOf('/')), null));
    }
  }
  return found.sort(
    (a, b) => a.since - b.since || (`${a.domain}${a.follower}` < `${b.domain}${b.follower}` ? -1 : 1),
  );
};

/** Systems of this life that must follow, are known to speak of the domain, and have said nothing of the thing. */
const silentFollowers = (
  claim: Claim,
  said: readonly Claim[],
  sources: ReadonlyMap<string, SystemKind>,
  spoken: ReadonlySet<string>,
  policy: LifecyclePolicy,
): string[] => {
  if (claim.domain !== 'ship' && claim.object !== null) return [];
  const speakers = new Set(said.map(({ source }) => source));
  const followers: string[] = [];
  for (const [source, kind] of sources) {
    if (speakers.has(source) || allowance(policy, claim.domain, kind) === null) continue;
    const known = policy.speaks?.[source]?.includes(claim.domain) ?? false;
    if (policy.speaks ? known : spoken.has(`${source} ${claim.domain}`)) followers.push(source);
  }
  return followers.sort();
};
