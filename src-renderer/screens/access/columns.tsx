import type { SiteRow } from '../../../src-main/contract/fleet.ts';
import type { HostKeyView, SiteTest } from '../../../src-main/contract/sites.ts';
import type { Column } from '../../components/GridHead.tsx';
import { Name } from '../../components/Said.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { sayAccess, serverOf } from '../../words/access.ts';
import { failureTitles } from '../../words/failure.ts';
import type { Said } from '../../words/outcome.ts';

export interface AccessRow {
  name: string;
  site: SiteRow['site'] | null;
  test: SiteTest | null;
  /** The key that a person must see: a changed one before an unknown one before a trusted one. */
  key: HostKeyView | null;
}

const order = { changed: 0, unknown: 1, trusted: 2 };

/** The list in the order of the names; when nothing is in work any more, what needs a person stands first. */
export function accessRows(
  names: string[],
  sites: ReadonlyMap<string, SiteRow>,
  tests: ReadonlyMap<string, SiteTest>,
  settled: boolean,
): AccessRow[] {
  const byName = new Map([...sites.values()].map(({ site }) => [site.name, site]));
  const rows = names.map((name) => {
    const site = byName.get(name) ?? null;
    const test = (site && tests.get(site.id)) ?? null;
    const key = [...(test?.hostKeys ?? [])].sort((a, b) => order[a.state] - order[b.state])[0] ?? null;
    return { name, site, test, key };
  });
  return settled ? rows.sort((a, b) => concern(a) - concern(b)) : rows;
}

/** A changed key, an unknown key, a failure, the rest. */
function concern({ test, key }: AccessRow): number {
  if (key && key.state !== 'trusted') return order[key.state];
  return test === null || test.outcome === 'ok' ? 3 : 2;
}

function say({ test, key }: AccessRow): Said {
  if (!test) return { tone: 'unknown', word: 'Not tested' };
  if (key?.state === 'changed' || test.failure?.code === 'HOST_KEY_CHANGED')
    return { tone: 'danger', word: 'KEY CHANGED', loud: true };
  if (key?.state === 'unknown' || test.failure?.code === 'HOST_KEY_UNKNOWN')
    return { tone: 'look', word: 'Not trusted yet' };
  if (test.outcome === 'ok') return { tone: 'proven', word: 'Reached' };
  return test.outcome === 'unreachable' ? { tone: 'look', word: 'No answer' } : { tone: 'danger', word: 'Refused' };
}

export const accessColumns: Column<AccessRow>[] = [
  { key: 'state', title: 'Access', width: '164px', cell: (row) => <StateMark {...say(row)} /> },
  { key: 'site', title: 'Site', width: 'minmax(120px, 1fr)', cell: ({ name }) => <Name text={name} /> },
  {
    key: 'server',
    title: 'Server',
    width: 'minmax(100px, 0.7fr)',
    cell: ({ site }) => (site ? <span title={sayAccess(site)}>{serverOf(site)}</span> : null),
  },
  {
    key: 'key',
    title: 'Host key (SHA-256 fingerprint)',
    width: '402px',
    cell: ({ key }) =>
      key ? (
        <span className="mono" title={`${key.keyType} ${key.fingerprint}`}>
          {key.fingerprint}
        </span>
      ) : (
        <span className="quiet">–</span>
      ),
  },
  {
    key: 'result',
    title: 'Result',
    width: 'minmax(140px, 1.4fr)',
    cell: ({ test }) => {
      const text =
        test?.reached ?? (test?.failure ? `${failureTitles[test.failure.code]}: ${test.failure.message}` : '');
      return (
        <bdi className="second" title={text}>
          {text}
        </bdi>
      );
    },
  },
];
