import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more, the slowest first: begun last, one of them would keep a single core busy when all else is done. */
const slow = [
  // It waits most of the time, in the last group: what else is there fits beside it.
  'integration/round-trips.test.ts',
  'integration/kill.test.ts',
  'security/secrets.test.ts',
  'e2e/screens.test.ts',
  'unit/wordpress/wp-config/generated.test.ts',
  'unit/wordpress/wp-config/shapes.test.ts',
  'e2e/incident-on-real-sites-electron.test.ts',
  'integration/incident-story.test.ts',
  'integration/offboard-person.test.ts',
  'integration/salt-places.test.ts',
  'integration/sessions-while-logging-in.test.ts',
  'integration/sessions-matrix.test.ts',
  'integration/audit-matrix.test.ts',
  'e2e/sessions.test.ts',
  'e2e/pictures.test.ts',
  'e2e/audit-on-real-sites-electron.test.ts',
  'e2e/audit-on-real-sites-browser.test.ts',
  'integration/database-password-under-load.test.ts',
  'integration/sessions-million.test.ts',
  'e2e/browser.test.ts',
  'integration/incident/contain.test.ts',
  'integration/interrupted.test.ts',
  'integration/closing/revoke-tokens.test.ts',
  'integration/closing/quarantine.test.ts',
  'integration/closing/change-users.test.ts',
  'integration/poisoned-fleet.test.ts',
  'integration/command-line.test.ts',
  'integration/via-wp-cli.test.ts',
  'e2e/audit-orders.test.ts',
  'integration/logout.test.ts',
  'e2e/electron.test.ts',
  'e2e/sessions-on-real-sites-browser.test.ts',
  'e2e/sessions-on-real-sites-electron.test.ts',
];

/** The order in which files are begun; none needs another. */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = slow.findIndex((one) => moduleId.endsWith(`/test/${one}`));
      return at < 0 ? slow.length : at;
    };
    // A worker goes on with the next file only where that is of the same project: else it ends, and the modules are loaded anew.
    const project = ({ project: { name } }: TestSpecification) => (name === 'together' ? 1 : 0);
    return (await super.sort(files)).sort((one, other) => place(one) - place(other) || project(one) - project(other));
  }
}
