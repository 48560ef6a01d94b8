import type { Site } from '../contract/sites.ts';
import { answersOf } from './steps/answers.ts';
import { inspectionOf } from './steps/inspection-of.ts';
import { lookAt } from './steps/look.ts';
import { rotationOf } from './steps/planned.ts';
import type { SiteResult, Story } from './story.ts';
import type { Tools } from './tools.ts';

/** Reads everything from a site and changes nothing. */
export async function inspectSite(site: Site, tools: Tools, story: Story): Promise<SiteResult> {
  const [look, answers] = await Promise.all([lookAt(site, tools, story), answersOf(site, tools)]);
  try {
    const inspection = inspectionOf(look, rotationOf(look), answers, tools.clock);
    return { outcome: 'unchanged', salts: null, sessions: null, proof: null, failure: null, inspection };
  } finally {
    await look.close();
  }
}
