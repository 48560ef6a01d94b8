import { Button, Modal, Radio, Textarea } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import type { Finding } from '../../../src-main/contract/findings.ts';
import { accept } from '../../stores/audit/agreeing.ts';
import { findingTitle } from '../../words/audit.ts';
import { count } from '../../words/count.ts';

interface AcceptFindingsProps {
  findings: Finding[];
  opened: boolean;
  onClose(): void;
}

/** Asks for the reason for which findings are left as they are, and where. */
export function AcceptFindings({ findings, opened, onClose }: AcceptFindingsProps) {
  const title = findings.length === 1 ? 'Accept this finding' : `Accept ${count(findings.length, 'finding')}`;
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={500}>
      {opened && <Question findings={findings} title={title} onClose={onClose} />}
    </Modal>
  );
}

function Question({ findings, title, onClose }: { findings: Finding[]; title: string; onClose(): void }) {
  const [scope, setScope] = useState<'site' | 'everywhere'>('site');
  const [reason, setReason] = useState('');
  const [storing, setStoring] = useState(false);
  const critical = findings.filter(({ severity }) => severity === 'critical').length;
  const sites = new Set(findings.map(({ siteId }) => siteId)).size;
  const ready = reason.trim().length >= 3 && !storing;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setStoring(true);
    const done = await accept(findings, scope, reason.trim());
    setStoring(false);
    if (done) onClose();
  };
  const [first] = findings;
  return (
    <form className="dialog" onSubmit={(event) => void submit(event)}>
      {findings.length === 1 && first && (
        <p>
          <bdi>{findingTitle(first)}</bdi>
        </p>
      )}
      <p className="second">
        It stays as it is on the site and counts no more among the open findings. It is back as soon as its content
        changes. Who accepted it, when and why is kept.
      </p>
      {critical > 0 && (
        <p className="ink-danger strong">
          {count(critical, 'of these is', 'of these are')} CRITICAL: somebody can take the site over with it. Nothing is
          closed by accepting it.
        </p>
      )}
      <Textarea
        autoFocus
        data-autofocus
        label="Why it may stay"
        description="Read by whoever looks at this later."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        autosize
        minRows={2}
        maxLength={500}
      />
      <Radio.Group label="Where" value={scope} onChange={(value) => setScope(value === 'site' ? 'site' : 'everywhere')}>
        <Radio value="site" label={sites === 1 ? 'On this site' : `On these ${count(sites, 'site')}`} />
        <Radio value="everywhere" label="On every site where exactly this is found, also later" />
      </Radio.Group>
      <div className="dialog-buttons">
        <Button variant="default" onClick={onClose}>
          Leave it open
        </Button>
        <Button type="submit" disabled={!ready}>
          {title}
        </Button>
      </div>
    </form>
  );
}
