import { expect, it } from 'vitest';
import { themeFunctions } from '../../../src-main/audit/checks/theme-functions.ts';
import type { Host } from '../../../src-main/hosts/host.ts';
import type { OfficialChecksums } from '../../../src-main/hosts/official-checksums.ts';
import type { Configuration } from '../../../src-main/operations/steps/read-configuration.ts';
import { scanFiles } from '../../../src-main/operations/steps/scan-files.ts';
import type { AuditReading } from '../../../src-main/wordpress/audit-reading.ts';

const path = 'wp-content/themes/bought/functions.php';
const configuration = {
  root: '/srv/site',
  coreFolder: '',
  understood: { constants: new Map() },
} as unknown as Configuration;
const official = { core: async () => ({ list: null, why: 'none' }), plugin: async () => ({ list: null }) };

/** What a server answers that has this one file, cut as the script cuts it. */
async function scanned(text: string) {
  const run = async (script: string) => {
    const mark = /\\000([0-9a-f]{32})/.exec(script)?.[1];
    const most = Number(/head -c (\d+) "\$f"/.exec(script)?.[1]);
    const texts = `h/home/x\0\0t./${path}\0${text.slice(0, most)}\0`;
    const list = `ef- ${text.length} 1700000000.0 1700000000.0 644 33 33 ./${path}\0\0`;
    const stdout = Buffer.from(`plain\n${[texts, list, ''].map((part) => `${part}\0${mark}`).join('')}`);
    return { code: 0, stdout, stderr: Buffer.alloc(0), truncated: false };
  };
  const host = { label: 'acme', run } as unknown as Host;
  return scanFiles(host, configuration, official as unknown as OfficialChecksums, { offline: true });
}
const found = async (text: string) => {
  const { files, unread } = await scanned(text);
  const findings = themeFunctions.find({ files } as AuditReading);
  return { findings: findings.length, partly: unread.get('texts')?.partly ?? null };
};
const shell = 'eval($_POST["x"]);';
const padded = (kilobytes: number) => `<?php\n${`// ${'x'.repeat(1020)}\n`.repeat(kilobytes)}`;

it('code behind hundreds of kilobytes is found', async () => {
  expect(await found(`${padded(300)}${shell}`)).toEqual({ findings: 1, partly: null });
});

it('a file of which only the beginning is read is never said to be looked at whole', async () => {
  expect(await found(`${padded(600)}${shell}`)).toMatchObject({ partly: true });
  expect(await found(padded(300))).toEqual({ findings: 0, partly: null });
});
