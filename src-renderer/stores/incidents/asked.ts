import { create } from 'zustand';
import { go } from '../route.ts';

/** The sites with which an incident is to be opened, asked for elsewhere; null where nobody asks. */
export const useAsked = create<{ sites: string[] | null }>()(() => ({ sites: null }));

/** Shows the incidents with the dialog that opens one, for these sites. */
export function askToOpen(sites: string[]): void {
  useAsked.setState({ sites });
  go({ screen: 'incidents' });
}
