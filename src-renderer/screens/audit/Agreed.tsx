import { Button } from '@mantine/core';
import { type AcceptedRow, type ApprovedRow, readAccepted, readApproved } from '../../stores/audit/agreed.ts';
import { unacceptThese, unapprove } from '../../stores/audit/agreeing.ts';
import { useFreshAudits } from '../../stores/audit/fresh.ts';
import { useKept } from '../../stores/audit/kept.ts';
import { count, number } from '../../words/count.ts';
import { acceptedColumns, approvedColumns } from './agreed-columns.tsx';
import { KeptList } from './KeptList.tsx';
import { TakeBackBar } from './TakeBackBar.tsx';

const idOf = ({ id }: { id: string }): string => id;
const most = 1000;

/** Every finding that somebody said may stay: which, where, why, who and when. */
export function Accepted({ back }: { back(): void }) {
  useFreshAudits();
  const kept = useKept<AcceptedRow>(readAccepted);
  return (
    <KeptList
      label="Accepted findings"
      kept={kept}
      idOf={idOf}
      columns={acceptedColumns}
      about="Each holds for exactly the content that was found; another content is a new finding. Nothing was closed by it."
      empty="Nothing was accepted: every finding counts."
      back={back}
      bar={(chosen, none) => (
        <TakeBackBar label="Chosen acceptances" said={count(chosen.length, 'acceptance')} onNone={none}>
          <Button
            disabled={chosen.length > most}
            onClick={() => {
              void unacceptThese(chosen.map(idOf)).then(kept.again);
              none();
            }}
          >
            No longer accept {chosen.length === 1 ? 'it' : `these ${number(chosen.length)}`}
          </Button>
        </TakeBackBar>
      )}
    />
  );
}

/** Every administrator whom somebody expects, and where. */
export function Approved({ back }: { back(): void }) {
  useFreshAudits();
  const kept = useKept<ApprovedRow>(readApproved);
  return (
    <KeptList
      label="Approved administrators"
      kept={kept}
      idOf={idOf}
      columns={approvedColumns}
      about="By e-mail address, or by login where there is none. A new administrator of an approved name is told all the same."
      empty="Nobody was approved: every administrator counts as not approved."
      back={back}
      bar={(chosen, none) => (
        <TakeBackBar label="Chosen approvals" said={count(chosen.length, 'approval')} onNone={none}>
          <Button
            disabled={chosen.length > most}
            onClick={() => {
              void unapprove(chosen.map(idOf)).then(kept.again);
              none();
            }}
          >
            No longer approve {chosen.length === 1 ? 'them' : `these ${number(chosen.length)}`}
          </Button>
        </TakeBackBar>
      )}
    />
  );
}
