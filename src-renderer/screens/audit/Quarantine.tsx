import { Button } from '@mantine/core';
import type { Column } from '../../components/GridHead.tsx';
import { Name, When } from '../../components/Said.tsx';
import { useKept } from '../../stores/audit/kept.ts';
import { ordersBack, type QuarantinedFile, readQuarantined } from '../../stores/audit/quarantined.ts';
import { planOrder } from '../../stores/ordering.ts';
import { hrefOf } from '../../stores/route.ts';
import { count } from '../../words/count.ts';
import { plain } from '../../words/plain.ts';
import { KeptList } from './KeptList.tsx';
import { TakeBackBar } from './TakeBackBar.tsx';

const idOf = ({ key }: QuarantinedFile): string => key;
const mostWays = 3;

/** Files that runs took away from sites, by the journals of this machine, and the way back. */
export function Quarantine({ back }: { back(): void }) {
  const kept = useKept(readQuarantined);
  return (
    <KeptList
      label="Quarantined files"
      kept={kept}
      idOf={idOf}
      columns={columns}
      about="The vault keeps each file, with its rights, owner and time, as many days as the settings say for old files; then it is gone for good. Putting one back may open again what it opened: a plan comes first."
      empty="No file was taken away from a site."
      back={back}
      bar={(chosen, none) => <BackBar files={chosen} onNone={none} />}
    />
  );
}

function BackBar({ files, onNone }: { files: QuarantinedFile[]; onNone(): void }) {
  const orders = ordersBack(files);
  return (
    <TakeBackBar label="Chosen files" said={count(files.length, 'file')} onNone={onNone}>
      {orders.slice(0, mostWays).map(({ order, sites, files: many }) => (
        <Button key={JSON.stringify([order, sites])} onClick={() => void planOrder(order, sites)}>
          Put {count(many, 'file')} back on{' '}
          {sites.length === 1 ? plain(sites[0] ?? '', 60) : count(sites.length, 'site')}…
        </Button>
      ))}
      {orders.length > mostWays && (
        <span className="quiet">and {orders.length - mostWays} more plans: choose fewer</span>
      )}
    </TakeBackBar>
  );
}

const columns: Column<QuarantinedFile>[] = [
  {
    key: 'path',
    title: 'File',
    width: 'minmax(200px, 3fr)',
    cell: ({ path }) => <Name text={plain(path, 500)} strong />,
  },
  { key: 'site', title: 'Site', width: 'minmax(110px, 1.2fr)', cell: ({ site }) => <Name text={site} /> },
  {
    key: 'run',
    title: 'Taken away by',
    width: '190px',
    cell: ({ run, at }) => (
      <a className="detail-link" href={hrefOf({ screen: 'run', run })}>
        a run <When at={at} />
      </a>
    ),
  },
  {
    key: 'back',
    title: 'Now',
    width: '170px',
    cell: ({ backAt }) =>
      backAt === null ? (
        <span className="second">not put back</span>
      ) : (
        <span className="ink-look">
          put back <When at={backAt} />
        </span>
      ),
  },
];
