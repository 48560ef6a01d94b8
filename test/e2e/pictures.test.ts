import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Scene, type Stage } from './screens/stage.ts';

/**
 * Every screen in both themes, as pictures to look at: test-results/screens/*.png. `RESALT_PICTURES=1` adds the dense ones
 * in a small and in a large window.
 */
const folder = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));

let stage: Stage;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  stage = await openStage();
}, 120_000);
afterAll(() => stage?.close());

const said = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor({ timeout: 30_000 });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

type Step = [name: string, act: (page: Page) => Promise<unknown>];
interface Story {
  scene: Scene;
  /** One screen after the other in the same window; a picture of each once its act is done. */
  steps: Step[];
}

const sites = (page: Page) => page.getByRole('grid').waitFor();
const logout: Step[] = [
  [
    'plan',
    async (page) => {
      await sites(page);
      await page.keyboard.press('a');
      await button(page, 'Log everyone out…').click();
      await button(page, 'Look again').waitFor({ timeout: 30_000 });
    },
  ],
  [
    'options',
    async (page) => {
      await page.locator('.options summary').click();
      await page.getByRole('checkbox', { name: 'WP_CACHE_KEY_SALT' }).check();
      await page.getByRole('checkbox', { name: 'Leave out their sites' }).check();
      await said(page, '2 left out');
      await page.getByRole('checkbox', { name: 'Leave out their sites' }).focus();
    },
  ],
  [
    'wp-cli',
    async (page) => {
      await page.getByRole('checkbox', { name: 'Leave out their sites' }).uncheck();
      await page.getByRole('radio', { name: 'WP-CLI' }).check();
      await said(page, 'WP-CLI on the server writes the salts');
      await page.getByRole('radio', { name: 'WP-CLI' }).focus();
    },
  ],
  [
    'confirm',
    async (page) => {
      await page.getByLabel('Waves').fill('1, 5, 20%');
      await button(page, 'Log everyone out of 134 sites').click();
      await page.getByLabel(/^Type the number/).fill('134');
    },
  ],
  [
    'run',
    async (page) => {
      await page.keyboard.press('Enter');
      await page.getByRole('grid', { name: 'Sites of this run' }).waitFor();
      await page.getByRole('img', { name: /^Wave [3-7] of 7|^All/ }).waitFor({ timeout: 30_000 });
    },
  ],
  ['result', (page) => button(page, 'Export').waitFor({ timeout: 60_000 })],
  ['result-site', (page) => button(page, 'Steps').first().click()],
];
const site: Step[] = [
  ['fleet', sites],
  [
    'site',
    async (page) => {
      await page.getByRole('link', { name: 'acme-blog', exact: true }).click();
      await page.getByRole('region', { name: 'Salts' }).waitFor();
    },
  ],
];

const sessions: Step[] = [
  [
    'sessions',
    async (page) => {
      await page.getByRole('grid', { name: 'Sessions' }).waitFor();
      for (const key of ['j', 'j', 'x', 'j']) await page.keyboard.press(key);
    },
  ],
  [
    'sessions-filtered',
    async (page) => {
      await page.keyboard.press('Escape');
      await page
        .locator('[data-country=DE]')
        .or(page.getByRole('button', { name: /^Germany/ }))
        .first()
        .click();
      await page.getByRole('button', { name: 'No longer: Germany' }).waitFor();
    },
  ],
  [
    'people',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'People' }).click();
      await page.getByRole('link', { name: 'Logged in' }).click();
      await said(page, /groups,/);
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
    },
  ],
  [
    'person',
    async (page) => {
      await page.getByRole('link', { name: 'Open this person' }).click();
      await said(page, 'Sites that know them');
    },
  ],
  [
    'sessions-plan',
    async (page) => {
      await page.getByRole('button', { name: /^End all of this person/ }).click();
      await said(page, /would end/);
    },
  ],
];

async function policies(page: Page): Promise<void> {
  const form = page.getByRole('form', { name: 'New policy' });
  const fill = async (name: string, days: string, itself: boolean) => {
    await button(page, 'Add a policy').click();
    await form.getByLabel('Name').fill(name);
    await form.getByLabel('At most so many days old').fill(days);
    await form.getByLabel('No expired ones').check();
    if (itself) await form.getByLabel('Sweep it by itself').check();
  };
  await fill('Old logins', '30', false);
  await button(page, 'Add the policy').click();
  await fill('Every night', '14', true);
  await button(page, 'See what it would end today').click();
  await said(page, /Today it would end/);
  await button(page, 'Switch it on').click();
  await button(page, 'What would it end?').first().click();
  await said(page, /Today it would end/);
  await page.getByText('Where', { exact: true }).click();
}

async function policiesWrong(page: Page): Promise<void> {
  await button(page, 'Add a policy').click();
  await page.getByLabel('For', { exact: true }).selectOption('The sites of a client');
  await page.getByLabel('At most so many days old').fill('0');
  await page.getByLabel('Sweep it by itself').check();
  await page.getByRole('textbox', { name: 'Schedule' }).fill('every night');
  await said(page, /is no schedule/);
  await button(page, 'See what it would end today').click();
  await button(page, 'Cancel').scrollIntoViewIfNeeded();
}

const stories: Record<string, Story> = {
  sessions: { scene: { hash: '#/sessions' }, steps: sessions },
  'sessions that nobody looked for': {
    scene: { scenario: 'unlooked', hash: '#/sessions' },
    steps: [['sessions-unlooked', (page) => said(page, 'Nobody has looked yet')]],
  },
  'the sessions of one site': {
    scene: {},
    steps: [
      ['fleet', sites],
      [
        'site-sessions',
        async (page) => {
          await page.evaluate(() => {
            location.hash = '#/site/cafe-u-mlaut-store/sessions';
          });
          await page.getByRole('grid', { name: 'Sessions' }).waitFor();
          for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
        },
      ],
      [
        'site-sessions-plan',
        async (page) => {
          await button(page, /^End all \d+ shown…$/).click();
          await said(page, /would end/);
        },
      ],
    ],
  },
  'sessions that can’t be read': {
    scene: { scenario: 'unreadable', hash: '#/sessions' },
    steps: [
      ['sessions-unreadable', (page) => said(page, /Could not read what is known/)],
      [
        'person-nobody',
        async (page) => {
          await page.evaluate(() => {
            location.hash = '#/person/s_nobodynobody/7';
          });
          await said(page, /Could not read what is known/);
        },
      ],
    ],
  },
  'sessions without sites': {
    scene: { scenario: 'empty', hash: '#/people/logins' },
    steps: [['people-empty', (page) => said(page, 'No sites yet')]],
  },
  audit: {
    scene: { scenario: 'outcomes', hash: '#/audit' },
    steps: [
      [
        'audit',
        async (page) => {
          await sites(page);
          await page.keyboard.press('Home');
          await page.keyboard.press('Enter');
          await page.keyboard.press('j');
          // What changed since the last look says it too, folded up.
          await page
            .getByRole('complementary')
            .getByText(/has rights of an administrator/)
            .first()
            .waitFor();
        },
      ],
      ['audit-accept', (page) => button(page, 'Accept…').click()],
      [
        'audit-plan',
        async (page) => {
          await page.keyboard.press('Escape');
          await page.keyboard.press('Home');
          await button(page, 'Demote 3 users…').click();
          await said(page, '3 sites: 3 ready.');
        },
      ],
      [
        'audit-run',
        async (page) => {
          await button(page, 'Demote users on 3 sites').click();
          await said(page, /^Audited again/);
        },
      ],
    ],
  },
  'audit, what somebody said': {
    scene: { scenario: 'outcomes', hash: '#/audit' },
    steps: [
      [
        'audit-revoke',
        async (page) => {
          await sites(page);
          await button(page, 'Revoke keys…').click();
        },
      ],
      [
        'audit-accepted',
        async (page) => {
          await page.keyboard.press('Escape');
          await page.getByRole('row').filter({ hasText: 'Open registration' }).click();
          await page.keyboard.press('x');
          await button(page, 'Accept 6…').click();
          await page.getByRole('dialog').getByLabel('Why it may stay').fill('A club in which everybody may write.');
          await button(page, 'Accept 6 findings').click();
          await page.getByRole('dialog').waitFor({ state: 'detached' });
          await page.getByRole('link', { name: 'Accepted', exact: true }).click();
          await said(page, 'A club in which everybody may write.');
          await page.keyboard.press('a');
        },
      ],
      [
        'audit-approved',
        async (page) => {
          await page.getByRole('link', { name: 'Approved', exact: true }).click();
          await said(page, 'Nobody was approved');
        },
      ],
    ],
  },
  'audit, nobody looked': {
    scene: { scenario: 'unaudited', hash: '#/audit' },
    steps: [['audit-unlooked', (page) => said(page, 'No site was audited yet')]],
  },
  administrators: {
    scene: { scenario: 'outcomes', hash: '#/audit/administrators' },
    steps: [['administrators', sites]],
  },
  people: {
    scene: { scenario: 'outcomes', hash: '#/people' },
    steps: [
      [
        'people-everybody',
        async (page) => {
          await sites(page);
          await page.getByText('wpsys@mail.invalid').first().click();
        },
      ],
      ['offboard', (page) => button(page, 'Offboard…').click()],
    ],
  },
  unlock: { scene: { vault: 'locked' }, steps: [['unlock', (page) => said(page, 'Unlock Resalt')]] },
  'a first run': {
    scene: { vault: 'absent', scenario: 'empty' },
    steps: [['first-run', (page) => said(page, 'Make a vault')]],
  },
  'a damaged vault': { scene: { vault: 'damaged' }, steps: [['damaged', (page) => said(page, 'VAULT DAMAGED')]] },
  'bringing sites': {
    scene: { scenario: 'empty', hash: '#/bring' },
    steps: [
      ['bring', (page) => said(page, 'What the file holds')],
      [
        'bring-report',
        async (page) => {
          await page.getByLabel('Or paste a list').fill('name,ssh_host\na,web1.example');
          await button(page, 'Bring 2 lines as CSV').click();
          await said(page, 'Delete what you pasted it from');
        },
      ],
      [
        'bring-trust',
        async (page) => {
          await button(page, 'Test these 12 sites').click();
          await button(page, 'Trust these 9 keys').waitFor();
        },
      ],
    ],
  },
  'no site': { scene: { scenario: 'empty' }, steps: [['fleet-empty', (page) => said(page, 'No sites yet')]] },
  'one site': { scene: { scenario: 'one' }, steps: [['fleet-one', sites]] },
  'fleet and site': { scene: {}, steps: site },
  palette: {
    scene: {},
    steps: [
      [
        'palette',
        async (page) => {
          await sites(page);
          await page.keyboard.press('Control+k');
          await page.getByRole('listbox', { name: 'Found' }).waitFor();
        },
      ],
    ],
  },
  tiles: {
    scene: { scenario: 'all' },
    steps: [
      [
        'fleet-tiles',
        async (page) => {
          await page.getByText('Tiles', { exact: true }).click();
          await page.getByRole('region', { name: 'Sites as tiles' }).waitFor();
        },
      ],
    ],
  },
  'a logout from its plan to its result': { scene: { beat: 14 }, steps: logout },
  'an interrupted run': {
    scene: { scenario: 'interrupted', hash: '#/run/r_broken0001' },
    steps: [
      ['interrupted', (page) => said(page, 'INTERRUPTED')],
      ['runs', (page) => page.getByRole('link', { name: 'Runs' }).click()],
    ],
  },
  settings: {
    scene: { hash: '#/settings' },
    steps: [
      ['settings', (page) => said(page, 'a browser, over loopback')],
      ['policies', policies],
      ['policies-wrong', policiesWrong],
    ],
  },
};

type Look = [name: string, media: 'light' | 'dark'];

async function tell({ scene, steps }: Story, looks: Look[]): Promise<void> {
  const page = await stage.open(scene);
  for (const [name, act] of steps) {
    await act(page);
    for (const [look, colorScheme] of looks) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ animations: 'disabled', path: `${folder}${name}-${look}.png` });
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(beyond, `${name} ${look}`).toBeLessThanOrEqual(0);
    }
  }
  await page.context().close();
}

describe('in both themes, with room', () => {
  const both: Look[] = [
    ['light', 'light'],
    ['dark', 'dark'],
  ];
  it.each(Object.entries(stories))('%s', (_, story) => tell(story, both));
});

describe.skipIf(process.env.RESALT_PICTURES !== '1')('the dense ones (RESALT_PICTURES=1)', () => {
  const dense: Step[][] = [site, logout];
  it('sessions have room in a small window', () =>
    tell({ scene: { hash: '#/sessions', width: 1024, height: 700 }, steps: sessions }, [['narrow', 'light']]));
  it('sessions have room in a large window', () =>
    tell({ scene: { hash: '#/sessions', width: 1920, height: 1080 }, steps: sessions }, [['wide', 'dark']]));
  it.each(dense)('have room in a small window', (...steps) =>
    tell({ scene: { beat: 25, width: 1024, height: 700 }, steps }, [['narrow', 'light']]),
  );
  it.each(dense)('have room in a large window', (...steps) =>
    tell({ scene: { beat: 25, width: 1680, height: 1000 }, steps }, [['wide', 'dark']]),
  );
});
