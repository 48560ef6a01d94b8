import { StateTile } from '../../components/StateMark.tsx';

/** What is done otherwise than usual, a line each; nothing where all is as usual. */
export function Special({ sentences }: { sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <ul className="special" aria-label="Otherwise than usual">
      {sentences.map((sentence) => (
        <li key={sentence}>
          <StateTile tone="look" />
          {sentence}
        </li>
      ))}
    </ul>
  );
}
