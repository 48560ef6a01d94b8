import type { Automation, Fact, Verification } from '../../src-main/contract/checklist.ts';
import type {
  Alert,
  IncidentStep,
  IncidentSummary,
  Recheck,
  Standing,
  StepState,
} from '../../src-main/contract/incidents.ts';
import { doneOf, isDone } from '../stores/incidents/steps.ts';
import { checkTitle } from './audit.ts';
import { capital, count, list, number } from './count.ts';
import { operationTitle } from './operation.ts';
import type { Said } from './outcome.ts';
import { ago, ahead, exact } from './time.ts';

const states: Record<StepState, Said> = {
  open: { tone: 'unknown', word: 'To do' },
  working: { tone: 'work', word: 'In work' },
  verified: { tone: 'proven', word: 'Proven' },
  ticked: { tone: 'unknown', word: 'Ticked' },
  failed: { tone: 'danger', word: 'Failed' },
  reopened: { tone: 'danger', word: 'REOPENED', loud: true },
};
export const sayStep = (state: StepState): Said => states[state];

/** What a state means, for who never saw it. */
export const stateMeans: Record<StepState, string> = {
  open: 'Not done yet, or not enough of it.',
  working: 'Resalt is at it.',
  verified: 'Resalt looked, and it holds.',
  ticked: 'A person says it is done. Resalt did not prove it.',
  failed: 'It was begun and did not end well.',
  reopened: 'It was done and no longer holds. Somebody or something changed it back.',
};

type Doubt = NonNullable<Standing['doubt']>;
/** What counts as done, and could not be seen or was seen otherwise since: never green. */
export const sayDoubt = (doubt: Doubt): Said => ({
  tone: 'look',
  word: doubt === 'unseen' ? 'Not seen again' : 'In doubt',
});
export const doubtMeans: Record<Doubt, string> = {
  unseen: 'It was done. When Resalt looked again it could not see whether it still holds.',
  contrary: 'A person says it is done. When Resalt looked it saw otherwise.',
};

/** Of a step on several sites: "1 not seen again"; of one that is done once for all without the number. */
export function sayDoubts({ standings }: Pick<IncidentStep, 'standings'>, many: number): string {
  const words = standings.some(({ doubt }) => doubt === 'contrary') ? 'in doubt' : 'not seen again';
  return standings.length > 1 ? `${number(many)} ${words}` : words;
}

const doers: Record<IncidentStep['who'], string> = {
  person: 'You do it',
  resalt: 'Resalt does it',
  'resalt-after-approval': 'Resalt does it after your yes',
};
/** Who does a step. What Resalt has no way to do is a person's, whatever the step says. */
export const sayDoer = ({ who, automations }: Pick<IncidentStep, 'who' | 'automations'>): string =>
  who === 'person' && automations.length > 0
    ? 'You do it, Resalt looks'
    : automations.length === 0 && who !== 'person'
      ? 'Resalt checks it'
      : doers[who];

/** "7 of 9"; empty for a step that is done once for all. */
export function sayCount(step: IncidentStep): string {
  if (step.per === 'incident') return '';
  const { done, all } = doneOf(step);
  return `${number(done)} of ${number(all)}`;
}

const facts: Record<Fact, string> = {
  'closed-to-visitors': 'From outside, visitors get “closed” (503) and Resalt’s own pass gets in.',
  'open-to-visitors': 'From outside the site answers as it should, without warnings of PHP.',
  'evidence-whole': 'The evidence is kept whole and its hashes agree.',
  'baseline-kept': 'How the site was when the incident was opened is kept.',
  'salts-as-rotated': 'The salts on the site are those that Resalt made.',
  'no-older-logins': 'No login is older than the end of this step.',
  'administrators-have-new-passwords': 'No administrator has the password from before.',
  'publishers-have-new-passwords': 'Nobody who can publish has the password from before.',
  'no-reset-keys': 'No link for a new password and no recovery key is left.',
  'no-application-passwords': 'No application password is left.',
  'no-api-keys': 'No API key is left.',
  'database-password-as-changed': 'The database password is the one that Resalt made.',
  'only-approved-administrators': 'Every administrator is one whom you approved.',
  hardened: 'File modes are tight, the file editor is off, and a test file among the uploads is not run.',
  'neighbours-looked-at': 'The other sites on the same server were looked at by the same checks.',
};

/** How a step is proven, a sentence each; none where only a person's word counts. */
export const sayVerifications = (all: readonly Verification[]): string[] =>
  all.map((one) => ('fact' in one ? facts[one.fact] : sayChecks(one.checks)));

const sayChecks = (checks: readonly string[]): string =>
  `The audit finds none of these that nobody accepted: ${list(checks.map((check) => lower(checkTitle(check))))}.`;

/** What Resalt does in a step, a sentence each. */
export const sayAutomations = (all: readonly Automation[]): string[] => [...new Set(all.map(sayAutomation))];

function sayAutomation(one: Automation): string {
  if ('operation' in one) return `${operationTitle(one.operation)}.`;
  const checks = list(('audit' in one ? one.audit : one.fix).map((check) => lower(checkTitle(check))));
  return 'audit' in one ? `Looks for: ${checks}.` : `Closes what was found and nobody accepted: ${checks}.`;
}

/** Names keep their capitals: “WooCommerce API keys”, “PHP among uploads”, “.htaccess”. */
const lower = (title: string): string =>
  /^[A-Z][a-z]+ /.test(title) && !/^(WordPress|WooCommerce|Gravity)/.test(title)
    ? title.charAt(0).toLowerCase() + title.slice(1)
    : title;

/** How an incident stands, in a word. */
export function sayIncident({
  closedAt,
  alerts,
  due = 0,
  done,
  steps,
}: Pick<IncidentSummary, 'closedAt' | 'alerts' | 'due' | 'done' | 'steps'>): Said {
  if (alerts > 0) return { tone: 'danger', word: count(alerts, 'alert') };
  if (due > 0) return { tone: 'danger', word: 'Look due' };
  if (closedAt !== null) return { tone: 'unknown', word: 'Closed' };
  return done === steps ? { tone: 'proven', word: 'All done' } : { tone: 'look', word: 'Open' };
}

/** "12 of 34". */
export const sayProgress = ({ done, steps }: Pick<IncidentSummary, 'done' | 'steps'>): string =>
  `${number(done)} of ${number(steps)}`;

/** "Acme 12, Bakkerij 3": whose sites they are, those with most first. */
export function sayClients(sites: IncidentSummary['sites']): string {
  const by = new Map<string, number>();
  for (const { client } of sites) by.set(client ?? 'no client', (by.get(client ?? 'no client') ?? 0) + 1);
  return [...by]
    .sort((a, b) => b[1] - a[1])
    .map(([client, many]) => (by.size === 1 ? client : `${client} ${number(many)}`))
    .join(', ');
}

/** What one site's line of a step says where the engine said nothing. */
export const sayStanding = ({ told, state }: Standing): string =>
  told ? inOwnTime(told) : state === 'open' ? '' : stateMeans[state];

/** A sentence of the engine's with its moments (ISO 8601, UTC) as a person reads them. */
export const inOwnTime = (text: string): string =>
  text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, (moment) => exact(moment));

/** On how many sites a step is in which state, worst first: "1 reopened, 2 to do, 6 proven". */
export function sayStates({ standings }: Pick<IncidentStep, 'standings'>): string {
  const order: StepState[] = ['reopened', 'failed', 'working', 'open', 'ticked', 'verified'];
  const parts = order.flatMap((state) => {
    const many = standings.filter((one) => one.state === state).length;
    return many > 0 ? [`${number(many)} ${states[state].word.toLowerCase()}`] : [];
  });
  return capital(parts.join(', '));
}

const looks: Record<Recheck['after'], string> = {
  '24-hours': 'after 24 hours',
  '7-days': 'after 7 days',
  '30-days': 'after 30 days',
};

const shortLooks: Record<Recheck['after'], string> = {
  '24-hours': '24-hour look',
  '7-days': '7-day look',
  '30-days': '30-day look',
};
export const sayLookShort = ({ after }: Recheck): string => shortLooks[after];

/** The look that comes next, in a row of a list. */
export function sayNextLook(look: NonNullable<IncidentSummary['look']>, now: number): string {
  const { what, when } = sayRecheck({ ...look, doneAt: null, told: '' }, now);
  if (look.state === 'failed') return `${what}: it did not end well`;
  return look.state === 'due' ? `${what}: due ${when}` : `${what}: ${when}`;
}

/** A look that was promised: when it is due, or what came of it. */
export function sayRecheck(
  { after, state, dueAt, doneAt }: Recheck,
  now: number,
): Said & { what: string; when: string } {
  const what = `Look ${looks[after]}`;
  if (state === 'due') return { tone: 'danger', word: 'DUE', loud: true, what, when: `since ${since(dueAt, now)}` };
  if (state === 'failed')
    return { tone: 'danger', word: 'Failed', what, when: doneAt === null ? '' : ago(doneAt, now) };
  if (state === 'done') return { tone: 'proven', word: 'Done', what, when: doneAt === null ? '' : ago(doneAt, now) };
  return { tone: 'unknown', word: 'To come', what, when: ahead(dueAt, now) };
}
const since = (iso: string, now: number): string => ago(iso, now).replace(/ ago$/, '');

export const sayAlerts = (alerts: readonly Alert[]): string => {
  const sites = new Set(alerts.flatMap(({ site }) => (site === null ? [] : [site]))).size;
  return `${capital(count(alerts.length, 'alert'))}${sites > 0 ? ` on ${count(sites, 'site')}` : ''}`;
};

/** What still stands open, for who is about to close the incident. */
export function sayLeft(steps: readonly IncidentStep[]): string {
  const left = steps.filter(({ state }) => !isDone(state));
  if (left.length === 0) return 'Every step is done.';
  return `${capital(count(left.length, 'step'))} ${left.length === 1 ? 'is' : 'are'} NOT done: ${list(left.slice(0, 4).map(({ title }) => title))}${left.length > 4 ? ` and ${number(left.length - 4)} more` : ''}. The reports will say so.`;
}

/** On the button that contains. */
export const sayContain = (sites: number): string => `Contain ${count(sites, 'site')}`;
