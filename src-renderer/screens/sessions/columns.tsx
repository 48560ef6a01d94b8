import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { StateMark, StateTile } from '../../components/StateMark.tsx';
import type { Grouping, SessionGroup } from '../../stores/sessions/groups.ts';
import { factsOf, isoOf, type SessionFacts, type SessionTable } from '../../stores/sessions/table.ts';
import { count, number } from '../../words/count.ts';
import { countryName } from '../../words/country.ts';
import { flagTitles, sayDevice, sayGroup, sayUser, toneOfFlag, worstFirst } from '../../words/sessions.ts';
import { exact } from '../../words/time.ts';
import type { Line } from './lines.ts';

const none = <span className="quiet">–</span>;

function Flags({ flags }: SessionFacts) {
  const [worst, ...more] = worstFirst(flags);
  if (!worst) return none;
  const tone = toneOfFlag(worst.flag);
  const said = flags.map(({ flag, reason }) => `${flagTitles[flag]}: ${reason}`).join('\n');
  return (
    <span className="flag-cell">
      <StateMark tone={tone} word={flagTitles[worst.flag]} title={said} />
      {more.length > 0 && <span className="quiet">+{more.length}</span>}
    </span>
  );
}

/** When it ends: the exact time where it is over or gone, how long it has else. */
function Expires({ expiresAt, expired, goneAt }: SessionFacts) {
  if (goneAt !== null)
    return (
      <time dateTime={goneAt} title={exact(goneAt)} className="quiet">
        gone
      </time>
    );
  if (expiresAt === null) return none;
  const days = Math.max(0, Math.floor((Date.parse(expiresAt) - Date.now()) / 86_400_000));
  return (
    <time dateTime={expiresAt} title={exact(expiresAt)} className={expired ? 'quiet' : ''}>
      {expired ? 'over' : days === 0 ? 'today' : `in ${number(days)} d`}
    </time>
  );
}

/** Of a site that did not answer this is what was known last. */
function SiteName({ site, failure, lookedAt }: SessionFacts['site']) {
  if (failure === null) return <Name text={site} />;
  const said = `did not answer, last known from ${lookedAt === null ? 'nowhere' : exact(lookedAt)}`;
  return (
    <span className="site-silent" title={`${site}: ${said}`}>
      <StateTile tone="look" label={said} />
      <Name text={site} />
    </span>
  );
}

interface Cell {
  session(facts: SessionFacts): React.ReactNode;
  group?(group: SessionGroup): React.ReactNode;
}

/** The table's columns over this table. Keys are names of sorts (stores/sessions/order.ts). `alone`: all of one site. */
export function sessionColumns(table: SessionTable, by: Grouping | null, alone: boolean): Column<Line>[] {
  const column = (key: string, title: string, width: string, cell: Cell): Column<Line> => ({
    ...{ key, title, width, sortable: true },
    cell: (line) => {
      if (typeof line !== 'number') return cell.group?.(line.group) ?? null;
      const facts = factsOf(table, line);
      return facts && cell.session(facts);
    },
  });
  const user: Column<Line> = {
    ...{
      key: 'user',
      title: by ? 'User, in groups' : 'User',
      width: by ? 'minmax(204px, 3fr)' : 'minmax(130px, 1.6fr)',
      sortable: true,
    },
    cell: (line) => {
      if (typeof line !== 'number') {
        return (
          <span className="group-cell">
            <span className="fold-sign" aria-hidden="true">
              {line.open ? '▾' : '▸'}
            </span>
            <Name text={sayGroup(by ?? 'site', line.group.key)} strong />
            <span className="second group-count">{count(line.group.rows.length, 'login')}</span>
            <span className="said-only">{line.open ? 'unfolded' : 'folded'}</span>
          </span>
        );
      }
      const facts = factsOf(table, line);
      if (!facts) return null;
      return (
        <span className={`user-cell${by ? ' in-group' : ''}`}>
          <Name text={sayUser(facts)} />
          <span className="quiet small">
            <bdi>{facts.user.roles.join(', ') || 'no role'}</bdi>
          </span>
        </span>
      );
    },
  };
  const site = column('site', 'Site', 'minmax(clamp(104px, 9.7vw, 140px), 1.4fr)', {
    session: ({ site }) => <SiteName {...site} />,
    group: (group) =>
      by === 'site' ? (
        <span className="second">{count(group.people, 'person', 'people')}</span>
      ) : (
        <span className={group.sites > 1 ? 'strong' : 'second'}>{count(group.sites, 'site')}</span>
      ),
  });
  const device = column('device', 'Browser', 'minmax(clamp(64px, 6.8vw, 98px), 0.8fr)', {
    session: ({ agent }) => {
      const said = sayDevice(agent);
      return said === null ? (
        none
      ) : (
        <span className="second">
          <Name text={said} />
        </span>
      );
    },
  });
  return [
    column('flags', 'Flags', '150px', {
      session: (facts) => <Flags {...facts} />,
      group: ({ flagged }) =>
        flagged > 0 ? <StateMark tone="look" word={`${number(flagged)} flagged`} title="Sessions with a flag" /> : none,
    }),
    user,
    ...(alone ? [] : [site]),
    column('country', 'Country', '64px', {
      session: ({ address }) =>
        address?.country ? <abbr title={countryName(address.country)}>{address.country}</abbr> : none,
    }),
    column('address', 'Address', 'minmax(110px, 1fr)', {
      session: ({ address }) =>
        address ? (
          <bdi className="mono" title={[address.ip, address.network, address.office].filter(Boolean).join(', ')}>
            {address.ip}
          </bdi>
        ) : (
          none
        ),
    }),
    ...(by ? [] : [device]),
    column('login', 'Logged in', '90px', {
      session: ({ loginAt }) => <When at={loginAt} none="not known" />,
      group: ({ latest }) => <When at={isoOf(latest)} none="not known" />,
    }),
    column('expires', 'Expires', '66px', { session: (facts) => <Expires {...facts} /> }),
  ];
}
