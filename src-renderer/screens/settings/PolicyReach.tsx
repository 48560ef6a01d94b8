import { NativeSelect } from '@mantine/core';
import { useFleet } from '../../stores/fleet.ts';
import type { PolicyDraft } from '../../stores/policy-draft.ts';

interface PolicyReachProps {
  draft: PolicyDraft;
  set(change: Partial<PolicyDraft>): void;
  wrong: string | undefined;
}

/** For which sites: all, or those of one client or tag that there is. */
export function PolicyReach({ draft, set, wrong }: PolicyReachProps) {
  const sites = useFleet((state) => state.sites);
  const { reach } = draft;
  const known = [...sites.values()].flatMap(({ site }) => (reach === 'client' ? (site.client ?? []) : site.tags));
  const chosen = reach === 'client' ? draft.client : draft.tag;
  const names = [...new Set(known)].sort((a, b) => a.localeCompare(b));
  const gone = chosen !== '' && !names.includes(chosen);
  return (
    <>
      <NativeSelect
        label="For"
        value={reach}
        data={[
          { value: 'all', label: 'Every site' },
          { value: 'client', label: 'The sites of a client' },
          { value: 'tag', label: 'The sites with a tag' },
        ]}
        onChange={({ target }) => set({ reach: reachOf(target.value) })}
      />
      {reach !== 'all' && (
        <NativeSelect
          label={reach === 'client' ? 'Client' : 'Tag'}
          value={chosen}
          error={wrong}
          data={[
            { value: '', label: names.length > 0 ? 'Choose…' : `No site has a ${reach}` },
            ...(gone ? [{ value: chosen, label: `${chosen} (no site now)` }] : []),
            ...names,
          ]}
          onChange={({ target }) => set(reach === 'client' ? { client: target.value } : { tag: target.value })}
        />
      )}
    </>
  );
}

const reachOf = (value: string): PolicyDraft['reach'] => (value === 'client' || value === 'tag' ? value : 'all');
